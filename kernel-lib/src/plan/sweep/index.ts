export { trials, type Space, type TrialOptions } from './trials';
export {
  Conditional,
  Distribution,
  loguniform,
  range,
  uniform,
  when
} from './values';
export { askedTrial, type AskedParameter } from './asked-trial';
