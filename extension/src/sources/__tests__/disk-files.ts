import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import type {
  IBeat,
  IFileEntry,
  IFileSource,
  Listing,
  Reading
} from '../file-source';
import { SourceError } from '../file-source';

/** Real files without a server, which can be made to fail. */
export class DiskFiles implements IFileSource {
  constructor(readonly root: string) {}

  /** While true nothing answers. */
  down = false;

  /** What was asked for, such as `read runs/feed.jsonl 120`. */
  readonly log: string[] = [];

  async stat(path: string): Promise<IFileEntry | null> {
    this._ask(`stat ${path}`);
    return this._exists(path) ? this._entry(path) : null;
  }

  async list(folder: string): Promise<Listing> {
    this._ask(`list ${folder}`);
    if (!this._exists(folder)) {
      return { kind: 'missing' };
    }
    return {
      kind: 'entries',
      entries: readdirSync(this._full(folder))
        .filter(name => !name.startsWith('.'))
        .map(name => this._entry(join(folder, name)))
    };
  }

  async read(path: string, offset: number): Promise<Reading> {
    this._ask(`read ${path} ${offset}`);
    if (!this._exists(path)) {
      return { kind: 'missing' };
    }
    const bytes = readFileSync(this._full(path));
    if (bytes.length < offset) {
      return { kind: 'shrunk' };
    }
    return bytes.length === offset
      ? { kind: 'same' }
      : {
          kind: 'bytes',
          bytes: new Uint8Array(bytes.subarray(offset)),
          more: false
        };
  }

  async head(path: string, count: number): Promise<Uint8Array | null> {
    this._ask(`head ${path}`);
    return this._exists(path)
      ? new Uint8Array(readFileSync(this._full(path)).subarray(0, count))
      : null;
  }

  async write(path: string, text: string): Promise<void> {
    this._ask(`write ${path}`);
    mkdirSync(dirname(this._full(path)), { recursive: true });
    writeFileSync(this._full(path), text);
  }

  async beat(path: string): Promise<IBeat> {
    this._ask(`beat ${path}`);
    return {
      now: Date.now(),
      modified: this._exists(path) ? this._entry(path).modified : null
    };
  }

  async url(path: string): Promise<string> {
    return `https://server/files/${path}`;
  }

  private _ask(question: string): void {
    this.log.push(question);
    if (this.down) {
      throw new SourceError('The Jupyter server does not answer.');
    }
  }

  private _full(path: string): string {
    return join(this.root, path);
  }

  private _exists(path: string): boolean {
    return (
      !path.split('/').some(part => part.startsWith('.')) &&
      existsSync(this._full(path))
    );
  }

  private _entry(path: string): IFileEntry {
    const stats = statSync(this._full(path));
    return {
      name: path.split('/').at(-1) ?? '',
      path,
      type: stats.isDirectory() ? 'directory' : 'file',
      size: stats.size,
      modified: stats.mtimeMs
    };
  }
}
