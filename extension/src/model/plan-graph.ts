import type { Job, JobCounts, JobState } from 'trialbook/format';

/** Jobs of one name at one depth; a single job where there are few. */
export interface IPlanNode {
  key: string;
  name: string;
  /** Which of the columns, from 0. */
  column: number;
  /** Which place in its column, from 0. */
  row: number;
  jobs: readonly Job[];
  counts: Readonly<JobCounts>;
  state: JobState;
}

/** A dependency: what is at its end needs what is at its beginning. */
export interface IPlanEdge {
  from: IPlanNode;
  to: IPlanNode;
}

/** Which jobs need which, in columns from left to right. */
export interface IPlanGraph {
  nodes: readonly IPlanNode[];
  edges: readonly IPlanEdge[];
  columns: number;
  rows: number;
}

/** Jobs that are drawn one by one; of more, those of a name and depth are one node. */
const SINGLE_NODES = 40;

/** The graph of a plan; `null` when nothing depends on anything. */
export function planGraph(
  rows: readonly { job: Job; name: string }[]
): IPlanGraph | null {
  const jobs = new Map(rows.map(row => [row.job.job, row]));
  if (!rows.some(({ job }) => job.after.some(id => jobs.has(id)))) {
    return null;
  }
  const depth = depths(rows.map(({ job }) => job));
  const isSingle = rows.length <= SINGLE_NODES;
  const groups = new Map<string, { job: Job; name: string }[]>();
  for (const row of rows) {
    const at = depth.get(row.job.job) ?? 0;
    const key = isSingle ? row.job.job : `${at} ${row.name}`;
    const group = groups.get(key);
    if (group) {
      group.push(row);
    } else {
      groups.set(key, [row]);
    }
  }
  const heights: number[] = [];
  const nodeOfJob = new Map<string, IPlanNode>();
  const nodes = [...groups].map(([key, group]) => {
    const column = depth.get(group[0].job.job) ?? 0;
    const row = heights[column] ?? 0;
    heights[column] = row + 1;
    const node = makeNode(key, column, row, group);
    group.forEach(({ job }) => nodeOfJob.set(job.job, node));
    return node;
  });
  return {
    nodes,
    edges: edgesOf(nodes, nodeOfJob),
    columns: heights.length,
    rows: Math.max(...heights.map(height => height ?? 0))
  };
}

/** How many jobs have to come one after the other before each: the longest way. Cycles of a forged queue end. */
function depths(jobs: readonly Job[]): Map<string, number> {
  const byId = new Map(jobs.map(job => [job.job, job]));
  const found = new Map<string, number>();
  for (const first of jobs) {
    const open = [first];
    const under = new Set<string>();
    while (open.length > 0) {
      const job = open[open.length - 1];
      const needs = job.after.filter(id => byId.has(id) && id !== job.job);
      const next = needs.find(id => !found.has(id) && !under.has(id));
      under.add(job.job);
      if (next === undefined) {
        const below = needs.map(id => found.get(id) ?? 0);
        found.set(job.job, needs.length === 0 ? 0 : 1 + Math.max(...below));
        open.pop();
      } else {
        open.push(byId.get(next) as Job);
      }
    }
  }
  return found;
}

function makeNode(
  key: string,
  column: number,
  row: number,
  group: readonly { job: Job; name: string }[]
): IPlanNode {
  const counts: JobCounts = {
    pending: 0,
    running: 0,
    completed: 0,
    failed: 0,
    terminated: 0
  };
  group.forEach(({ job }) => counts[job.state]++);
  return {
    key,
    name: group[0].name,
    column,
    row,
    jobs: group.map(({ job }) => job),
    counts,
    state: stateOf(counts)
  };
}

/** What deserves attention first. */
function stateOf(counts: Readonly<JobCounts>): JobState {
  const order = ['failed', 'running', 'terminated', 'pending'] as const;
  return order.find(state => counts[state] > 0) ?? 'completed';
}

function edgesOf(
  nodes: readonly IPlanNode[],
  nodeOfJob: ReadonlyMap<string, IPlanNode>
): IPlanEdge[] {
  return nodes.flatMap(to => {
    const from = new Set(
      to.jobs.flatMap(({ after }) =>
        after.flatMap(id => nodeOfJob.get(id) ?? [])
      )
    );
    return [...from]
      .filter(node => node !== to)
      .map(node => ({ from: node, to }));
  });
}
