/** Output scalars: numbers that a program prints, captured as scalars. */
export { PRINTED_LINE_LIMIT, LineBuffer } from './line-buffer';
export type { OutputPattern } from './pattern';
export {
  DEFAULT_OUTPUT_PATTERNS,
  parseOutputScalars,
  type OutputPatternMap,
  type OutputRule,
  type OutputRules,
  type OutputScalarsConfig
} from './config';
export { OutputScalarMatcher, type OutputScalar } from './matcher';
