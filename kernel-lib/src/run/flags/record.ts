import { recordFlags } from '../../format/record-value';
import type { RecordedFlags, RecordedValue } from '../../format/values';
import { Unevaluated, nestedFlags } from './resolve';

/** Flags as they are recorded; a default that only the call works out is recorded by its text. */
export function recordCallFlags(flags: Record<string, unknown>): RecordedFlags {
  return withTexts(flags, recordFlags(flags));
}

/** Flags as the call gets them: what the call works out for itself is not known here. */
export function knownFlags(
  flags: Record<string, unknown>
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flags).map(([name, value]) => {
      if (value instanceof Unevaluated) {
        return [name, undefined];
      }
      return [name, isNested(value) ? knownFlags(value) : value];
    })
  );
}

function withTexts(
  flags: Record<string, unknown>,
  recorded: RecordedFlags
): RecordedFlags {
  const entries = Object.entries(recorded).map(
    ([name, value]): [string, RecordedValue] => {
      const flag = flags[name];
      if (flag instanceof Unevaluated) {
        return [name, { $type: 'expression', text: flag.text }];
      }
      return [
        name,
        isNested(flag) ? withTexts(flag, value as RecordedFlags) : value
      ];
    }
  );
  return Object.fromEntries(entries);
}

function isNested(flag: unknown): flag is Record<string, unknown> {
  return typeof flag === 'object' && flag !== null && nestedFlags.has(flag);
}
