/** Names in a slice: a name that stands for several definitions is given to the newest, the older ones get a number. */
import type ts from 'typescript';
import type { Names } from './names';
import type { NeededUnit } from './needed';
import type { Unit } from './units';

/** The name of an identifier in the slice. */
export type NameOf = (node: ts.Identifier, unit: Unit) => string;

/**
 * Gives each definition a name of its own.
 * @param kept in the order of the slice.
 * @param same see `sameUnits`.
 */
export function nameUnits(
  names: Names,
  kept: readonly NeededUnit[],
  same: (unit: Unit) => Unit
): NameOf {
  const renamed = new Map<Unit, Map<string, string>>();
  const taken = namesIn(names);
  for (const name of new Set(kept.flatMap(({ unit }) => unit.names))) {
    const cells = [
      ...new Set(
        kept.flatMap(({ unit }) =>
          unit.names.includes(name) ? [unit.cell] : []
        )
      )
    ];
    let number = 0;
    for (const cell of cells.slice(0, -1)) {
      let fresh: string;
      do {
        fresh = `${name}_${++number}`;
      } while (taken.has(fresh));
      for (const { unit } of kept) {
        if (unit.cell === cell && unit.names.includes(name)) {
          const map = renamed.get(unit) ?? new Map<string, string>();
          renamed.set(unit, map.set(name, fresh));
        }
      }
    }
  }
  const links = new Map(kept.map(({ unit, links: each }) => [unit, each]));
  return (node, unit) => {
    const [target] = links.get(unit)?.get(node) ?? [];
    return (target && renamed.get(same(target))?.get(node.text)) ?? node.text;
  };
}

/** Every identifier in the cells. */
function namesIn({ ts, cells }: Names): Set<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      found.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  cells.forEach(({ file }) => visit(file));
  return found;
}
