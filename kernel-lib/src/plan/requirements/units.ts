/** Units of requirements. */

/** Bytes: `G` and `M` are decimal, `GiB` and `MiB` binary. */
export const MEMORY_UNITS: ReadonlyMap<string, number> = new Map([
  ['GiB', 2 ** 30],
  ['G', 1e9],
  ['MiB', 2 ** 20],
  ['M', 1e6]
]);

const MINUTE = 60_000;

/** Milliseconds. */
export const DURATION_UNITS: ReadonlyMap<string, number> = new Map([
  ['d', 1440 * MINUTE],
  ['day', 1440 * MINUTE],
  ['days', 1440 * MINUTE],
  ['h', 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['hours', 60 * MINUTE],
  ['m', MINUTE],
  ['min', MINUTE],
  ['mins', MINUTE]
]);

/** `4GiB`, `90m`: the largest unit of which it is a whole number, as its text; undefined when it is of none. */
export function quantityText(
  value: number,
  units: ReadonlyMap<string, number>
): string | undefined {
  let least: { count: number; unit: string } | undefined;
  for (const [unit, size] of units) {
    const count = value / size;
    if (Number.isInteger(count) && (!least || count < least.count)) {
      least = { count, unit };
    }
  }
  return least && `${least.count}${least.unit}`;
}
