/** The environment of a process that is recorded as a run. */
import { flagText, flagVariable, type FlagValues } from './flag-text';

export interface RunVariables {
  run: string;
  dir: string;
  home: string;
  flags: FlagValues;
  /** Where the user is. */
  from: string;
  /** The project's folder. */
  project?: string;
  operation?: string;
  /** More variables; they come before ours. */
  env?: Readonly<Record<string, string>>;
}

/** This process's environment, with what a run is told. */
export function runVariables(
  options: RunVariables,
  outer: NodeJS.ProcessEnv = process.env
): NodeJS.ProcessEnv {
  const { run, dir, home, flags, from, project, operation, env } = options;
  return {
    ...withoutFlags(outer),
    ...env,
    ...Object.fromEntries(
      Object.entries(flags).map(([name, value]) => [
        flagVariable(name),
        // No variable can hold NUL.
        flagText(value).replaceAll('\0', '')
      ])
    ),
    RUN_DIR: dir,
    RUN_ID: run,
    TRIALBOOK_HOME: home,
    CMD_DIR: from,
    ...(project !== undefined && { PROJECT_DIR: project }),
    ...(operation !== undefined && { TRIALBOOK_OPERATION: operation })
  };
}

/** The flags of the run around this one are not its own. */
function withoutFlags(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) => env.RUN_ID === undefined || !name.startsWith('FLAG_')
    )
  );
}
