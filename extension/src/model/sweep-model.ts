import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import { jobsToRetry } from 'trialbook/format';
import type { IHome, IJobsRequest, ISweepInfo } from '../tokens';
import { sweepDetail, type ISweepDetail } from './sweep-detail';
import { sweepOfBatch } from './sweep-info';

/** What can be asked of a sweep. */
export type SweepAction = IJobsRequest['request'];

/** Jobs that one request names. */
const REQUEST_JOBS = 10_000;

/** One sweep, followed while somebody looks. Dispose of it when nobody does any more. */
export class SweepModel implements IDisposable {
  constructor(options: { home: IHome; batch: string }) {
    this.home = options.home;
    this.batch = options.batch;
    this.home.changed.connect(this._onHomeChanged, this);
    this._watching = this.home.watch();
    if (this.home.queue.batches.size === 0) {
      void this.home.refresh();
    }
  }

  readonly home: IHome;
  readonly batch: string;

  /** Emitted when something that is shown may have changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** How it stands; `null` when the queue does not tell of it, or has not been read. */
  get info(): ISweepInfo | null {
    this._compute();
    return this._info;
  }

  get detail(): ISweepDetail | null {
    this._compute();
    return this._detail;
  }

  /** What was asked for and has not been heard yet. */
  get asking(): SweepAction | null {
    return this._asking;
  }

  /** Why what was asked for was not done: a sentence. */
  get problem(): string | null {
    return this._problem;
  }

  /**
   * Asks for something of the sweep; `problem` says when that failed.
   *
   * @param jobs Ids, for a retry: those that failed unless others are named.
   */
  async ask(action: SweepAction, jobs?: readonly string[]): Promise<void> {
    const { info } = this;
    if (!info || this._asking) {
      return;
    }
    this._asking = action;
    this._problem = null;
    this._changed.emit();
    try {
      await this.home.ask(this._requests(info, action, jobs));
    } catch (error) {
      this._problem = (error as Error).message;
    }
    this._asking = null;
    this._changed.emit();
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._watching.dispose();
    this.home.changed.disconnect(this._onHomeChanged, this);
    Signal.clearData(this);
  }

  private _requests(
    info: ISweepInfo,
    request: SweepAction,
    jobs?: readonly string[]
  ): IJobsRequest[] {
    if (request === 'retry') {
      const failed = (this.detail?.failures ?? []).map(({ job }) => job.job);
      const all = jobsToRetry(this.home.queue, jobs ?? failed);
      // Who has something made again does not want it to wait for a pause that a cancelled sweep was left with.
      const paused = info.batches.filter(
        batch => this.home.queue.batches.get(batch)?.paused
      );
      return [
        ...paused.map(batch => ({ request: 'resume' as const, batch })),
        ...piecesOf(all).map(jobs => ({ request, jobs }))
      ];
    }
    const ofBatches = info.batches.map(batch => ({ request, batch }));
    // A queue that is paused as a whole holds the sweep as well.
    return request === 'resume' && this.home.queue.paused
      ? [{ request }, ...ofBatches]
      : ofBatches;
  }

  private _compute(): void {
    const { queue, runs } = this.home;
    if (this._isStale) {
      this._isStale = false;
      this._info = sweepOfBatch(queue, this.batch) ?? null;
      this._detail = this._info && sweepDetail(queue, this._info, runs);
    }
  }

  private _onHomeChanged(): void {
    this._isStale = true;
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _isDisposed = false;
  private _isStale = true;
  private _info: ISweepInfo | null = null;
  private _detail: ISweepDetail | null = null;
  private _asking: SweepAction | null = null;
  private _problem: string | null = null;
  private _watching: IDisposable;
}

/** A request is a file of bounded size. */
function piecesOf(jobs: readonly string[]): (readonly string[])[] {
  return Array.from(
    { length: Math.ceil(jobs.length / REQUEST_JOBS) },
    (_, at) => jobs.slice(at * REQUEST_JOBS, (at + 1) * REQUEST_JOBS)
  );
}
