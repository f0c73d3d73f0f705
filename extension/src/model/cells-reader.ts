import type { ExecutedCell } from 'trialbook/format';
import { LineReader, RUN_FILES } from 'trialbook/format';
import type { IFileSource } from '../sources/file-source';
import { FileTail } from './file-tail';
import { joinPath } from './paths';

/** The executed cells of a run in order; none when it has none. */
export async function readCells(
  source: IFileSource,
  runPath: string
): Promise<ExecutedCell[]> {
  let lines = new LineReader();
  let values: unknown[] = [];
  const tail = new FileTail(source, joinPath(runPath, RUN_FILES.cells), {
    push: bytes => {
      values = values.concat(lines.push(bytes));
    },
    reset: () => {
      lines = new LineReader();
      values = [];
    }
  });
  await tail.read();
  return values.filter(isCell);
}

function isCell(value: unknown): value is ExecutedCell {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<ExecutedCell>).code === 'string'
  );
}
