import { join } from 'node:path';
import { RunStopped, TrialbookError } from '../errors';
import { RUN_FILES } from '../format/layout';
import type {
  JournalEntry,
  RecordedError,
  RecordedStatus
} from '../format/journal';
import type { OutputStream } from '../format/output';
import type { RecordedFlags } from '../format/values';
import { recordValue } from '../format/record-value';
import type { MediaKind, MediaPlace } from '../format/tfevents';
import { exists } from '../store/exists';
import { outsideRuns } from './context';
import type { Kernel } from './kernel';
import type { Recorder } from './recorder';
import { recordError } from './recorded-error';
import type { Turn } from './working-directory';

/** Milliseconds between two looks for the stop signal. */
const STOP_CHECK = 50;

/** What a run has from being an attempt at a job. */
export interface AttemptFiles {
  /** Folder in which an attempt leaves what the next one goes on from. */
  checkpoint: string;
  /** File that is there once the attempt's time is nearly over. */
  timeUp?: string;
}

/** What a run is known by. */
export interface RunFacts {
  id: string;
  dir: string;
  home: string;
  name: string;
  flags: Record<string, unknown>;
  recordedFlags: RecordedFlags;
  label?: string;
  tags: readonly string[];
  parent?: ActiveRun;
  /** Which call of `run()` it was: see `CallPlace`. */
  call: number[];
  attempt?: AttemptFiles;
}

type EndStatus = 'completed' | 'failed' | 'terminated';

/** A run of this process, from its creation to its end. */
export class ActiveRun {
  status: RecordedStatus = 'running';
  /** Milliseconds since 1970. */
  started = Date.now();
  ended: number | undefined;
  error: RecordedError | undefined;
  value: unknown;
  /** The turn at the working directory, for runs that have one. */
  turn: Turn | undefined;
  /** Rejects when the run is ended from outside, by an interrupt. */
  readonly cutOff: Promise<never>;
  readonly #recorder: Recorder;
  readonly #kernel: Kernel;
  readonly #stopFile: string;
  readonly #listeners: ((run: ActiveRun) => void)[] = [];
  #reject!: (error: Error) => void;
  #stopChecked = 0;
  #stopped = false;
  #timeIsUp = false;
  readonly #warned = new Set<string>();

  constructor(
    readonly facts: RunFacts,
    recorder: Recorder,
    kernel: Kernel
  ) {
    this.#recorder = recorder;
    this.#kernel = kernel;
    this.#stopFile = join(facts.dir, RUN_FILES.stop);
    this.cutOff = new Promise((_, reject) => (this.#reject = reject));
    this.cutOff.catch(() => undefined);
  }

  get parent(): ActiveRun | undefined {
    return this.facts.parent;
  }

  get hasEnded(): boolean {
    return this.ended !== undefined;
  }

  get recorder(): Recorder {
    return this.#recorder;
  }

  /** Calls `listener` when the run has ended, however it ends. */
  onEnd(listener: (run: ActiveRun) => void): void {
    this.#listeners.push(listener);
  }

  /** Notes that the call waits for its turn, or begins. */
  setStatus(status: 'pending' | 'running'): void {
    const time = Date.now();
    this.status = status;
    if (status === 'running') {
      this.started = time;
    }
    this.#recorder.entry({ type: 'status', time, status });
  }

  /**
   * Records points of one moment.
   * @throws TrialbookError RUN_ENDED; RunStopped once the run was asked to stop
   */
  log(points: Iterable<[string, number]>, step: number | undefined): void {
    const now = Date.now();
    this.#assertLive();
    for (const [tag, value] of points) {
      this.#recorder.point(tag, value, step, now);
    }
    this.#check(now);
  }

  /** Records one point; the fast way. Throws as `log` does. */
  logOne(tag: string, value: number, step: number | undefined): void {
    const now = Date.now();
    this.#assertLive();
    this.#recorder.point(tag, value, step, now);
    this.#check(now);
  }

  /** Records something other than a scalar; false when there is no room for it. Throws as `log` does. */
  logMedia(
    kind: MediaKind,
    tag: string,
    step: number | undefined,
    encode: (place: MediaPlace) => Uint8Array
  ): boolean {
    const now = Date.now();
    this.#assertLive();
    const kept = this.#recorder.media(kind, tag, step, now, encode);
    this.#check(now);
    return kept;
  }

  /** Adds rows to a table; false when there is no room for them. Throws as `log` does. */
  logTable(
    name: string,
    rows: readonly Record<string, unknown>[],
    step: number | undefined
  ): boolean {
    const now = Date.now();
    this.#assertLive();
    const kept = this.#recorder.table(name, rows, step, now);
    this.#check(now);
    return kept;
  }

  output(
    stream: OutputStream,
    chunk: string | Uint8Array,
    encoding?: BufferEncoding
  ): void {
    this.#recorder.output(stream, chunk, encoding);
  }

  /** Writes what waits, for readers of the files. */
  flush(): void {
    if (!this.hasEnded) {
      this.#recorder.flush();
    }
  }

  /** Records that something could not be recorded, and tells the user. */
  warn(code: string, message: string): void {
    outsideRuns(() => process.stderr.write(`Trialbook: ${message}\n`));
    this.#recorder.entry({ type: 'warning', time: Date.now(), code, message });
  }

  /** As `warn`, once for each `key`. */
  warnOnce(key: string, message: string): void {
    if (!this.#warned.has(key)) {
      this.#warned.add(key);
      this.warn(key.split(' ')[0], message);
    }
  }

  /**
   * Looks for the stop signal, and acknowledges it the first time.
   * @param now milliseconds since 1970
   * @returns whether the run was asked to stop.
   */
  readStop(now = Date.now()): boolean {
    if (!this.#stopped && exists(this.#stopFile)) {
      this.#stopped = true;
      const step = this.#recorder.scalars.lastStep;
      this.#recorder.entry({
        type: 'signal',
        time: now,
        name: 'stop',
        ...(step !== undefined && { step })
      });
    }
    return this.#stopped;
  }

  /** Whether the function has been told that its time is nearly over. */
  get timeIsUp(): boolean {
    return this.#timeIsUp;
  }

  /** Whether the function is to come to its end, for either reason; it is told from then on. */
  shouldStop(now = Date.now()): boolean {
    const timeUp = this.facts.attempt?.timeUp;
    if (!this.#timeIsUp && timeUp !== undefined && exists(timeUp)) {
      this.#timeIsUp = true;
      const step = this.#recorder.scalars.lastStep;
      this.#recorder.entry({
        type: 'signal',
        time: now,
        name: 'time-up',
        ...(step !== undefined && { step })
      });
    }
    return this.readStop(now) || this.#timeIsUp;
  }

  /** Ends the run with what the call returned. A run that was told to stop and returned is terminated all the same. */
  complete(value: unknown): void {
    this.value = value;
    this.#end(this.#wasTold ? 'terminated' : 'completed', [
      { type: 'value', time: Date.now(), value: recordValue(value) }
    ]);
  }

  /** Ends the run with what the call threw. */
  fail(error: unknown): void {
    if (error instanceof RunStopped || this.#wasTold) {
      this.#end('terminated', []);
    } else {
      this.error = recordError(error, this.#kernel);
      this.#end('failed', []);
    }
  }

  /** Ends the run from outside: the kernel was interrupted, or the process exits. */
  terminate(reason: string): void {
    if (!this.hasEnded) {
      this.#end('terminated', []);
      this.#reject(new RunStopped(`The run was terminated: ${reason}.`));
    }
  }

  get #wasTold(): boolean {
    return this.#stopped || this.#timeIsUp;
  }

  #assertLive(): void {
    if (this.hasEnded) {
      throw this.status === 'terminated'
        ? new RunStopped(
            'The run was terminated; what is logged now has no place.'
          )
        : new TrialbookError(
            'RUN_ENDED',
            'log() was called for a run that has ended. Await everything that logs before the function returns.'
          );
    }
  }

  #check(now: number): void {
    if (now - this.#stopChecked >= STOP_CHECK) {
      this.#stopChecked = now;
      this.#recorder.checkHealth(now);
      this.#throwIfStopped(now);
    }
  }

  #throwIfStopped(now: number): void {
    if (this.readStop(now)) {
      throw new RunStopped();
    }
  }

  #end(status: EndStatus, entries: JournalEntry[]): void {
    const time = Date.now();
    this.ended = time;
    this.status = status;
    this.turn?.end();
    const { error } = this;
    this.#recorder.end(
      [...entries, { type: 'status', time, status, ...(error && { error }) }],
      {
        time,
        status,
        started: this.started,
        ...(error && { error: `${error.name}: ${error.message}` })
      }
    );
    for (const listener of this.#listeners) {
      listener(this);
    }
  }
}
