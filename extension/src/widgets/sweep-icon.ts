import type { RunStatus, SweepState } from '../tokens';

/** The status whose shape stands for the state of a sweep. */
export function iconOf(state: SweepState): RunStatus {
  return state === 'paused' ? 'pending' : state;
}
