/** Plans: configs, tasks, their identities and tags. Nothing here starts anything. */
export { config, configFrom } from './config/config';
export type {
  ConfigMaker,
  ConfigOptions,
  GivenArgument
} from './config/config';
export {
  changedDefaults,
  changedDefaultsText,
  differingDefaults,
  skippedDefaults
} from './config/defaults';
export type { ChangedDefault } from './config/defaults';
export { importsOf, readExperiment } from './config/experiment/read-experiment';
export type {
  ExperimentFile,
  ExperimentSource,
  ReadExperimentOptions
} from './config/experiment/read-experiment';
export type { Combination } from './config/experiment/combine';
export { describeConfigs } from './config/describe';
export { optionsOf, optionsText, parseOptions } from './config/options';
export type { ConfigOption } from './config/options';
export { always, constant, meta, path } from './config/field';
export type {
  ConfigType,
  Field,
  ParamSchema,
  Role,
  RoleField,
  Shape
} from './config/field';
export { identityOf, isSealed, seal } from './config/identity-of';
export type { IdentityOptions } from './config/identity-of';
export { Output } from './config/output';
export type {
  Config,
  Given,
  GivenValues,
  Gives,
  OptionalNames,
  OrOutput,
  RunValues,
  TaskCall,
  Values
} from './config/types';
export { dependenciesOf, planOrder } from './task/dependencies';
export { inputsOf, withResults } from './task/inputs';
export type { TaskInput, TaskInputs, TaskResult } from './task/inputs';
export { runParams } from './task/run-params';
export {
  declarationOf,
  functionOf,
  isTaskMaker,
  outputOf,
  task
} from './task/task';
export type { TaskFunction, TaskMaker } from './task/task';
export { tag } from './tags/tag';
export type { Tagged, TagValue } from './tags/tag';
export { tags, withTags } from './tags/tags';
export { tagsPath } from './tags/tags-path';
