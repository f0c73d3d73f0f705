/** From a function to the definitions that it needs, through all that these need in turn. */
import type ts from 'typescript';
import { cellName, isFailed, type SourceCell } from './executed';
import type { Meaning, Names } from './names';
import type { Reference } from './references';
import { notSliceable } from './refusal';
import type { Reproducible } from './reproducible';
import { globalProperty, type StateChanges } from './state-changes';
import type { Unit } from './units';

/** A definition that is needed. */
export interface NeededUnit {
  unit: Unit;
  /** Whether it is needed as a value, not only as a type. */
  value: boolean;
  /** Places of the cells in whose execution it is used; `Infinity` when the function is called. */
  times: Set<number>;
  /** What its names stand for; more than one when they stood for another at another time. */
  links: Map<ts.Identifier, Set<Unit>>;
  /** The definition that needs it. */
  by?: NeededUnit;
}

/** See the head of this file. */
export class Needed {
  readonly units = new Map<Unit, NeededUnit>();

  constructor(
    readonly names: Names,
    readonly executed: readonly SourceCell[],
    readonly entry: string,
    readonly reproducible: Reproducible,
    readonly state: StateChanges
  ) {}

  /**
   * Adds a definition and what it needs.
   * @throws TrialbookError NOT_SLICEABLE when something is not to be had in another process.
   */
  add(unit: Unit, time: number, value = true, by?: NeededUnit): void {
    let needed = this.units.get(unit);
    if (!needed) {
      needed = {
        unit,
        value: false,
        times: new Set(),
        links: new Map(),
        ...(by && { by })
      };
      this.units.set(unit, needed);
    }
    const isNew = !needed.times.has(time) || (value && !needed.value);
    if (!isNew) {
      return;
    }
    if (value && !needed.value) {
      needed.value = true;
      this.#check(needed);
    }
    needed.times.add(time);
    const { functions } = this.reproducible;
    for (const reference of this.names.references(unit, fn =>
      functions.isKept(fn, { cell: unit.cell, time: unit.cell })
    )) {
      this.#follow(needed, reference);
    }
  }

  #follow(needed: NeededUnit, reference: Reference): void {
    const { unit } = needed;
    if (reference.use === 'type') {
      this.#type(needed, reference);
      return;
    }
    const later = [...needed.times];
    const times = {
      cell: [unit.cell],
      call: later,
      both: [unit.cell, ...later]
    }[reference.moment];
    for (const time of times) {
      const meaning = this.names.meaning(reference, unit.cell, time);
      for (const target of this.#targets(needed, reference, meaning)) {
        link(needed, reference.node, target);
        if (target !== unit) {
          this.add(target, time, true, needed);
          // What it gave may be a function, which is called later.
          if (reference.moment === 'cell') {
            later.forEach(each => this.add(target, each, true, needed));
          }
        }
      }
    }
  }

  /** Types are those that the cell was checked with. Values that only a type asks for are left out. */
  #type(needed: NeededUnit, reference: Reference): void {
    const { unit } = needed;
    const meaning = this.names.meaning(reference, unit.cell, unit.cell);
    if (meaning.kind !== 'units') {
      return;
    }
    for (const target of meaning.units) {
      if (target.kind !== 'variable' && target.kind !== 'function') {
        link(needed, reference.node, target);
        const isType = target.kind === 'type' || target.kind === 'import';
        if (target !== unit) {
          this.add(target, unit.cell, !isType, needed);
        }
      }
    }
  }

  #targets(
    needed: NeededUnit,
    { node, name }: Reference,
    meaning: Meaning
  ): Unit[] {
    if (meaning.kind === 'units') {
      return meaning.units;
    }
    if (meaning.kind === 'unknown') {
      const cell = this.#cell(meaning.cell);
      throw notSliceable({
        ...this.#refused(name, needed),
        problem:
          meaning.why === 'failed'
            ? `${cell} declared it and failed, so that its value is that of no definition`
            : `${cell} ran before Trialbook was imported, so that its code is not known`,
        again: cell
      });
    }
    if (meaning.kind === 'local') {
      this.#checkLocal(needed, name, meaning.symbol);
      return [];
    }
    this.#checkGlobal(needed, node);
    return [];
  }

  /** A function that is written in place may use variables around it, which are those of a call. */
  #checkLocal(needed: NeededUnit, name: string, symbol: ts.Symbol): void {
    const { node, cell } = needed.unit;
    const [declaration] = symbol.declarations ?? [];
    if (
      declaration &&
      (declaration.pos < node.pos || declaration.end > node.end)
    ) {
      throw notSliceable({
        ...this.#refused(name, needed),
        problem: `it is a variable around the function, which ${this.#cell(cell)} made while it was executed`
      });
    }
  }

  #checkGlobal(needed: NeededUnit, node: ts.Identifier): void {
    const { ts } = this.names;
    let access: ts.Node = node.parent;
    while (ts.isParenthesizedExpression(access) || ts.isAsExpression(access)) {
      access = access.parent;
    }
    const name = globalProperty(ts, access) ?? node.text;
    const cell = this.state.globals.get(name);
    if (cell !== undefined) {
      throw notSliceable({
        ...this.#refused(name, needed),
        problem: `${this.#cell(cell)} put it on the global object`
      });
    }
  }

  /** @throws TrialbookError NOT_SLICEABLE when the value of a definition is not the one that it defines. */
  #check(needed: NeededUnit): void {
    const { unit } = needed;
    const [name] = unit.names;
    const cell = this.#cell(unit.cell);
    const changed = this.state.units.get(unit);
    const why = (): string | undefined => {
      if (unit.inside) {
        return `${cell} declared it inside of a loop, a branch or a block`;
      }
      if (changed !== undefined) {
        return changed === unit.cell
          ? `${cell} changed it after it had defined it`
          : `${this.#cell(changed)} changed it after ${cell} had defined it`;
      }
      const varies = this.reproducible.whyNot(unit);
      return (
        varies &&
        `${cell} computed it in a way that cannot be repeated, because ${varies}`
      );
    };
    const failed = isFailed(this.executed[unit.cell]);
    const problem = failed ? `${cell}, which defines it, failed` : why();
    if (problem !== undefined) {
      throw notSliceable({
        ...this.#refused(name, needed.by),
        problem,
        ...(failed && { again: cell })
      });
    }
  }

  /** @throws TrialbookError NOT_SLICEABLE when a name stood for another definition at another time. */
  checkLinks(same: (unit: Unit) => Unit): void {
    for (const needed of this.units.values()) {
      for (const [{ text }, targets] of needed.links) {
        const different = new Set([...targets].map(same));
        // The declarations of one cell together are one.
        const cells = [...new Set([...different].map(({ cell }) => cell))];
        if (cells.length > 1) {
          const first = Math.min(...[...needed.times]);
          const again = this.#cell(first);
          throw notSliceable({
            ...this.#refused(text, needed),
            problem: `${this.#cell(Math.max(...cells))} declared it anew after ${again} had used it`,
            again
          });
        }
      }
    }
  }

  #refused(name: string, by: NeededUnit | undefined) {
    const through: string[] = [];
    for (let at = by; at; at = at.by) {
      if (at.unit.names[0] !== this.entry) {
        through.unshift(at.unit.names[0]);
      }
    }
    return { name, entry: this.entry, through };
  }

  #cell(index: number): string {
    return cellName(this.executed[index], index);
  }
}

function link({ links }: NeededUnit, node: ts.Identifier, target: Unit): void {
  links.set(node, (links.get(node) ?? new Set()).add(target));
}
