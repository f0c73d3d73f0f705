/** Executed cells, one JSON object a line, in execution order. See `docs/run-format.md`, "Source". */

export type CellOutcome = 'running' | 'ok' | 'error' | 'aborted';

export interface ExecutedCell {
  /** Cell id of the notebook document, where the front end sent it. */
  id?: string;
  /** Execution count as the kernel gave it. */
  count?: number;
  /** The code as it was sent; of a cell that ran before recording began, the code as it was compiled. */
  code: string;
  /** True when `code` is compiled code. */
  compiled?: boolean;
  /** Milliseconds since 1970. */
  started?: number;
  ended?: number;
  outcome: CellOutcome;
}
