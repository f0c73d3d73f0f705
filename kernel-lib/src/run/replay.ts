/**
 * A process that repeats a recorded run executes the recorded cells again. It is asked at each call of `run()` what to
 * do with it: only the call that made the recorded run is recorded again.
 */
import type { RecordedFlags } from '../format/values';
import type { CallPlace } from './call-place';

/** What is to be done with a call. */
export type ReplayDecision =
  /** Nothing: nobody needs what it gives. */
  | { kind: 'skip' }
  /** It is made, and what it records goes to a home that is thrown away. */
  | { kind: 'scratch'; home: string }
  /** It is what was to be repeated. */
  | ({ kind: 'repeat' } & Repeat);

/** How the recorded call is made again. */
export interface Repeat {
  home: string;
  /** The run that is repeated. */
  rerunOf: string;
  /** Its flags: what was recorded exactly is used again, all else is as the call itself gives it. */
  flags: RecordedFlags;
  /** Flags with another value than the recorded one. */
  changed: Record<string, unknown>;
  label?: string;
  tags?: string[];
  /** Called with the new run's folder before anything of its source is recorded. */
  prepare(dir: string): void;
  /** Told of the new run. */
  started(run: { id: string; dir: string }): void;
  /** Told when the call is over, however it went. */
  ended(): void;
}

/** A call of `run()` in the replay. */
export interface ReplayCall extends CallPlace {
  /** Name of the function. */
  name: string;
}

export interface Replay {
  /** Version of this very interface: copies of the package must agree on it. */
  readonly shape: 1;
  /** `undefined` for a call inside the repeated run, which is made and recorded as ever. */
  decide(call: ReplayCall): ReplayDecision | undefined;
}

const KEY = Symbol.for('trialbook.replay');

type Global = typeof globalThis & { [KEY]?: Replay };

/** The replay that this process does, whichever copy of the package is asked. */
export function currentReplay(): Replay | undefined {
  const replay = (globalThis as Global)[KEY];
  return replay?.shape === 1 ? replay : undefined;
}

export function setReplay(replay: Replay): void {
  (globalThis as Global)[KEY] = replay;
}
