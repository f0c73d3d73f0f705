/**
 * From a place in a compiled cell to the place in its TypeScript.
 *
 * tslab compiles in two steps, to an ES module and from there to CommonJS, and keeps no source maps. Both steps are
 * repeated here with maps. tslab changes some names on the way (`x` of an earlier cell is `exports.x`, the last
 * expression is assigned to `exports.tsLastExpr`), so the two results are laid side by side, line by line.
 */
import { SourceMap } from 'node:module';
import type { TypeScript } from './internals';

/** Counted from 1. */
export interface Place {
  line: number;
  column: number;
}

export type CellMap = (compiled: Place) => Place | undefined;

/** What tslab adds to names. */
const ADDED = /\bexports\.(?:tsLastExpr\d* = )?/g;

/** Lines of two texts that are compared at most; longer cells are mapped by their line numbers. */
const MAX_PAIRS = 4_000_000;

/**
 * Makes the map of a cell.
 * @param ts The TypeScript that compiled the cell.
 * @param code The cell as the user wrote it.
 * @param compiled What tslab made of it.
 */
export function mapCell(
  ts: TypeScript,
  code: string,
  compiled: string
): CellMap {
  // The empty export makes it a module, as tslab does; it stands at the end so that no line moves.
  const first = transpile(ts, `${code}\nexport {};`, ts.ModuleKind.ESNext);
  const second = transpile(ts, first.text, ts.ModuleKind.CommonJS);
  const ours = second.text.split('\n');
  const theirs = compiled.split('\n');
  const pairs = alignLines(theirs.map(plain), ours.map(plain));
  return ({ line, column }) => {
    const at = counterpart(pairs, line - 1);
    const offset = plainOffset(theirs[line - 1] ?? '', column - 1);
    const start = realOffset(ours[at] ?? '', offset);
    const middle = find(second.map, at, start);
    const place = middle && find(first.map, middle.line, middle.column);
    return place && { line: place.line + 1, column: place.column + 1 };
  };
}

function transpile(
  ts: TypeScript,
  code: string,
  module: number
): { text: string; map: SourceMap } {
  const { outputText, sourceMapText } = ts.transpileModule(code, {
    fileName: module === ts.ModuleKind.ESNext ? 'cell.ts' : 'cell.js',
    compilerOptions: {
      module,
      target: ts.ScriptTarget.ES2022,
      newLine: ts.NewLineKind.LineFeed,
      jsx: ts.JsxEmit.React,
      esModuleInterop: true,
      experimentalDecorators: true,
      noImplicitUseStrict: true,
      sourceMap: true
    }
  });
  const payload = JSON.parse(sourceMapText ?? '{}') as ConstructorParameters<
    typeof SourceMap
  >[0];
  return {
    text: outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, ''),
    map: new SourceMap(payload)
  };
}

/** Counted from 0. */
function find(map: SourceMap, line: number, column: number): Place | undefined {
  const entry = map.findEntry(line, column);
  return 'originalLine' in entry
    ? { line: entry.originalLine, column: entry.originalColumn }
    : undefined;
}

/** A line without what tslab adds. */
function plain(line: string): string {
  return line.replace(ADDED, '');
}

/** Offset in the plain line of an offset in the line. */
function plainOffset(line: string, offset: number): number {
  let removed = 0;
  for (const { index = 0, 0: text } of line.matchAll(ADDED)) {
    if (index < offset) {
      removed += Math.min(text.length, offset - index);
    }
  }
  return offset - removed;
}

/** Offset in a line of an offset in the plain line: the inverse of `plainOffset`. */
function realOffset(line: string, offset: number): number {
  let real = offset;
  for (const { index = 0, 0: text } of line.matchAll(ADDED)) {
    if (index <= real) {
      real += text.length;
    }
  }
  return real;
}

/**
 * Pairs equal lines of two texts in order, as many as possible (longest common subsequence, by dynamic programming).
 * Returns for each line of `left` its partner in `right`, -1 where it has none.
 */
export function alignLines(left: string[], right: string[]): number[] {
  if (left.length * right.length > MAX_PAIRS) {
    return left.map((_, index) => Math.min(index, right.length - 1));
  }
  const width = right.length + 1;
  const common = new Uint16Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i--) {
    for (let j = right.length - 1; j >= 0; j--) {
      common[i * width + j] =
        left[i] === right[j]
          ? common[(i + 1) * width + j + 1] + 1
          : Math.max(common[(i + 1) * width + j], common[i * width + j + 1]);
    }
  }
  const pairs: number[] = [];
  let j = 0;
  for (let i = 0; i < left.length; i++) {
    const here = common[i * width + j];
    while (
      j < right.length &&
      left[i] !== right[j] &&
      common[i * width + j + 1] === here
    ) {
      j++;
    }
    pairs.push(left[i] === right[j] && j < right.length ? j++ : -1);
  }
  return pairs;
}

/** The partner of a line; for a line without one, the place it would have after the last line that has one. */
function counterpart(pairs: number[], line: number): number {
  for (let above = line; above >= 0; above--) {
    if ((pairs[above] ?? -1) >= 0) {
      return pairs[above] + (line - above);
    }
  }
  return line;
}
