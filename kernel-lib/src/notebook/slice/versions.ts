/**
 * Definitions of one name that differ in nothing are one: a cell that was executed again without a change defines the same
 * again. Found by refinement: definitions with the same text are taken for the same until what their names stand for
 * tells them apart.
 */
import type { NeededUnit } from './needed';
import type { TypeScriptModule } from './executed';
import { tokensOf } from './tokens';
import type { Unit } from './units';

/** For each definition the earliest one that is the same. */
export function sameUnits(
  ts: TypeScriptModule,
  needed: Iterable<NeededUnit>
): (unit: Unit) => Unit {
  const all = [...needed].sort(
    ({ unit: a }, { unit: b }) => a.cell - b.cell || a.node.pos - b.node.pos
  );
  let group = new Map<Unit, number>();
  let count = 0;
  for (;;) {
    const next = groupBy(all, each => signature(ts, each, group));
    const size = new Set(next.values()).size;
    group = next;
    if (size === count) {
      break;
    }
    count = size;
  }
  const first = new Map<number, Unit>();
  for (const { unit } of all) {
    const number = group.get(unit) ?? -1;
    first.set(number, first.get(number) ?? unit);
  }
  return unit => first.get(group.get(unit) ?? -1) ?? unit;
}

function signature(
  ts: TypeScriptModule,
  { unit, links }: NeededUnit,
  group: ReadonlyMap<Unit, number>
): string {
  const { kind, names, node, statement } = unit;
  const module =
    kind === 'import' && ts.isImportDeclaration(statement)
      ? statement.moduleSpecifier.getText().slice(1, -1)
      : '';
  const text =
    kind === 'import' && ts.isImportClause(node)
      ? `default ${node.name?.text}`
      : tokensOf(ts, node);
  const targets = [...links.values()].map(each =>
    [...each].map(target => group.get(target) ?? -1).join()
  );
  return JSON.stringify([kind, names, module, text, targets]);
}

function groupBy(
  all: readonly NeededUnit[],
  keyOf: (needed: NeededUnit) => string
): Map<Unit, number> {
  const numbers = new Map<string, number>();
  return new Map(
    all.map(needed => {
      const key = keyOf(needed);
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      return [needed.unit, number];
    })
  );
}
