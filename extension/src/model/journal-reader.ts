import type { RunRecord } from 'trialbook/format';
import { RunFold, isEnded } from 'trialbook/format';
import type { ITailSink } from './file-tail';

/** Folds a journal as its bytes come. */
export class JournalReader implements ITailSink {
  /** What the journal tells of the run; `null` until its first entry was read. */
  get record(): RunRecord | null {
    return this._fold.record.run === '' ? null : this._fold.record;
  }

  /** Whether the run has begun and not ended. */
  get live(): boolean {
    return this.record !== null && !isEnded(this.record.status);
  }

  push(bytes: Uint8Array): void {
    this._fold.push(bytes);
  }

  reset(): void {
    this._fold = new RunFold();
  }

  private _fold = new RunFold();
}
