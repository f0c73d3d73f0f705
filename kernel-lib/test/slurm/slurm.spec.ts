import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import {
  atRest,
  jobsOf,
  keepFunction,
  newHome,
  readQueue,
  requestsOf,
  runsOf,
  work
} from '../work/jobs';
import { Cluster, whyNoCluster } from './cluster';

jest.setTimeout(240_000);

const why = whyNoCluster();
if (why !== undefined) {
  console.warn(`Slurm is not tested here: ${why}`);
}

const { submit, waitForJobs, appendQueue, ensureSupervisor } = work;

const SLURM = { on: 'slurm' as const, options: { mem: '100M' } };

/** Writes a line when it begins and when it ends, so that what was executed twice is seen. */
const TRAIN = `function train({ at, wait = 0 }) {
  const fs = require('node:fs');
  const home = require('node:path').join(process.cwd(), '..');
  fs.appendFileSync(home + '/../executed', at + '\\n');
  log('loss', at / 2);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
  return at;
}`;

const flagsOf = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, at) => ({ at, ...more }));

/** Submits jobs of a function to Slurm. */
async function launched(
  home: string,
  source: string,
  flags: Record<string, unknown>[],
  launcher: object = {}
) {
  const facts = {
    ...keepFunction(home, 'train', source),
    workers: [],
    launcher: { ...SLURM, ...launcher }
  };
  const submission = await submit(home, facts, requestsOf('train', flags));
  ensureSupervisor(home);
  return submission.jobs;
}

/** How often each job was executed. */
function executed(home: string): string[] {
  const file = path.join(home, '..', 'executed');
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .sort((a, b) => +a - +b)
    : [];
}

const names = (count: number) =>
  Array.from({ length: count }, (_, at) => `${at}`);

(why === undefined ? describe : describe.skip)('jobs on Slurm', () => {
  let cluster: Cluster;
  const homes: string[] = [];

  const home = () => {
    const made = newHome();
    homes.push(made);
    return made;
  };

  /** Slurm jobs of a home, by the keys in its queue. */
  const slurmJobs = (dir: string) => {
    const keys = new Set(jobsOf(dir).map(({ launch }) => launch?.key));
    return cluster
      .jobs()
      .filter(({ name }) => keys.has(name.replace('trialbook-', '')));
  };

  beforeAll(async () => {
    cluster = await Cluster.start();
  });

  afterAll(async () => {
    for (const dir of homes) {
      appendQueue(dir, [{ type: 'request', request: 'cancel' }]);
      await atRest(dir);
    }
    await cluster.stop();
  });

  it('are twelve runs of a sweep, made as one array, each a run of the home', async () => {
    const dir = home();
    const jobs = await waitForJobs(
      dir,
      await launched(dir, TRAIN, flagsOf(12))
    );
    expect(jobs.map(({ state }) => state)).toEqual(Array(12).fill('completed'));
    expect(executed(dir)).toEqual(names(12));
    const runs = new Map(runsOf(dir).map(run => [run.run, run]));
    expect(
      jobs.map(({ run }) => runs.get(run ?? '')?.scalars.loss.last)
    ).toEqual(flagsOf(12).map(({ at }) => at / 2));
    const [array, ...others] = readQueue(dir).launches;
    expect(others).toEqual([]);
    expect(
      slurmJobs(dir)
        .map(({ id }) => id)
        .sort()
    ).toEqual(
      names(12)
        .map(at => `${array[1]}_${at}`)
        .sort()
    );
  });
});
