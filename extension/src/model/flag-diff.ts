import type { RecordedValue } from 'trialbook/format';
import { sameValue } from 'trialbook/format';
import type { IRunInfo } from '../tokens';

/** A flag as a row shows it. */
export interface IFlagPart {
  name: string;
  value: RecordedValue;
  /** Differs from the previous run of the same name; without one, from the function's default. */
  changed: boolean;
  /** The function's own default. */
  isDefault: boolean;
}

/** The flags of a run, those that say most first: changed ones, other given ones, defaults. */
export function flagParts(info: IRunInfo, previous?: IRunInfo): IFlagPart[] {
  const defaults = new Set(info.defaults);
  const parts = Object.entries(info.flags).map(([name, value]) => {
    const isDefault = defaults.has(name);
    const changed = previous
      ? !Object.hasOwn(previous.flags, name) ||
        !sameValue(previous.flags[name], value)
      : !isDefault;
    return { name, value, changed, isDefault };
  });
  return parts.sort((a, b) => rank(a) - rank(b));
}

function rank(part: IFlagPart): number {
  if (part.changed) {
    return 0;
  }
  return part.isDefault ? 2 : 1;
}
