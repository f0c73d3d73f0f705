import type { IRunInfo } from '../tokens';

/** Which stretch of time a run belongs to. */
export type GroupName = 'running' | 'today' | 'yesterday' | 'earlier';

/** Runs of one stretch of time, newest first. */
export interface IRunGroup {
  name: GroupName;
  runs: IRunInfo[];
}

/** Runs by what they are to the reader now; empty groups are left out. `runs` are newest first. */
export function groupRuns(runs: readonly IRunInfo[], now: number): IRunGroup[] {
  const today = new Date(now).setHours(0, 0, 0, 0);
  // Half a day before midnight is yesterday, also when a clock change made it a day of 23 or 25 hours.
  const yesterday = new Date(today - 12 * 3600_000).setHours(0, 0, 0, 0);
  const groups: Record<GroupName, IRunInfo[]> = {
    running: [],
    today: [],
    yesterday: [],
    earlier: []
  };
  for (const info of runs) {
    groups[groupOf(info, today, yesterday)].push(info);
  }
  return (Object.keys(groups) as GroupName[])
    .map(name => ({ name, runs: groups[name] }))
    .filter(group => group.runs.length > 0);
}

/** Whether a run may still change by itself. */
export function isLive(info: IRunInfo): boolean {
  return info.status === 'running' || info.status === 'pending';
}

function groupOf(info: IRunInfo, today: number, yesterday: number): GroupName {
  if (isLive(info)) {
    return 'running';
  }
  if (info.created >= today) {
    return 'today';
  }
  return info.created >= yesterday ? 'yesterday' : 'earlier';
}
