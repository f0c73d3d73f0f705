import { ID_ALPHABET, REQUESTS_DIR } from 'trialbook/format';
import type { IFileSource } from '../sources/file-source';
import type { IJobsRequest } from '../tokens';
import { joinPath } from './paths';

/** Has a supervisor at work in a home; resolved when it was started. */
export type StartSupervisor = (home: string) => Promise<void>;

/** Milliseconds between two looks whether a request was taken. */
const LOOK = 150;

/** Milliseconds for which one at work is waited for, and one that was just started. */
const PATIENCE = 2000;
const START_PATIENCE = 20_000;

/**
 * Asks for something of the jobs of a home by files in it, which its supervisor takes away; has one started where none is
 * at work. See `docs/queue-format.md`, "Requests".
 */
export class JobRequests {
  constructor(private _options: JobRequests.IOptions) {}

  /**
   * Resolved when the requests were taken.
   *
   * @throws Error that says what to do instead.
   */
  async ask(requests: readonly IJobsRequest[]): Promise<void> {
    const time = Date.now();
    let isStarted = false;
    const names: string[] = [];
    for (const [at, request] of requests.entries()) {
      const entry = { type: 'request', time: time + at, ...request };
      const text = JSON.stringify(entry);
      try {
        names.push(await this._write(text));
      } catch {
        // The folder may be missing: whoever takes requests makes it.
        await this._start();
        isStarted = true;
        names.push(await this._write(text));
      }
    }
    if (!isStarted && !(await this._areTaken(names, PATIENCE))) {
      await this._start();
    }
    if (!(await this._areTaken(names, START_PATIENCE))) {
      throw new Error(
        'Nobody has taken the request. "trialbook workers" in a terminal tells who is at work.'
      );
    }
  }

  private async _write(text: string): Promise<string> {
    const { path, source } = this._options;
    const name = `${newRequestId()}.json`;
    await source.write(joinPath(path, REQUESTS_DIR, name), text);
    return name;
  }

  private async _start(): Promise<void> {
    const { path, startSupervisor } = this._options;
    if (startSupervisor) {
      await startSupervisor(path);
    }
  }

  private async _areTaken(
    names: readonly string[],
    patience: number
  ): Promise<boolean> {
    const end = Date.now() + patience;
    const { path, source } = this._options;
    for (;;) {
      // Listed, for asking for a file that is gone is an error in every log.
      const listing = await source.list(joinPath(path, REQUESTS_DIR));
      const left =
        listing.kind === 'entries'
          ? listing.entries.map(({ name }) => name)
          : [];
      if (!names.some(name => left.includes(name))) {
        return true;
      }
      if (Date.now() >= end) {
        return false;
      }
      await new Promise(resolve => setTimeout(resolve, LOOK));
    }
  }
}

/** Statics of `JobRequests`. */
export namespace JobRequests {
  /** Options of the constructor. */
  export interface IOptions {
    /** Path of the home. */
    path: string;
    source: IFileSource;
    startSupervisor?: StartSupervisor;
  }
}

/** An id as runs have them: a letter, then eleven letters or digits. */
function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte, index) =>
    index === 0 ? ID_ALPHABET[10 + (byte % 22)] : ID_ALPHABET[byte % 32]
  ).join('');
}
