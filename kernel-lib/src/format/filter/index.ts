/** The filter language of the command line, the library and the Runs panel. See `docs/find-and-compare.md`. */
export { FilterError } from './filter-error';
export { FILTER_LIMIT } from './lexer';
export { parseFilter } from './parser';
export type { ParseOptions } from './parser';
export { printFilter } from './print';
export { compileFilter, filterTest } from './evaluate';
export type { CompileOptions, FilterTest } from './evaluate';
export { digestSubject } from './subject';
export type { FilterSubject, FilterValues } from './subject';
export { compilePattern } from './pattern';
export { PatternError } from './pattern-syntax';
export type * from './syntax';
