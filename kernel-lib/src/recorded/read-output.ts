/** What a recorded run printed. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_FILES } from '../format/layout';
import { LineReader } from '../format/lines';
import type { OutputChunk, OutputStream } from '../format/output';
import { fieldsOf, numberOf, textOf } from '../format/untrusted';

/** The pieces of the output in order, those of one stream only when it is named. */
export function readOutput(dir: string, stream?: OutputStream): OutputChunk[] {
  const reader = new LineReader();
  return reader
    .push(readOrNothing(join(dir, RUN_FILES.output)))
    .flatMap(line => {
      const fields = fieldsOf(line);
      const text = textOf(fields?.text);
      const from = fields?.stream;
      if (text === undefined || (from !== 'stdout' && from !== 'stderr')) {
        return [];
      }
      return stream === undefined || stream === from
        ? [{ time: numberOf(fields?.time) ?? 0, stream: from, text }]
        : [];
    });
}

/** The output as one text. */
export function outputText(dir: string, stream?: OutputStream): string {
  return readOutput(dir, stream)
    .map(({ text }) => text)
    .join('');
}

/** A run that prints nothing has no such file. */
function readOrNothing(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    return new Uint8Array(0);
  }
}
