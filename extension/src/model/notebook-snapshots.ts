import type { IDisposable } from '@lumino/disposable';
import {
  RUN_FILES,
  linearScript,
  markCells,
  parseNotebook
} from 'trialbook/format';
import type { IFileSource } from '../sources/file-source';
import type { IHome, IHomes } from '../tokens';
import { folderOf, joinPath } from './paths';

/** Milliseconds by which kernel and browser clocks may differ. */
const CLOCK_SKEW = 5000;

/** Milliseconds for which a home is watched after the kernel fell idle: short runs are over before they are seen. */
const LINGER = 3000;

/** Milliseconds between two looks for a home that the first run is about to make. */
const SEARCH_INTERVAL = 1000;

/** An open notebook. */
export interface IOpenNotebook {
  /** As the contents API knows it, without drive. */
  readonly path: string;
  /** The document as it stands in the editor. */
  text(): string;
}

/**
 * Answers each run that starts from an open notebook by writing the notebook into the run, once. Homes are watched only
 * while the notebook's kernel is busy.
 */
export class NotebookSnapshots implements IDisposable {
  constructor(private _options: { homes: IHomes; source: IFileSource }) {}

  /** Whether the kernel of a notebook executes something. */
  setBusy(notebook: IOpenNotebook, busy: boolean): void {
    let watch = this._watches.get(notebook);
    if (busy && !watch) {
      watch = new Watch(notebook, this._options, this._answered);
      this._watches.set(notebook, watch);
    }
    watch?.setBusy(busy, () => this._watches.delete(notebook));
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  dispose(): void {
    this._isDisposed = true;
    this._watches.forEach(watch => watch.end());
    this._watches.clear();
  }

  private _isDisposed = false;
  private _watches = new Map<IOpenNotebook, Watch>();
  /** Ids of the runs that have their snapshot. */
  private _answered = new Set<string>();
}

/** Looks at the home of one notebook from when its kernel falls busy until some time after it is idle again. */
class Watch {
  constructor(
    private _notebook: IOpenNotebook,
    private _options: { homes: IHomes; source: IFileSource },
    private _answered: Set<string>
  ) {
    void this._attach();
  }

  setBusy(busy: boolean, onEnd: () => void): void {
    clearTimeout(this._timer);
    if (!busy) {
      this._timer = setTimeout(() => {
        onEnd();
        this.end();
      }, LINGER);
    }
  }

  private async _attach(): Promise<void> {
    const folder = folderOf(this._notebook.path);
    const home = await this._options.homes.nearest(folder).catch(() => null);
    if (this._ended) {
      return;
    }
    if (!home) {
      this._search = setTimeout(() => void this._attach(), SEARCH_INTERVAL);
      return;
    }
    this._home = home;
    this._lease = home.watch();
    home.changed.connect(this._onChanged, this);
    this._onChanged(home);
  }

  private _onChanged(home: IHome): void {
    for (const info of home.runs) {
      if (info.created < this._since) {
        return;
      }
      const from = info.notebook && resolvePath(home.path, info.notebook);
      if (from === this._notebook.path && !this._answered.has(info.id)) {
        this._answered.add(info.id);
        // Without the snapshot the run still has what the kernel knew.
        void this._write(info.id, joinPath(home.path, info.id)).catch(
          () => undefined
        );
      }
    }
  }

  private async _write(id: string, run: string): Promise<void> {
    const { source } = this._options;
    // Taken now: while the server is asked, the user may type.
    const text = this._notebook.text();
    const path = joinPath(run, RUN_FILES.document);
    const listing = await source.list(folderOf(path));
    const isThere =
      listing.kind === 'entries' &&
      listing.entries.some(entry => path.endsWith(`/${entry.name}`));
    if (!isThere) {
      await source.write(path, text);
      await this._writeScript(id, run, text);
    }
  }

  /** The kernel's script does not say which cells were edited and deleted: it does not know the document. */
  private async _writeScript(
    id: string,
    folder: string,
    text: string
  ): Promise<void> {
    const document = parseNotebook(text);
    const run = document && this._home?.run(id);
    if (!run) {
      return;
    }
    try {
      await run.ready;
      const cells = await run.cells();
      const { cell: launcher, notebook } = run.source ?? {};
      if (cells.length > 0) {
        const marks = markCells(cells, { document, launcher });
        await this._options.source.write(
          joinPath(folder, RUN_FILES.script),
          linearScript(cells, marks, { run: id, notebook, compared: true })
        );
      }
    } finally {
      run.dispose();
    }
  }

  end(): void {
    this._ended = true;
    clearTimeout(this._timer);
    clearTimeout(this._search);
    this._home?.changed.disconnect(this._onChanged, this);
    this._lease?.dispose();
  }

  private _since = Date.now() - CLOCK_SKEW;
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _search: ReturnType<typeof setTimeout> | undefined;
  private _home: IHome | null = null;
  private _lease: IDisposable | null = null;
  private _ended = false;
}

/** A path relative to a home as one from the root; `..` leads upwards. */
export function resolvePath(home: string, relative: string): string {
  const parts = home.split('/').filter(Boolean);
  for (const part of relative.split('/')) {
    if (part === '..') {
      parts.pop();
    } else if (part !== '.' && part !== '') {
      parts.push(part);
    }
  }
  return parts.join('/');
}
