export { parseRequirement } from './parse';
export {
  RequirementError,
  type Accelerator,
  type AcceleratorKind,
  type Requirement
} from './requirement';
export { durationText, memoryText, requirementText } from './text';
