import type { OutputChunk } from 'trialbook/format';
import { LineReader } from 'trialbook/format';
import type { ITailSink } from './file-tail';

/** Characters of output that are held; the beginning goes first. */
const TEXT_LIMIT = 8_000_000;

/** Collects what a run printed as its bytes come. */
export class OutputReader implements ITailSink {
  /** The output so far; another array when it has changed. */
  get chunks(): readonly OutputChunk[] {
    return this._chunks;
  }

  push(bytes: Uint8Array): void {
    const fresh = this._lines.push(bytes).filter(isChunk);
    if (fresh.length === 0) {
      return;
    }
    const chunks = this._chunks.concat(fresh);
    this._length += textLength(fresh);
    let dropped = 0;
    while (this._length > TEXT_LIMIT && dropped < chunks.length - 1) {
      this._length -= chunks[dropped++].text.length;
    }
    this._chunks = chunks.slice(dropped);
  }

  reset(): void {
    this._lines = new LineReader();
    this._chunks = [];
    this._length = 0;
  }

  private _lines = new LineReader();
  private _chunks: OutputChunk[] = [];
  private _length = 0;
}

function textLength(chunks: readonly OutputChunk[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.text.length, 0);
}

function isChunk(value: unknown): value is OutputChunk {
  const chunk = value as Partial<OutputChunk> | null;
  return (
    typeof chunk === 'object' &&
    typeof chunk?.text === 'string' &&
    (chunk.stream === 'stdout' || chunk.stream === 'stderr') &&
    typeof chunk.time === 'number'
  );
}
