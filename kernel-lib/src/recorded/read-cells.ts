/** The executed cells of a recorded run. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutedCell } from '../format/cells';
import { RUN_FILES } from '../format/layout';
import { LineReader } from '../format/lines';
import { fieldsOf, numberOf, present, textOf } from '../format/untrusted';

const OUTCOMES: readonly unknown[] = ['running', 'ok', 'error', 'aborted'];

/** In the order of their execution; empty where none were recorded. What is no cell keeps its place, without code. */
export function readCells(dir: string): ExecutedCell[] {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(join(dir, RUN_FILES.cells));
  } catch {
    return [];
  }
  return new LineReader().push(bytes).map(cellOf);
}

function cellOf(line: unknown): ExecutedCell {
  const fields = fieldsOf(line) ?? {};
  return present({
    id: textOf(fields.id),
    count: numberOf(fields.count),
    code: textOf(fields.code) ?? '',
    compiled: fields.compiled === true ? true : undefined,
    started: numberOf(fields.started),
    ended: numberOf(fields.ended),
    outcome: OUTCOMES.includes(fields.outcome)
      ? (fields.outcome as ExecutedCell['outcome'])
      : 'ok'
  });
}
