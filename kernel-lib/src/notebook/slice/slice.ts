/** A function of a notebook with what it needs, cut out of the executed cells. */
import {
  OUTPUT_BUNDLE,
  type Displayable,
  type OutputBundle
} from '../../recorded/displayable';
import { escapeHtml } from '../../recorded/table/html';
import type { SliceImport } from './import-lines';
import type { SliceModule, SlicePackage } from './reached-files';

/** What of a cell is part of a slice. */
export interface SliceCell {
  /** Place among the executed cells, from 0. */
  index: number;
  /** Cell id of the notebook document, where the front end sent it. */
  id?: string;
  /** Execution count. */
  count?: number;
  /** The kept definitions. */
  code: string;
}

/** What a slice is made of. */
export interface SliceParts {
  name: string;
  entry: string;
  cells: SliceCell[];
  code: string;
  hash: string;
  imports: SliceImport[];
  modules: SliceModule[];
  packages: SlicePackage[];
  awaits: boolean;
}

/** See `slice()`. As last expression of a cell it shows its code. */
export class Slice implements Displayable {
  /** Name of the function, as a run is named after it. */
  readonly name: string;
  /** Name that stands for the function in `code`. */
  readonly entry: string;
  /** The cells that it is made of, in the order of their execution. */
  readonly cells: readonly SliceCell[];
  /** Linear TypeScript: imports, then definitions in the order in which the kernel executed them. */
  readonly code: string;
  /** SHA-256, hex: the identity of the code. See `docs/slices.md`. */
  readonly hash: string;
  readonly imports: readonly SliceImport[];
  /** Modules beside the notebook, those that they import too. */
  readonly modules: readonly SliceModule[];
  /** Packages that the code and its modules import. */
  readonly packages: readonly SlicePackage[];
  /** Whether definitions await something before the function is there. */
  readonly awaits: boolean;

  constructor(parts: SliceParts) {
    this.name = parts.name;
    this.entry = parts.entry;
    this.cells = parts.cells;
    this.code = parts.code;
    this.hash = parts.hash;
    this.imports = parts.imports;
    this.modules = parts.modules;
    this.packages = parts.packages;
    this.awaits = parts.awaits;
  }

  /** The code. */
  toString(): string {
    return this.code;
  }

  [OUTPUT_BUNDLE](): OutputBundle {
    return {
      'text/plain': this.code,
      'text/html': `<pre><code class="language-typescript">${escapeHtml(this.code)}</code></pre>`
    };
  }
}
