/**
 * What a run needs from the kernel it runs in. The rooms above supply it; `run/` knows no kernel.
 */
import type { ExecutedCell } from '../format/cells';
import type { RecordedError } from '../format/journal';

/** Output of a cell: values by MIME type. JSON types hold objects, not text. */
export type MimeBundle = Record<string, unknown>;

/** An output that was shown and can be replaced. */
export interface Display {
  /** Replaces the whole bundle; never throws. */
  update(bundle: MimeBundle): void;
}

export interface Kernel {
  /** `"tslab"`, `"deno"`, `"node"`. */
  readonly name: string;
  readonly version?: string;
  /** What this kernel could not offer, one sentence each; empty when all is as expected. */
  readonly missing: readonly string[];
  /** Shows an output under the current cell; `undefined` where there is no place for it. Never throws. */
  display(bundle: MimeBundle): Display | undefined;
  /** Cells executed so far, the current one last, in execution order. */
  cells(): readonly ExecutedCell[];
  /** The cell in whose execution this is called, however deep in its asynchronous calls. */
  currentCell(): ExecutedCell | undefined;
  /** Absolute path of the notebook's file, as far as it is known. */
  notebookPath(): string | undefined;
  /** Absolute paths of the files that the kernel loaded in a way of its own, so that `require.cache` does not have them. */
  loadedFiles(): readonly string[];
  /** Where an error was thrown, in terms of the cell's own text. */
  position(error: Error): RecordedError['position'];
}
