/** Cuts a function and what it needs out of executed cells. */
import { Changes } from './changes';
import { codeIdentity } from './code-identity';
import {
  cellName,
  parseCells,
  type SourceCell,
  type TypeScriptModule
} from './executed';
import { Functions } from './functions';
import { importLines } from './import-lines';
import { Names } from './names';
import { Needed, type NeededUnit } from './needed';
import { reachedFiles } from './reached-files';
import { nameUnits } from './rename';
import { notSliceable } from './refusal';
import { Reproducible } from './reproducible';
import { Slice, type SliceCell } from './slice';
import { stateChanges } from './state-changes';
import type { Unit } from './units';
import { sameUnits } from './versions';
import { joinUnits, writeUnits, type WrittenUnit } from './write-code';

/** Where a slice is made. */
export interface SlicePlace {
  /** The TypeScript that compiles the cells. */
  ts: TypeScriptModule;
  /** Absolute path of the folder that the cells import from. */
  base: string;
}

/** What is asked for: the name of a function of the cells, or the one that a finder finds in them. */
export type Wanted = string | ((names: Names) => Unit | undefined);

/**
 * Slices a function out of executed cells.
 * @param executed in the order of their execution.
 * @throws TrialbookError NOT_SLICEABLE when the function, or something that it needs, exists as state of the kernel only.
 */
export function sliceCells(
  executed: readonly SourceCell[],
  wanted: Wanted,
  { ts, base }: SlicePlace
): Slice {
  const names = new Names(parseCells(ts, executed));
  const entry = findEntry(names, wanted, executed);
  const [name] = entry.names;
  const needed = collect(names, entry, executed);
  const same = sameUnits(ts, needed.units.values());
  needed.checkLinks(same);
  const kept = [...needed.units.values()]
    .filter(({ unit }) => same(unit) === unit)
    .sort(inOrder);
  const nameOf = nameUnits(names, kept, same);
  const imports = importLines(names, kept, nameOf);
  const written = writeUnits(names, kept, nameOf);
  const code = `${[
    ...(imports.length > 0 ? [imports.map(each => each.code).join('\n')] : []),
    ...(written.length > 0 ? [joinUnits(written)] : [])
  ].join('\n\n')}\n`;
  const reached = reachedFiles(ts, code, base);
  return new Slice({
    name,
    entry: name,
    cells: cellsOf(written, executed),
    code,
    hash: codeIdentity(names, name, kept, nameOf, imports, reached),
    imports,
    ...reached,
    awaits: kept.some(({ unit }) => awaits(names, unit))
  });
}

function findEntry(
  names: Names,
  wanted: Wanted,
  executed: readonly SourceCell[]
): Unit {
  if (typeof wanted !== 'string') {
    const found = wanted(names);
    if (found) {
      return found;
    }
    throw notSliceable({
      name: 'the function',
      entry: 'the function',
      problem: 'no executed cell defines it'
    });
  }
  const meaning = names.newest(wanted, 'value', Infinity);
  if (meaning.kind === 'units') {
    return meaning.units[meaning.units.length - 1];
  }
  const cell =
    meaning.kind === 'unknown'
      ? cellName(executed[meaning.cell], meaning.cell)
      : undefined;
  throw notSliceable({
    name: wanted,
    entry: wanted,
    problem:
      meaning.kind !== 'unknown'
        ? 'no executed cell defines it'
        : meaning.why === 'failed'
          ? `${cell}, which defines it, failed`
          : `${cell}, which defines it, ran before Trialbook was imported, so that its code is not known`,
    ...(cell !== undefined && { again: cell })
  });
}

function collect(
  names: Names,
  entry: Unit,
  executed: readonly SourceCell[]
): Needed {
  const functions = new Functions(names);
  const changes = new Changes(names, functions, new Set([entry]));
  const needed = new Needed(
    names,
    executed,
    entry.names[0],
    new Reproducible(names, functions, changes),
    stateChanges(names, changes)
  );
  // Overloads, and what else the cell declares under the name.
  const all = names.units.filter(
    unit => unit.cell === entry.cell && unit.names.includes(entry.names[0])
  );
  for (const unit of all.length > 0 ? all : [entry]) {
    needed.add(unit, Infinity);
  }
  return needed;
}

function inOrder({ unit: a }: NeededUnit, { unit: b }: NeededUnit): number {
  return a.cell - b.cell || a.node.pos - b.node.pos;
}

function cellsOf(
  written: readonly WrittenUnit[],
  executed: readonly SourceCell[]
): SliceCell[] {
  return [...new Set(written.map(({ cell }) => cell))].map(index => {
    const { id, count } = executed[index];
    return {
      index,
      ...(id !== undefined && { id }),
      ...(count !== undefined && { count }),
      code: joinUnits(written.filter(({ cell }) => cell === index))
    };
  });
}

function awaits({ ts }: Names, { node, kind }: Unit): boolean {
  let found = false;
  const visit = (at: import('typescript').Node): void => {
    found ||= ts.isAwaitExpression(at);
    if (!ts.isFunctionLike(at)) {
      ts.forEachChild(at, visit);
    }
  };
  if (kind !== 'type' && kind !== 'import') {
    visit(node);
  }
  return found;
}
