/** Whether an operation has to be run at all. */
import { listRuns, type ListedRun } from '../recorded/catalogue';
import { readRun } from '../recorded/read-run';
import { recordFlags } from '../format/record-value';
import type { Outcome } from './outcome';

export interface Wanted {
  operation: string;
  flags: Record<string, unknown>;
  /** Digest of the source as it is now. */
  digest: string;
}

/** The newest completed run of the same operation, flags and source. */
export function findEqualRun(
  home: string,
  { operation, flags, digest }: Wanted
): Outcome | undefined {
  const text = flagsText(recordFlags(flags));
  for (const listed of runsOf(home)) {
    if (listed.operation !== operation || listed.status !== 'completed') {
      continue;
    }
    const run = readRun(listed.dir);
    if (run.sourceDigest === digest && flagsText(run.flags) === text) {
      const { id, dir, name } = run;
      return {
        run: id,
        dir,
        name,
        status: 'completed',
        exitCode: 0,
        needed: true
      };
    }
  }
  return undefined;
}

function runsOf(home: string): ListedRun[] {
  try {
    return listRuns(home);
  } catch {
    return [];
  }
}

function flagsText(flags: object): string {
  return JSON.stringify(
    Object.entries(flags).sort(([a], [b]) => (a < b ? -1 : 1))
  );
}
