/**
 * What names stand for, as tslab has it. A name of the same cell stands for what that cell declares, also when another cell
 * declares it anew. A name of another cell is looked up among all cells whenever it is used: the newest declaration counts.
 */
import type ts from 'typescript';
import {
  isFailed,
  type ParsedCell,
  type ParsedCells,
  type TypeScriptModule
} from './executed';
import { referencesIn, symbolAt, type Reference, type Use } from './references';
import { hasType, hasValue, unitsOf, type Unit } from './units';

/** What a name stands for. */
export type Meaning =
  | { kind: 'units'; units: Unit[] }
  /** A variable of a function or block, or of a namespace that is a unit. */
  | { kind: 'local'; symbol: ts.Symbol; namespace?: Unit }
  /** Of the language or of Node. */
  | { kind: 'global' }
  /** Of a cell whose code does not say what it is now. */
  | { kind: 'unknown'; cell: number; why: 'failed' | 'compiled' };

/** Where compiled code says which names a cell has. */
const EXPORTED = /\bexports\.([\w$]+) = /g;

/** See the head of this file. */
export class Names {
  readonly ts: TypeScriptModule;
  readonly checker: ts.TypeChecker;
  readonly cells: readonly ParsedCell[];
  /** In the order of their execution. */
  readonly units: readonly Unit[];
  /** Names of cells that are known as compiled code only, and the newest cell that has each. */
  readonly #compiled = new Map<string, number>();
  /** For each name the cells that declare it, in the order of their execution. */
  readonly #declared = new Map<string, { cell: ParsedCell; units: Unit[] }[]>();
  readonly #byDeclaration = new Map<ts.Node, Unit>();
  readonly #references = new Map<Unit, Reference[]>();

  constructor(parsed: ParsedCells) {
    this.ts = parsed.ts;
    this.checker = parsed.checker;
    this.cells = parsed.cells;
    this.units = parsed.cells.flatMap(cell => {
      const units = unitsOf(this.ts, cell);
      units.forEach(unit => this.#add(unit, cell));
      return units;
    });
    for (const { index, cell } of parsed.compiled) {
      for (const [, name] of cell.code.matchAll(EXPORTED)) {
        this.#compiled.set(name, index);
      }
    }
  }

  /** @param time place of the cell in whose execution the name is looked up; `Infinity` for later than all. */
  meaning(
    { name, use, symbol }: Pick<Reference, 'name' | 'use' | 'symbol'>,
    cell: number,
    time: number
  ): Meaning {
    if (symbol) {
      const own = this.#unitsOfSymbol(symbol);
      const namespace = this.#namespaceOf(symbol);
      return own.length > 0
        ? { kind: 'units', units: own }
        : { kind: 'local', symbol, ...(namespace && { namespace }) };
    }
    return this.newest(name, use, time, cell);
  }

  /** What an identifier stands for. */
  meaningOf(node: ts.Identifier, cell: number, time: number): Meaning {
    const symbol = symbolAt(this.ts, this.checker, node);
    return this.meaning({ name: node.text, use: 'value', symbol }, cell, time);
  }

  /**
   * The newest declaration of a name.
   * @param except a cell that is not asked.
   */
  newest(name: string, use: Use, time: number, except?: number): Meaning {
    const fits = use === 'value' ? hasValue : hasType;
    const declared = this.#declared.get(name) ?? [];
    for (let at = declared.length - 1; at >= 0; at--) {
      const { cell, units } = declared[at];
      const fitting = units.filter(fits);
      if (cell.index > time || cell.index === except || fitting.length === 0) {
        continue;
      }
      if (!isFailed(cell.cell)) {
        return { kind: 'units', units: fitting };
      }
      if (use === 'value') {
        return { kind: 'unknown', cell: cell.index, why: 'failed' };
      }
    }
    const before = this.#compiled.get(name);
    return before === undefined
      ? { kind: 'global' }
      : { kind: 'unknown', cell: before, why: 'compiled' };
  }

  /**
   * The names in a unit, that of its own declaration too.
   * @param isKept see `referencesIn`.
   */
  references(unit: Unit, isKept: (fn: ts.Node) => boolean): Reference[] {
    let found = this.#references.get(unit);
    if (!found) {
      found =
        unit.kind === 'import'
          ? []
          : referencesIn(this.ts, this.checker, unit.node, isKept);
      this.#references.set(unit, found);
    }
    return found;
  }

  #add(unit: Unit, cell: ParsedCell): void {
    for (const name of unit.names) {
      const declared = this.#declared.get(name) ?? [];
      this.#declared.set(name, declared);
      const last = declared[declared.length - 1];
      if (last?.cell === cell) {
        last.units.push(unit);
      } else {
        declared.push({ cell, units: [unit] });
      }
    }
    const declares = (node: ts.Node): void => {
      this.#byDeclaration.set(node, unit);
      if (
        this.ts.isVariableDeclaration(node) ||
        this.ts.isBindingElement(node)
      ) {
        if (!this.ts.isIdentifier(node.name)) {
          node.name.elements.forEach(declares);
        }
      }
    };
    declares(unit.node);
  }

  #namespaceOf({ declarations = [] }: ts.Symbol): Unit | undefined {
    let at: ts.Node | undefined = declarations[0];
    while (at && !this.ts.isFunctionLike(at) && !this.ts.isClassLike(at)) {
      const unit = this.#byDeclaration.get(at);
      if (unit?.kind === 'namespace') {
        return unit;
      }
      at = at.parent;
    }
    return undefined;
  }

  #unitsOfSymbol({ declarations = [] }: ts.Symbol): Unit[] {
    return [
      ...new Set(
        declarations.flatMap(declaration => {
          const unit = this.#byDeclaration.get(declaration);
          return unit ? [unit] : [];
        })
      )
    ];
  }
}
