/** Notebooks in miniature: what was executed, and what becomes of slicing a function of it. */

/** A cell that ended well, or one that did not. */
export type MiniCell =
  | string
  | { code: string; outcome: 'error' | 'aborted'; ran?: false };

interface MiniNotebook {
  /** What it is about. */
  about: string;
  /** In the order of their execution. */
  cells: MiniCell[];
  /** The function; `train` when it is not said. */
  of?: string;
}

/** One whose function can go to another process. */
export interface Sliced extends MiniNotebook {
  /** Exactly this is kept. */
  slice: string;
  args?: unknown[];
  /** What the function returns, as JSON has it. */
  gives: unknown;
}

/** One whose function is refused. */
export interface Refused extends MiniNotebook {
  /** The variable that the message names. */
  names: string;
  /** Execution counts of the cells that it names. */
  inCells: number[];
  /** The reason, as it stands in the message. */
  because: string;
}

/** The modules beside the notebooks. */
export const FILES: Record<string, string> = {
  'model.ts': `import { scale } from './scale';
export class Model { constructor(readonly width = 2) {} size() { return scale(this.width); } }
export interface Options { width: number }
export default function makeModel({ width }: Options) { return new Model(width); }
`,
  'scale.ts': 'export const scale = (value: number): number => value * 10;\n',
  'data.json': '{ "rows": [1, 2, 3] }\n'
};
