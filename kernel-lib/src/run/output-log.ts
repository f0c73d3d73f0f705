import { StringDecoder } from 'node:string_decoder';
import {
  OUTPUT_TEXT_LIMIT,
  type OutputChunk,
  type OutputStream
} from '../format/output';
import { AppendFile } from '../store/append-file';
import type { WriteBehind } from '../store/write-behind';

/** What one run prints, with time and stream. */
export class OutputLog {
  readonly #file: AppendFile;
  readonly #decoders = {
    stdout: new StringDecoder('utf8'),
    stderr: new StringDecoder('utf8')
  };

  /** @throws the file system's error when the file cannot be made. */
  constructor(path: string, writeBehind?: WriteBehind) {
    this.#file = new AppendFile(path, writeBehind);
  }

  get file(): AppendFile {
    return this.#file;
  }

  /**
   * Records one write. Bytes that end inside a character wait for the rest of it.
   * @returns the text that was recorded.
   */
  write(
    stream: OutputStream,
    chunk: string | Uint8Array,
    encoding?: BufferEncoding
  ): string {
    const text =
      typeof chunk === 'string'
        ? decodeText(chunk, encoding)
        : this.#decoders[stream].write(
            Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
          );
    this.#add(stream, text);
    return text;
  }

  close(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      this.#add(stream, this.#decoders[stream].end());
    }
    this.#file.close();
  }

  #add(stream: OutputStream, text: string): void {
    const time = Date.now();
    for (let from = 0; from < text.length; ) {
      const to = pieceEnd(text, from);
      const piece: OutputChunk = { time, stream, text: text.slice(from, to) };
      this.#file.append(Buffer.from(JSON.stringify(piece) + '\n'));
      from = to;
    }
  }
}

/** `write('aGk=', 'base64')` prints what the text stands for. */
function decodeText(text: string, encoding?: BufferEncoding): string {
  return encoding === undefined || /^utf-?8$/i.test(encoding)
    ? text
    : Buffer.from(text, encoding).toString('utf8');
}

/** Never between the two halves of a surrogate pair. */
function pieceEnd(text: string, from: number): number {
  const to = from + OUTPUT_TEXT_LIMIT;
  if (to >= text.length) {
    return text.length;
  }
  const code = text.charCodeAt(to - 1);
  return code >= 0xd800 && code <= 0xdbff ? to - 1 : to;
}
