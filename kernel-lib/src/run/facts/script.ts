/** Writes `source/script.ts` from the cells that the run has recorded. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markCells } from '../../format/cell-marks';
import type { ExecutedCell } from '../../format/cells';
import type { SourceEntry } from '../../format/journal';
import { RUN_FILES } from '../../format/layout';
import { linearScript } from '../../format/linear-script';

/** What the script says of the run. */
export interface ScriptRequest {
  /** The run folder. */
  dir: string;
  run: string;
  notebook?: string;
  launcher?: SourceEntry['cell'];
}

/** The executed cells of a run; none when it has no such file. */
export function executedCells(dir: string): ExecutedCell[] {
  try {
    return readFileSync(join(dir, RUN_FILES.cells), 'utf8')
      .split('\n')
      .filter(line => line !== '')
      .map(line => JSON.parse(line) as ExecutedCell);
  } catch {
    return [];
  }
}

/**
 * Writes the script, unless the extension was faster: it knows the document, and which cells were edited.
 * @throws what the file system says.
 */
export function writeScript(
  cells: readonly ExecutedCell[],
  { dir, run, notebook, launcher }: ScriptRequest
): void {
  const text = linearScript(cells, markCells(cells, { launcher }), {
    run,
    notebook
  });
  try {
    writeFileSync(join(dir, RUN_FILES.script), text, { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
  }
}
