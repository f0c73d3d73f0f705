import {
  EventReader,
  MediaParser,
  RECORD_DIR,
  RECORD_LIMIT,
  TABLES_DIR,
  type Media
} from 'trialbook/format';
import type { IFileSource } from '../sources/file-source';
import type {
  IMediaPoint,
  IMediaSeries,
  IRunMedia,
  IRunTable
} from '../tokens';
import { listEventFiles } from './event-files';
import { FileTail } from './file-tail';
import { joinPath } from './paths';
import { TableReader } from './table-reader';

/** Milliseconds between two looks for further files. */
const LIST_INTERVAL = 3000;

/** Steps of one name that can be shown; the first ones go first. */
const POINT_LIMIT = 5000;

/** Names of media that can be shown. */
const SERIES_LIMIT = 1000;

/** Items that are kept when others are looked at, and bytes that the first reading of one asks for. */
const KEPT = 24;
const FIRST_READ = 64 * 1024;

/** Bytes of a record before and around its data. */
const HEAD = 12;
const FRAME = 16;

/**
 * Images, texts, histograms and tables of a run: knows where each stands in which file, and reads what is looked at.
 */
export class MediaReader implements IRunMedia {
  constructor(
    private _source: IFileSource,
    private _path: string
  ) {}

  get isRead(): boolean {
    return this._isRead;
  }

  get series(): readonly IMediaSeries[] {
    return [...this._series.values()];
  }

  get tables(): readonly IRunTable[] {
    return [...this._tables.values()];
  }

  /** Reads what is new; resolves to whether there was any. */
  async read(lively: boolean): Promise<boolean> {
    if (!lively || Date.now() - this._listed >= LIST_INTERVAL) {
      this._listed = Date.now();
      await this._findFiles();
    }
    const before = this._changes;
    await Promise.all([...this._tails.values()].map(tail => tail.read()));
    const isFirst = !this._isRead;
    this._isRead = true;
    return isFirst || this._changes !== before;
  }

  load(series: IMediaSeries, point: IMediaPoint): Promise<Media | null> {
    const key = `${point.file} ${point.offset} ${series.kind} ${series.tag}`;
    let loading = this._loaded.get(key);
    if (!loading) {
      loading = this._load(series, point);
      this._loaded.set(key, loading);
      loading.catch(() => this._loaded.delete(key));
      const [oldest] = this._loaded.keys();
      if (this._loaded.size > KEPT) {
        this._loaded.delete(oldest);
      }
    }
    return loading;
  }

  private async _findFiles(): Promise<void> {
    for (const file of await listEventFiles(this._source, this._path)) {
      if (!this._tails.has(file)) {
        const sink = new MediaIndex(file, this._add);
        this._follow(file, { ...bind(sink), reset: () => this._forget(file) });
      }
    }
    // What is not there is not asked for, since server and browser log each miss.
    const own = await this._source.list(joinPath(this._path, RECORD_DIR));
    const folder = TABLES_DIR.split('/').pop();
    if (own.kind !== 'entries' || !own.entries.some(e => e.name === folder)) {
      return;
    }
    const listing = await this._source.list(joinPath(this._path, TABLES_DIR));
    for (const entry of listing.kind === 'entries' ? listing.entries : []) {
      const file = `${TABLES_DIR}/${entry.name}`;
      if (entry.name.endsWith('.jsonl') && !this._tails.has(file)) {
        const table = new TableReader(file);
        this._tables.set(file, table);
        this._follow(file, bind(table));
      }
    }
  }

  private _follow(
    file: string,
    sink: { push(bytes: Uint8Array): void; reset(): void }
  ): void {
    const path = joinPath(this._path, file);
    this._tails.set(
      file,
      new FileTail(this._source, path, {
        push: bytes => {
          this._changes++;
          sink.push(bytes);
        },
        reset: () => {
          this._changes++;
          sink.reset();
        }
      })
    );
  }

  /** A file that was begun anew is followed anew; what it held is gone. */
  private _forget(file: string): void {
    this._tails.delete(file);
    this._listed = 0;
    for (const [key, series] of this._series) {
      const points = series.points.filter(point => point.file !== file);
      if (points.length === 0) {
        this._series.delete(key);
      } else {
        this._series.set(key, { ...series, points });
      }
    }
  }

  private _add = (media: Media, tag: string, point: IMediaPoint): void => {
    const key = `${media.kind} ${tag}`;
    const series = this._series.get(key);
    if (!series) {
      if (this._series.size < SERIES_LIMIT) {
        const { kind } = media;
        this._series.set(key, { kind, tag, points: [point] });
      }
      return;
    }
    series.points.push(point);
    if (series.points.length > POINT_LIMIT) {
      series.points.shift();
    }
  };

  private async _load(
    { kind, tag }: IMediaSeries,
    { file, offset }: IMediaPoint
  ): Promise<Media | null> {
    const record = await this._record(joinPath(this._path, file), offset);
    const found: [Media, string][] = [];
    if (record) {
      new MediaIndex(file, (media, name) => found.push([media, name]), [
        [tag.slice(file.lastIndexOf('/') + 1), kind]
      ]).push(record);
    }
    const match = found.find(
      ([media, name]) => media.kind === kind && name === tag
    );
    return match?.[0] ?? null;
  }

  private async _record(
    path: string,
    offset: number
  ): Promise<Uint8Array | null> {
    let bytes = await this._bytes(path, offset, FIRST_READ);
    if (bytes.length < HEAD) {
      return null;
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, HEAD);
    const total = view.getUint32(0, true) + FRAME;
    if (total > RECORD_LIMIT + FRAME) {
      return null;
    }
    while (bytes.length < total) {
      const at = offset + bytes.length;
      const more = await this._bytes(path, at, total - bytes.length);
      if (more.length === 0) {
        return null;
      }
      const longer = new Uint8Array(bytes.length + more.length);
      longer.set(bytes);
      longer.set(more, bytes.length);
      bytes = longer;
    }
    return bytes.slice(0, total);
  }

  private async _bytes(
    path: string,
    offset: number,
    count: number
  ): Promise<Uint8Array> {
    const reading = await this._source.read(path, offset, count);
    return reading.kind === 'bytes' ? reading.bytes : new Uint8Array(0);
  }

  private _changes = 0;
  private _isRead = false;
  private _listed = 0;
  private _loaded = new Map<string, Promise<Media | null>>();
  private _series = new Map<string, IMediaSeries & { points: IMediaPoint[] }>();
  private _tables = new Map<string, TableReader>();
  private _tails = new Map<string, FileTail>();
}

type MediaSink = (media: Media, tag: string, point: IMediaPoint) => void;

/** Finds the media of one event file; the folder of the file stands before the tags. */
class MediaIndex {
  constructor(
    file: string,
    add: MediaSink,
    kinds?: ConstructorParameters<typeof MediaParser>[0]
  ) {
    const prefix = file.slice(0, file.lastIndexOf('/') + 1);
    const parser = new MediaParser(kinds);
    this._reader = new EventReader({
      scalar: () => undefined,
      event: data => {
        for (const media of parser.read(data)) {
          const { step, wallTime } = media;
          const { offset } = this._reader;
          add(media, prefix + media.tag, { step, wallTime, file, offset });
        }
      }
    });
  }

  push(bytes: Uint8Array): void {
    this._reader.push(bytes);
  }

  private _reader: EventReader;
}

function bind(sink: { push(bytes: Uint8Array): void; reset?(): void }) {
  return {
    push: (bytes: Uint8Array) => sink.push(bytes),
    reset: () => sink.reset?.()
  };
}
