import { URLExt } from '@jupyterlab/coreutils';
import type { Contents } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';
import type {
  Absence,
  IBeat,
  IFileEntry,
  IFileSource,
  Listing,
  Reading
} from './file-source';
import { SourceError } from './file-source';

/** Bytes that one reading asks for at most. */
const READ_LIMIT = 8 * 1024 * 1024;

/**
 * Run files as Jupyter itself serves them: folders by the contents API, bytes by `/files` with HTTP `Range`.
 *
 * #### Notes
 * Ranges are always closed (`bytes=0-99`). Tornado cuts a closed range to the size it saw, but sends an open one to
 * the end of the file: a file that grows in between overruns its own `Content-Length` and the connection breaks.
 */
export class JupyterFiles implements IFileSource {
  constructor(options: JupyterFiles.IOptions) {
    this._contents = options.contents;
    this._settings = options.serverSettings;
    this._limit = options.readLimit ?? READ_LIMIT;
  }

  async stat(path: string): Promise<IFileEntry | null> {
    const model = await this._model(path, '0');
    return 'kind' in model ? null : Private.entry(model);
  }

  async list(folder: string): Promise<Listing> {
    const model = await this._model(folder, '1');
    if ('kind' in model) {
      return model;
    }
    const content: unknown = model.content;
    if (!Array.isArray(content)) {
      return { kind: 'missing' };
    }
    return {
      kind: 'entries',
      entries: (content as Contents.IModel[]).map(Private.entry)
    };
  }

  async read(path: string, offset: number, count?: number): Promise<Reading> {
    // With the last byte that is known there is always something to send: nothing new is no error (416) then, which
    // browser and server would both log at each look.
    const start = Math.max(0, offset - 1);
    const limit = Math.min(this._limit, (count ?? this._limit) + 1);
    const response = await this._get(path, start, limit);
    const absence = Private.absence(response.status);
    if (absence) {
      return absence;
    }
    if (response.status === 416) {
      return { kind: offset > 0 ? 'shrunk' : 'same' };
    }
    const bytes = new Uint8Array(await Private.body(response));
    if (response.status !== 206) {
      return Private.slice(bytes, offset);
    }
    const fresh = bytes.subarray(offset - start);
    const range = response.headers.get('Content-Range') ?? '';
    const size = Number(/\/(\d+)$/.exec(range)?.[1] ?? NaN);
    return fresh.length === 0
      ? { kind: 'same' }
      : { kind: 'bytes', bytes: fresh, more: offset + fresh.length < size };
  }

  async head(path: string, count: number): Promise<Uint8Array | null> {
    const response = await this._get(path, 0, count);
    if (Private.absence(response.status)) {
      return null;
    }
    if (response.status === 416) {
      return new Uint8Array(0);
    }
    return new Uint8Array(await Private.body(response)).subarray(0, count);
  }

  async write(path: string, text: string): Promise<void> {
    await this._contents.save(this._contents.localPath(path), {
      type: 'file',
      format: 'text',
      content: text
    });
  }

  async beat(path: string): Promise<IBeat> {
    const response = await this._request(
      ['files', path],
      'no_track_activity=1',
      { method: 'HEAD' }
    );
    const now = Date.parse(response.headers.get('Date') ?? '');
    const modified = Date.parse(response.headers.get('Last-Modified') ?? '');
    if (Private.absence(response.status)) {
      return { now: Number.isNaN(now) ? Date.now() : now, modified: null };
    }
    if (Number.isNaN(now) || Number.isNaN(modified)) {
      // A server that tells no times cannot say that a run is lost.
      return { now: 0, modified: 0 };
    }
    return { now, modified };
  }

  url(path: string): Promise<string> {
    return this._contents.getDownloadUrl(this._contents.localPath(path));
  }

  private _get(path: string, start: number, count: number): Promise<Response> {
    return this._request(['files', path], 'no_track_activity=1', {
      headers: { Range: `bytes=${start}-${start + count - 1}` }
    });
  }

  private async _model(
    path: string,
    content: '0' | '1'
  ): Promise<Contents.IModel | Absence> {
    const response = await this._request(
      ['api/contents', path],
      `content=${content}&no_track_activity=1`,
      {}
    );
    return Private.absence(response.status) ?? Private.json(response);
  }

  private async _request(
    [service, path]: [string, string],
    query: string,
    init: RequestInit
  ): Promise<Response> {
    const local = this._contents.localPath(path);
    const url = URLExt.join(
      this._settings.baseUrl,
      service,
      URLExt.encodeParts(local)
    );
    const response = await this._ask(`${url}?${query}`, init);
    if (response.redirected) {
      // Jupyter sends a signed-out reader to a login page, which would otherwise be taken for the file.
      throw new SourceError('You are signed out of the Jupyter server.', true);
    }
    if (response.status >= 500 || response.status === 429) {
      throw new SourceError(
        `The Jupyter server answered ${response.status} ${response.statusText}.`
      );
    }
    return response;
  }

  /** Asks twice when nothing is written: a connection that was kept open may have been closed meanwhile. */
  private async _ask(url: string, init: RequestInit): Promise<Response> {
    const ask = () => ServerConnection.makeRequest(url, init, this._settings);
    try {
      return await ask().catch(error => {
        if (init.method !== undefined && init.method !== 'HEAD') {
          throw error;
        }
        return ask();
      });
    } catch (error) {
      throw new SourceError(
        `The Jupyter server does not answer (${(error as Error).message}).`
      );
    }
  }

  private _contents: JupyterFiles.IContents;
  private _settings: ServerConnection.ISettings;
  private _limit: number;
}

/** Statics of `JupyterFiles`. */
export namespace JupyterFiles {
  /** What is used of JupyterLab's contents manager. */
  export type IContents = Pick<
    Contents.IManager,
    'localPath' | 'save' | 'getDownloadUrl'
  >;

  /** Options of the constructor. */
  export interface IOptions {
    contents: IContents;
    serverSettings: ServerConnection.ISettings;
    /** Bytes that one reading asks for at most; 8 MiB when left out. */
    readLimit?: number;
  }
}

namespace Private {
  export function absence(status: number): Absence | null {
    switch (status) {
      case 404:
      case 400:
        return { kind: 'missing' };
      case 401:
      case 403:
        return { kind: 'forbidden' };
      default:
        return null;
    }
  }

  /** The body, where breaking off in the middle is the source's fault as well. */
  export async function body(response: Response): Promise<ArrayBuffer> {
    try {
      return await response.arrayBuffer();
    } catch {
      throw new SourceError('The Jupyter server broke off its answer.');
    }
  }

  export async function json(response: Response): Promise<Contents.IModel> {
    try {
      return (await response.json()) as Contents.IModel;
    } catch {
      throw new SourceError('The Jupyter server did not answer with JSON.');
    }
  }

  /** What is new in a file that came whole because the server knows no ranges. */
  export function slice(bytes: Uint8Array, offset: number): Reading {
    if (bytes.length < offset) {
      return { kind: 'shrunk' };
    }
    return bytes.length === offset
      ? { kind: 'same' }
      : { kind: 'bytes', bytes: bytes.subarray(offset), more: false };
  }

  export function entry(model: Contents.IModel): IFileEntry {
    return {
      name: model.name,
      path: model.path,
      type:
        model.type === 'directory' || model.type === 'notebook'
          ? model.type
          : 'file',
      size: model.size ?? 0,
      modified: Date.parse(model.last_modified) || 0
    };
  }
}
