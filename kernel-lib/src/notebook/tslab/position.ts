/** Where an error was thrown, in terms of the cell that the user wrote. */
import type { RecordedError } from '../../format/journal';
import { mapCell, type CellMap } from './cell-map';
import { CELL_WRAPPER } from './execution';
import { requireFrom, type TypeScript } from './internals';
import type { CellRecord, TslabState } from './state';

type Position = RecordedError['position'];

/** A stack frame in a compiled cell; counted from 1. */
interface CellFrame {
  file: string;
  name?: string;
  line: number;
  column: number;
}

const FRAME =
  /^\s*at (?:(?:async )?(.*?) \()?(?:async )?(cell-\d+\.js|evalmachine\.<anonymous>):(\d+):(\d+)\)?$/;

/**
 * Makes the function that finds the position of an error.
 * @param dir Folder of the tslab that compiled the cells.
 */
export function makePositionMapper(
  state: TslabState,
  dir: string | undefined
): (error: Error) => Position {
  const maps = new WeakMap<CellRecord, CellMap>();
  const mapOf = (record: CellRecord, compiled: string): CellMap | undefined => {
    let map = maps.get(record);
    if (!map && dir !== undefined) {
      const ts = requireFrom(dir, '@tslab/typescript-for-tslab');
      map = ts
        ? mapCell(ts as TypeScript, record.cell.code, compiled)
        : undefined;
      if (map) {
        maps.set(record, map);
      }
    }
    return map;
  };
  return error => {
    try {
      for (const frame of cellFrames(error.stack)) {
        const record = recordOf(frame, state);
        const position = record && locate(frame, record, mapOf);
        if (position) {
          return position;
        }
      }
    } catch {
      // A stack can be anything; an error without a position is recorded all the same.
    }
    return undefined;
  };
}

/** Frames of a stack that lie in cells, the innermost first. */
export function cellFrames(stack: unknown): CellFrame[] {
  if (typeof stack !== 'string') {
    return [];
  }
  return stack.split('\n').flatMap(text => {
    const match = FRAME.exec(text);
    return match
      ? [
          {
            name: match[1]?.replace(/^async /, ''),
            file: match[2],
            line: Number(match[3]),
            column: Number(match[4])
          }
        ]
      : [];
  });
}

function recordOf(
  frame: CellFrame,
  { records }: TslabState
): CellRecord | undefined {
  const named = records.find(record => record.file === frame.file);
  if (named) {
    return named;
  }
  // Cells from before the hooks have no name of their own: the last one that has such a place.
  return records.filter(record => !record.file && fits(frame, record)).pop();
}

function fits({ name, line, column }: CellFrame, record: CellRecord): boolean {
  const compiled = record.compiled ?? '';
  const length = compiled.split('\n')[line - 1]?.length ?? -1;
  const last = name?.split(/[. ]/).pop();
  const known =
    last === undefined || !/^[\w$]+$/.test(last) || compiled.includes(last);
  return known && column <= length + 1;
}

function locate(
  { line, column }: CellFrame,
  record: CellRecord,
  mapOf: (record: CellRecord, compiled: string) => CellMap | undefined
): Position {
  const wrapper = CELL_WRAPPER.exec(record.compiled ?? '');
  if (!record.compiled || !wrapper) {
    return undefined;
  }
  const { cell } = record;
  const inCode = {
    line,
    column: line === 1 ? column - wrapper[0].length : column
  };
  const found = cell.compiled
    ? inCode
    : mapOf(record, withoutWrapper(record.compiled))?.(inCode);
  return (
    found && {
      ...(cell.id === undefined ? {} : { cell: cell.id }),
      ...(cell.count === undefined ? {} : { count: cell.count }),
      ...found
    }
  );
}

/** The compiled code of a cell without what tslab puts around it. */
export function withoutWrapper(source: string): string {
  return source
    .replace(CELL_WRAPPER, '')
    .replace(/\n\}\)\(__tslab__\.exports, __tslab__\.require\)$/, '');
}
