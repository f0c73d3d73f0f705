import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  JournalEntry,
  OutputChunk,
  RecordedFlags
} from 'trialbook/format';
import {
  EventEncoder,
  FEED_FILE,
  HOME_FILE,
  RUN_FILES,
  encodeLine,
  feedChanged,
  feedCreated,
  feedEnded,
  feedMoved
} from 'trialbook/format';

const SCALARS = 'events.out.tfevents.1.test';

/** A folder on the disk that serves as the root of a server; goes away with `remove()`. */
export class TestRoot {
  readonly path = mkdtempSync(join(tmpdir(), 'trialbook-model-'));

  home(path = 'runs'): TestHome {
    return new TestHome(join(this.path, path));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** A home that a test writes as the library does. */
export class TestHome {
  constructor(readonly path: string) {
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, HOME_FILE), '{}\n');
  }

  feed(bytes: Uint8Array): void {
    appendFileSync(join(this.path, FEED_FILE), bytes);
  }

  /** Tells of a run in the feed only. */
  announce(
    run: string,
    part: { name?: string; created?: number; flags?: RecordedFlags } = {}
  ): void {
    this.feed(
      feedCreated({
        time: part.created ?? Date.now(),
        run,
        name: part.name ?? 'train',
        flags: part.flags ?? {},
        notebook: '../demo.ipynb',
        scalars: SCALARS
      })
    );
  }

  finish(run: string, status: 'completed' | 'failed' = 'completed'): void {
    this.feed(
      feedEnded({
        time: Date.now(),
        run,
        status,
        started: Date.now() - 10,
        scalars: { loss: { last: 0.5, step: 9 } },
        sparkline: [1, 0.5]
      })
    );
  }

  relabel(run: string, label: string): void {
    this.feed(feedChanged({ time: Date.now(), run, label }));
  }

  delete(run: string): void {
    this.feed(feedMoved({ type: 'deleted', time: Date.now(), run }));
  }

  /** A run with its own files. */
  run(id: string, flags: RecordedFlags = { lr: 0.1 }): TestRun {
    const run = new TestRun(join(this.path, id));
    run.journal({
      type: 'created',
      time: Date.now(),
      format: 1,
      run: id,
      name: 'train',
      flags,
      process: { host: 'here', pid: 1 },
      scalars: SCALARS
    });
    run.journal({ type: 'status', time: Date.now(), status: 'running' });
    return run;
  }
}

/** A run folder that a test writes as the library does. */
export class TestRun {
  constructor(readonly path: string) {
    mkdirSync(join(path, RUN_FILES.source), { recursive: true });
    this.beat();
  }

  journal(entry: JournalEntry): void {
    appendFileSync(join(this.path, RUN_FILES.journal), encodeLine(entry));
  }

  end(status: 'completed' | 'failed'): void {
    this.journal({
      type: 'status',
      time: Date.now(),
      status,
      ...(status === 'failed'
        ? { error: { name: 'RangeError', message: 'invalid array length' } }
        : {})
    });
  }

  log(tag: string, ...values: number[]): void {
    for (const value of values) {
      this.append(SCALARS, tag, value, this._step++);
    }
  }

  /** A point in some file of scalars. */
  append(file: string, tag: string, value: number, step: number): void {
    const buffer = new Uint8Array(1024);
    const end = new EventEncoder().scalar(buffer, 0, tag, value, step, 1);
    appendFileSync(join(this.path, file), buffer.subarray(0, end));
  }

  /** Begins the file of scalars anew. */
  restart(): void {
    writeFileSync(join(this.path, SCALARS), '');
    this._step = 0;
  }

  print(chunk: OutputChunk): void {
    appendFileSync(join(this.path, RUN_FILES.output), encodeLine(chunk));
  }

  beat(age = 0): void {
    const path = join(this.path, RUN_FILES.heartbeat);
    const time = (Date.now() - age) / 1000;
    writeFileSync(path, '');
    utimesSync(path, time, time);
  }

  private _step = 0;
}
