/** Ends a worker with everything it has started. */
import type { ProcessFacts } from '../../format/journal';
import { isProcessAlive } from '../../store/process-facts';

/**
 * Sends a signal to the process group of a worker. Never throws; does nothing when the process is gone, is another one by
 * now, or is one of another host.
 */
export function signalWorker(
  facts: ProcessFacts,
  signal: NodeJS.Signals
): void {
  if (isProcessAlive(facts) !== true) {
    return;
  }
  try {
    process.kill(-facts.pid, signal);
  } catch {
    // Gone in the meantime.
  }
}
