/** From what a kernel executed to the cells that it comes to. */
import type { ExecutedCell } from '../cells';
import { cellCode } from './cell-code';

/** A cell as it stood when it was last executed. */
export interface EffectiveCell {
  id?: string;
  /** Execution count of the last time. */
  count?: number;
  code: string;
  /** True when `code` was made from compiled code. */
  compiled: boolean;
  /** How often it was executed. */
  executions: number;
}

/**
 * Each cell once, in the order in which they were first executed, with the code of the last time. Cells without an id
 * are one when their code is the same. What was aborted never ran.
 */
export function effectiveCells(
  executed: readonly ExecutedCell[]
): EffectiveCell[] {
  const cells = new Map<string, EffectiveCell>();
  for (const cell of executed) {
    if (cell.outcome === 'aborted') {
      continue;
    }
    const code = cellCode(cell);
    const { id, count } = cell;
    const key = id ? `id ${id}` : `code ${code}`;
    const executions = (cells.get(key)?.executions ?? 0) + 1;
    cells.set(key, {
      ...(id && { id }),
      ...(count !== undefined && { count }),
      code,
      compiled: cell.compiled === true,
      executions
    });
  }
  return [...cells.values()];
}
