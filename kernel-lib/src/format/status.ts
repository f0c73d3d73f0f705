/** What readers conclude from what was written down. */
import type { RecordedStatus } from './journal';
import { HEARTBEAT_LIMIT } from './layout';

/** A status as shown: `lost` is a run that says it runs and shows no sign of life. */
export type RunStatus = RecordedStatus | 'lost';

/** What a reader knows of a run when it asks for its status. */
export interface StatusFacts {
  status: RecordedStatus;
  /** Milliseconds since the heartbeat file was last touched; `Infinity` when there is none, `undefined` when not known. */
  heartbeatAge?: number;
}

/** Every status, in the order in which a run goes through them. */
export const RUN_STATUSES: readonly RunStatus[] = [
  'pending',
  'running',
  'completed',
  'failed',
  'terminated',
  'lost'
];

/** Whether `value` is a status that may stand in a journal. */
export function isRecordedStatus(value: unknown): value is RecordedStatus {
  return value !== 'lost' && RUN_STATUSES.includes(value as RunStatus);
}

/** Whether nothing more will happen to a run of this status by itself. */
export function isEnded(status: RunStatus): boolean {
  return status !== 'pending' && status !== 'running';
}

/** Whether the process of a run, or of one that waits for its turn, is gone without having said how it ended. */
export function isLost(facts: StatusFacts): boolean {
  return !isEnded(facts.status) && (facts.heartbeatAge ?? 0) > HEARTBEAT_LIMIT;
}

/** The status to show. */
export function runStatus(facts: StatusFacts): RunStatus {
  return isLost(facts) ? 'lost' : facts.status;
}
