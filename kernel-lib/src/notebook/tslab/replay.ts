/**
 * The program of the process that repeats a run: a tslab without sockets, which executes the recorded cells.
 * The plan comes from the parent process, see `../rerun/plan.ts`.
 */
import type { ReplayMessage, ReplayPlan } from '../rerun/plan';
import { CellReplay } from './cell-replay';

/** Milliseconds after which what the cells left running no longer keeps the process alive. */
const PATIENCE = 2500;

function tell(message: ReplayMessage): void {
  if (process.connected) {
    process.send?.(message);
  }
}

async function replay(plan: ReplayPlan): Promise<void> {
  const cells = new CellReplay(plan, tell);
  try {
    await cells.execute();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const code = (error as { code?: string }).code;
    tell({
      type: 'failed',
      code: code === 'BAD_FLAGS' ? code : 'RERUN_FAILED',
      message
    });
    process.exitCode = 1;
  }
  cells.close();
  process.removeAllListeners('disconnect');
  process.disconnect?.();
  setTimeout(() => process.exit(), PATIENCE).unref();
}

process.once('message', plan => void replay(plan as ReplayPlan));
// Nobody waits for the run any more.
process.once('disconnect', () => process.exit(1));
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
