import { TrialbookError } from '../errors';
import {
  parseOutputScalars,
  type OutputScalarsConfig
} from '../format/output-scalars';

import { checkFlagRules, type FlagRules } from './flags/rules';
import { isSchema, type FlagSchema } from './flags/schema';

/** How a call is tracked. All of it is optional. */
export interface RunOptions {
  /**
   * A name for people.
   * @example { label: 'wider net' }
   */
  label?: string;
  /**
   * Words to find the run by.
   * @example { tags: ['mnist', 'demo'] }
   */
  tags?: readonly string[];
  /**
   * The folder that holds the runs; a relative one is seen from the notebook's folder.
   * @default $TRIALBOOK_HOME, the nearest existing home upwards from the notebook, or `runs` beside it
   */
  home?: string;
  /**
   * The working directory of the call: the run's own folder, or the one there is. The working directory belongs to
   * the whole process, so runs with `"run"` wait for each other unless nested; runs with `"keep"` overlap.
   * @default "run"
   */
  cwd?: 'run' | 'keep';
  /**
   * Whether the cell shows the run card.
   * @default true
   */
  display?: boolean;
  /**
   * What the flags have to be: rules by flag, or a zod object, whose defaults and conversions are applied. Checked
   * before anything is created.
   * @example { flags: { lr: { min: 0, max: 1, description: 'learning rate' }, opt: { choices: ['sgd', 'adam'] } } }
   */
  flags?: FlagRules | FlagSchema;
  /**
   * Which printed lines count as scalars: patterns, or `false` for none.
   * @default true: lines `NAME: NUMBER`, unless the name is a flag or is logged
   * @example { outputScalars: { loss: 'loss=(\\value)', step: 'epoch (\\step)' } }
   */
  outputScalars?: OutputScalarsConfig;
}

const CHECKS: Record<keyof RunOptions, [(value: unknown) => boolean, string]> =
  {
    label: [value => typeof value === 'string', 'a text'],
    tags: [
      value =>
        Array.isArray(value) && value.every(tag => typeof tag === 'string'),
      'an array of texts'
    ],
    home: [
      value => typeof value === 'string' && value !== '',
      'the path of a folder'
    ],
    cwd: [value => value === 'run' || value === 'keep', '"run" or "keep"'],
    display: [value => typeof value === 'boolean', 'true or false'],
    flags: [
      value => isSchema(value) || checkFlagRules(value) !== undefined,
      ''
    ],
    outputScalars: [value => parseOutputScalars(value) !== undefined, '']
  };

/** @throws TrialbookError BAD_OPTION that names the option and what it takes. */
export function checkOptions(options: object): void {
  for (const [name, value] of Object.entries(options) as [string, unknown][]) {
    const check = Object.hasOwn(CHECKS, name)
      ? CHECKS[name as keyof RunOptions]
      : undefined;
    if (!check) {
      throw new TrialbookError(
        'BAD_OPTION',
        `run() has no option "${name}". Its options are: ${Object.keys(CHECKS).join(', ')}.`
      );
    }
    if (value !== undefined && !check[0](value)) {
      throw new TrialbookError(
        'BAD_OPTION',
        `The option \`${name}\` of run() has to be ${check[1]}.`
      );
    }
  }
}
