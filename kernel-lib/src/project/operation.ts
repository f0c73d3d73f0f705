/** The operations of a project, as its file defines them. */
import type { FlagFacts } from '../format/journal';
import type { OutputScalarsConfig } from '../format/output-scalars';

/** What an operation starts. Paths are relative to the project's folder. */
export type Main =
  | { kind: 'command'; words: string[] }
  | { kind: 'script'; path: string }
  | { kind: 'function'; path: string; name: string }
  | { kind: 'notebook'; path: string };

/** A flag, with its default if it has one. */
export interface FlagDefinition extends FlagFacts {
  default?: unknown;
}

/** One step of an operation of steps. */
export interface Step {
  operation: string;
  /** Texts as on a command line. */
  assignments: string[];
  flags: Record<string, unknown>;
  label?: string;
  /** Filters that the step's run has to pass. */
  expect: string[];
  needed?: boolean;
}

/** Files that have to be there before the start. */
export interface Requirement {
  file?: string;
  url?: string;
  operation?: string;
  select: string[];
  sha256?: string;
  as?: string;
  link?: boolean;
}

/** Which files of the project are its source. */
export interface SourceRules {
  include: string[];
  exclude: string[];
}

export interface Operation {
  name: string;
  main?: Main;
  steps?: Step[];
  /** `main` or `steps` as written, for people and for the digest. */
  text: string;
  description?: string;
  flags: Record<string, FlagDefinition>;
  /** `all`, or the names of the flags to take from the script. */
  flagsImport?: 'all' | string[];
  requires: Requirement[];
  outputScalars?: OutputScalarsConfig;
  /** `false`: none; nothing: what git tracks. */
  source?: SourceRules | false;
  label?: string;
  tags: string[];
  env: Record<string, string>;
  cwd: 'run' | 'keep';
}

export interface Project {
  /** Absolute path of the project file. */
  file: string;
  /** Its folder. */
  dir: string;
  operations: ReadonlyMap<string, Operation>;
}
