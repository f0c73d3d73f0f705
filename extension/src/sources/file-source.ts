/**
 * What the model asks of a place that holds run files. Nothing here knows of HTTP or of Jupyter.
 */

/** An entry of a folder. */
export interface IFileEntry {
  name: string;
  /** As the source addresses it. */
  path: string;
  type: 'file' | 'directory' | 'notebook';
  /** Bytes; 0 for folders. */
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
}

/** Why a path gives nothing: it is not there (or hidden), or it must not be read. */
export type Absence = { kind: 'missing' } | { kind: 'forbidden' };

/** A folder's entries, in no particular order. */
export type Listing = { kind: 'entries'; entries: IFileEntry[] } | Absence;

/** What reading a file from an offset gave. */
export type Reading =
  /** `more` when the file went on beyond what one reading carries. */
  | { kind: 'bytes'; bytes: Uint8Array; more: boolean }
  /** Nothing new. */
  | { kind: 'same' }
  /** The file is shorter than the offset: it was begun anew. */
  | { kind: 'shrunk' }
  | Absence;

/** A heartbeat as the server's clock sees it, both in milliseconds since 1970. */
export interface IBeat {
  now: number;
  /** Time of the last beat; `null` when there is no such file. */
  modified: number | null;
}

/** Where the files of runs are read. Rejects with `SourceError` only when the source itself does not answer. */
export interface IFileSource {
  /** The entry at a path, or `null` when nothing is there. */
  stat(path: string): Promise<IFileEntry | null>;
  list(folder: string): Promise<Listing>;
  /** The bytes from `offset` on, about `count` of them at most where it is given. */
  read(path: string, offset: number, count?: number): Promise<Reading>;
  /** The first bytes of a file, at most `count`. */
  head(path: string, count: number): Promise<Uint8Array | null>;
  write(path: string, text: string): Promise<void>;
  beat(path: string): Promise<IBeat>;
  /** Where a browser finds the file. */
  url(path: string): Promise<string>;
}

/** The source did not answer, or answered nonsense; trying again later may help. */
export class SourceError extends Error {
  constructor(
    message: string,
    /** True when the user is signed out: only they can mend it. */
    readonly signedOut = false
  ) {
    super(message);
    this.name = 'SourceError';
  }
}
