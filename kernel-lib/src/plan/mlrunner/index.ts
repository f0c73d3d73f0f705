/** mlrunner's files, as they are: no file and no process is touched here. */
export {
  readParamsFile,
  RESERVED,
  type Choice,
  type ParamsFile
} from './params-file';
export { fillTemplate, placeholders, type Placeholder } from './template';
export { camelCase, taskName } from './task-name';
export {
  tasksOf,
  type Task,
  type TaskCommand,
  type TaskOptions,
  type TaskPlan
} from './tasks';
export {
  floatText,
  shellQuote,
  shortNumber,
  valueOf,
  type ParamValue
} from './value';
