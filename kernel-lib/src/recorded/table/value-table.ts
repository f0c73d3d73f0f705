/** A table of values: parameters and metrics. */
import { inspect } from 'node:util';
import {
  OUTPUT_BUNDLE,
  type Displayable,
  type OutputBundle
} from '../displayable';
import { htmlTable } from './html';
import { tableLines } from '../../format/text-table';

/** As last expression of a cell it is shown; `tsv()`, `markdown()` and `rows` hand it on. */
export class ValueTable implements Displayable {
  constructor(
    readonly headers: readonly string[],
    readonly entries: readonly (readonly unknown[])[]
  ) {}

  /** Objects by header: what charts take, such as `{ data: { values: table.rows } }` of Vega-Lite. */
  get rows(): Record<string, unknown>[] {
    return this.entries.map(entry =>
      Object.fromEntries(this.headers.map((name, at) => [name, entry[at]]))
    );
  }

  /** Lines of cells with tabs between them, to be pasted into a spreadsheet. */
  tsv(): string {
    return this.#lines(text => text.replace(/[\t\r\n]+/g, ' '))
      .map(cells => cells.join('\t'))
      .join('\n');
  }

  /** A table of Markdown. */
  markdown(): string {
    const [head, ...body] = this.#lines(text =>
      text.replaceAll('|', '\\|').replace(/[\r\n]+/g, ' ')
    );
    return [head, head.map(() => '---'), ...body]
      .map(cells => `| ${cells.join(' | ')} |`)
      .join('\n');
  }

  [OUTPUT_BUNDLE](): OutputBundle {
    return {
      'text/plain': this.#plain(),
      'text/html': htmlTable(
        this.headers.map((heading, at) => ({
          heading,
          align: this.#isNumeric(at) ? ('right' as const) : ('left' as const)
        })),
        this.#lines(text => text).slice(1),
        `${this.entries.length} ${this.entries.length === 1 ? 'row' : 'rows'}`
      )
    };
  }

  [inspect.custom](): string {
    return this.#plain();
  }

  toString(): string {
    return this.#plain();
  }

  #plain(): string {
    return tableLines(
      this.entries,
      this.headers.map((heading, at) => ({
        heading,
        align: this.#isNumeric(at) ? ('right' as const) : ('left' as const),
        cell: entry => cellText(entry[at])
      }))
    ).join('\n');
  }

  #isNumeric(at: number): boolean {
    return this.entries.every(entry =>
      ['number', 'undefined'].includes(typeof entry[at])
    );
  }

  #lines(clean: (text: string) => string): string[][] {
    return [
      this.headers.map(clean),
      ...this.entries.map(entry => entry.map(cell => clean(cellText(cell))))
    ];
  }
}

function cellText(value: unknown): string {
  return value === undefined || value === null
    ? ''
    : typeof value === 'string'
      ? value
      : typeof value === 'number'
        ? String(value)
        : JSON.stringify(value);
}
