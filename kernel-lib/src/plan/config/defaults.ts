/** Defaults that are left out of identities, and what to say when one of them changes. */
import { isDeepStrictEqual } from 'node:util';
import { formatValue } from '../../format/format-value';
import { recordValue } from '../../format/record-value';
import { requireState, stateOf, type ConfigState } from './config-value';
import { isSkipped } from './identity-of';

/** A default that is another one now. */
export interface ChangedDefault {
  /** The parameter, nested ones with dots. */
  param: string;
  was: unknown;
  now: unknown;
}

/**
 * The values that a config or task leaves out of its identity because they are defaults, by path: what is kept beside a
 * result, to tell later whether it still is the result of the same values.
 */
export function skippedDefaults(config: object): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  collect(requireState(config, 'skippedDefaults()'), '', found);
  return found;
}

/**
 * What of the defaults kept beside a result differs from those of now, though the identity is the same.
 * @param kept what `skippedDefaults()` gave at the time.
 */
export function changedDefaults(
  config: object,
  kept: Readonly<Record<string, unknown>>
): ChangedDefault[] {
  return differingDefaults(skippedDefaults(config), kept);
}

/** As `changedDefaults()`, of what `skippedDefaults()` gave now and at the time. */
export function differingDefaults(
  now: Readonly<Record<string, unknown>>,
  kept: Readonly<Record<string, unknown>>
): ChangedDefault[] {
  return Object.entries(kept).flatMap(([param, was]) =>
    Object.hasOwn(now, param) && !isDeepStrictEqual(now[param], was)
      ? [{ param, was, now: now[param] }]
      : []
  );
}

/** One sentence for people; undefined when nothing changed. */
export function changedDefaultsText(
  name: string,
  changes: readonly ChangedDefault[]
): string | undefined {
  const shown = (value: unknown) => formatValue(recordValue(value), 40);
  const list = changes.map(
    ({ param, was, now }) =>
      `${param} was ${shown(was)} and is ${shown(now)} now`
  );
  return list.length === 0
    ? undefined
    : `${name} has a result that was computed with other defaults: ${list.join(', ')}. Give the value, or declare the parameter with always(), to compute it anew.`;
}

function collect(
  { definition, values }: ConfigState,
  path: string,
  found: Record<string, unknown>
): void {
  for (const param of definition.params.values()) {
    const value = values[param.name];
    const state = stateOf(value);
    if (state?.definition.kind === 'config') {
      collect(state, `${path}${param.name}.`, found);
    } else if (param.counts && value !== undefined && isSkipped(param, value)) {
      found[path + param.name] = value;
    }
  }
}
