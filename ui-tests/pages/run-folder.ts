import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  EventEncoder,
  FEED_FILE,
  HOME_FILE,
  RUN_FILES
} from 'trialbook/format';

/** Name of the scalars file in the runs that `writeRun` makes. */
export const EVENTS_FILE = 'events.out.tfevents.1.host';

/** A home made by hand, as anybody could make one. */
export class HandMadeHome {
  constructor(readonly dir: string) {
    mkdirSync(dir, { recursive: true });
    writeFileSync(path.join(dir, HOME_FILE), '{"format":1}\n');
    writeFileSync(path.join(dir, FEED_FILE), '');
  }

  /** Appends lines to the feed: values as JSON, texts and bytes as they are. */
  feed(...lines: (string | Uint8Array | object)[]): void {
    for (const line of lines) {
      appendFileSync(path.join(this.dir, FEED_FILE), asBytes(line));
      appendFileSync(path.join(this.dir, FEED_FILE), '\n');
    }
  }

  /** Makes a run folder of hand-made files. */
  run(
    id: string,
    files: {
      journal?: (string | object)[];
      output?: (string | object)[];
      cells?: (string | object)[];
      /** Values by tag; steps count from zero. */
      scalars?: Record<string, number[]>;
      /** File contents by name. */
      other?: Record<string, string>;
    }
  ): void {
    const dir = path.join(this.dir, id);
    mkdirSync(path.join(dir, RUN_FILES.signals), { recursive: true });
    mkdirSync(path.join(dir, RUN_FILES.source), { recursive: true });
    writeLines(path.join(dir, RUN_FILES.journal), files.journal ?? []);
    writeLines(path.join(dir, RUN_FILES.output), files.output ?? []);
    writeLines(path.join(dir, RUN_FILES.cells), files.cells ?? []);
    writeFileSync(path.join(dir, EVENTS_FILE), events(files.scalars ?? {}));
    for (const [name, text] of Object.entries(files.other ?? {})) {
      writeFileSync(path.join(dir, name), text);
    }
  }
}

/** An event file. */
function events(scalars: Record<string, number[]>): Uint8Array {
  const encoder = new EventEncoder();
  const parts = [encoder.header(1)];
  for (const [tag, values] of Object.entries(scalars)) {
    values.forEach((value, step) => {
      const buffer = new Uint8Array(tag.length * 3 + 200);
      const end = encoder.scalar(buffer, 0, tag, value, step, 1000 + step);
      parts.push(buffer.slice(0, end));
    });
  }
  return Buffer.concat(parts);
}

function writeLines(file: string, lines: (string | object)[]): void {
  writeFileSync(
    file,
    Buffer.concat(lines.flatMap(line => [asBytes(line), Buffer.from('\n')]))
  );
}

function asBytes(line: string | Uint8Array | object): Buffer {
  return line instanceof Uint8Array
    ? Buffer.from(line)
    : Buffer.from(typeof line === 'string' ? line : JSON.stringify(line));
}
