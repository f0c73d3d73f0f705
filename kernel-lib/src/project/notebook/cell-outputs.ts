/** The outputs of a notebook under execution, kept in its cells as Jupyter keeps them. */
import type { KernelMessage } from './kernel-process';
import type { NotebookCell, NotebookOutput } from './notebook-file';

/** What is printed, for the run's output. */
export type Printed = (stream: 'stdout' | 'stderr', text: string) => void;

export class CellOutputs {
  readonly #printed: Printed;
  readonly #cells = new Map<string, NotebookCell>();
  /** Outputs that can be replaced, by display id. */
  readonly #displays = new Map<string, NotebookOutput[]>();
  readonly #clear = new Set<NotebookCell>();

  constructor(printed: Printed) {
    this.#printed = printed;
  }

  /** Outputs of a request belong to this cell. */
  begin(id: string, cell: NotebookCell): void {
    cell.outputs = [];
    this.#cells.set(id, cell);
  }

  /** Takes a message; those of no cell are printed only. */
  take({ type, parent, content }: KernelMessage): void {
    const cell = this.#cells.get(parent);
    switch (type) {
      case 'stream':
        this.#stream(cell, content);
        break;
      case 'execute_result':
      case 'display_data':
        this.#display(cell, type, content);
        break;
      case 'update_display_data':
        this.#update(content);
        break;
      case 'error':
        this.#add(cell, { output_type: 'error', ...content });
        this.#printed('stderr', `${traceback(content)}\n`);
        break;
      case 'clear_output':
        if (cell && content.wait === true) {
          this.#clear.add(cell);
        } else if (cell) {
          cell.outputs = [];
        }
        break;
    }
  }

  #stream(
    cell: NotebookCell | undefined,
    content: Record<string, unknown>
  ): void {
    const name = content.name === 'stderr' ? 'stderr' : 'stdout';
    const text = String(content.text);
    this.#printed(name, text);
    const last = this.#clear.has(cell as NotebookCell)
      ? undefined
      : cell?.outputs?.at(-1);
    if (last?.output_type === 'stream' && last.name === name) {
      last.text = String(last.text) + text;
    } else {
      this.#add(cell, { output_type: 'stream', name, text });
    }
  }

  #display(
    cell: NotebookCell | undefined,
    output_type: string,
    content: Record<string, unknown>
  ): void {
    const { data, metadata, execution_count, transient } = content;
    const output: NotebookOutput = {
      output_type,
      data,
      metadata: metadata ?? {},
      ...(output_type === 'execute_result' && { execution_count })
    };
    const id = displayId(transient);
    if (id !== undefined) {
      this.#displays.set(id, [...(this.#displays.get(id) ?? []), output]);
    }
    this.#add(cell, output);
  }

  #update({ data, metadata, transient }: Record<string, unknown>): void {
    for (const output of this.#displays.get(displayId(transient) ?? '') ?? []) {
      output.data = data;
      output.metadata = metadata ?? {};
    }
  }

  #add(cell: NotebookCell | undefined, output: NotebookOutput): void {
    if (!cell) {
      return;
    }
    if (this.#clear.delete(cell)) {
      cell.outputs = [];
    }
    (cell.outputs ??= []).push(output);
  }
}

/** The traceback as the kernel wrote it. */
export function traceback(content: Record<string, unknown>): string {
  const { ename, evalue, traceback: lines } = content;
  return Array.isArray(lines) && lines.length > 0
    ? lines.map(String).join('\n')
    : `${String(ename)}: ${String(evalue)}`;
}

function displayId(transient: unknown): string | undefined {
  const id = (transient as { display_id?: unknown } | undefined)?.display_id;
  return typeof id === 'string' ? id : undefined;
}
