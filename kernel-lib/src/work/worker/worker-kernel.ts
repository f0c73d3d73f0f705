/** What a run in a worker knows of its notebook. */
import { readFileSync } from 'node:fs';
import { detectKernel } from '../../notebook';
import type { ExecutedCell } from '../../format/cells';
import type { Kernel } from '../../run/kernel';

/**
 * The kernel of plain Node, but for where the code comes from.
 * @param notebook absolute path.
 * @param text file of the code as people wrote it.
 */
export function workerKernel(
  notebook: string | undefined,
  text: string
): Kernel {
  const node = detectKernel();
  const cell: ExecutedCell = { code: readText(text), outcome: 'ok' };
  return {
    name: node.name,
    version: node.version,
    missing: [],
    display: () => undefined,
    cells: () => [cell],
    currentCell: () => undefined,
    notebookPath: () => notebook,
    loadedFiles: () => node.loadedFiles(),
    position: error => node.position(error)
  };
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
