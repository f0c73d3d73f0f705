import type { IFileSource } from '../sources/file-source';

/** What a look at a followed file found. */
export type TailResult = 'new' | 'same' | 'missing' | 'forbidden';

/** Where the bytes of a followed file go. */
export interface ITailSink {
  /** Bytes that follow the ones already pushed. */
  push(bytes: Uint8Array): void;
  /** The file was begun anew: forget what was pushed. */
  reset(): void;
}

/** Follows one file that grows, asking only for bytes that it has not seen. */
export class FileTail {
  constructor(
    private _source: IFileSource,
    readonly path: string,
    private _sink: ITailSink,
    private _offset = 0
  ) {}

  /** Bytes seen so far. */
  get offset(): number {
    return this._offset;
  }

  /** Reads to the end of the file. Calls that overlap share one reading. */
  read(): Promise<TailResult> {
    this._reading ??= this._read().finally(() => {
      this._reading = null;
    });
    return this._reading;
  }

  private async _read(): Promise<TailResult> {
    let result: TailResult = 'same';
    for (;;) {
      const reading = await this._source.read(this.path, this._offset);
      switch (reading.kind) {
        case 'bytes':
          this._offset += reading.bytes.length;
          this._sink.push(reading.bytes);
          result = 'new';
          if (!reading.more) {
            return result;
          }
          break;
        case 'shrunk':
          this._offset = 0;
          this._sink.reset();
          result = 'new';
          break;
        case 'same':
          return result;
        default:
          return reading.kind;
      }
    }
  }

  private _reading: Promise<TailResult> | null = null;
}
