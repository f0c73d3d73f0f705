import { join } from 'node:path';
import type { ProcessFacts } from '../format/journal';
import { shortId } from '../format/layout';
import type { Job, QueueFold } from '../format/queue';
import { isProcessAlive } from '../store/process-facts';
import { lockHolder } from '../work/queue/file-lock';
import { SUPERVISOR_LOCK } from '../work/supervisor/ensure';
import { queueOf } from './choose-jobs';
import type { Command } from './command';
import { HOME_OPTION, homeOf } from './home-option';
import { tableLines } from './table';

interface ListedWorker {
  worker: string;
  process: ProcessFacts;
  job?: Job;
}

/** `trialbook workers` */
export const workers: Command = {
  words: 'workers',
  group: 'jobs',
  usage: '[--home DIR]',
  summary: 'Lists the processes that work on jobs.',
  details: [
    'The supervisor hands jobs to workers; it starts when there is something to do and ends when nothing is left. Workers that are named after GPUs see these alone. Jobs on Slurm have processes of their own, which `trialbook jobs` shows.'
  ],
  options: HOME_OPTION,
  run(input) {
    const home = homeOf(input);
    const supervisor = lockHolder(join(home, SUPERVISOR_LOCK))?.process;
    const listed = workersOf(queueOf(input));
    if (listed.length > 0) {
      tableLines(listed, [
        { heading: 'WORKER', cell: ({ worker }) => worker },
        {
          heading: 'PROCESS',
          align: 'right',
          cell: ({ process }) => `${process.pid}`
        },
        { heading: 'HOST', cell: ({ process }) => process.host },
        { heading: 'JOB', cell: ({ job }) => (job ? shortId(job.job) : '') },
        {
          heading: 'RUN',
          cell: ({ job }) => (job?.run ? shortId(job.run) : '')
        }
      ]).forEach(line => input.print(line));
    }
    input.print(
      supervisor
        ? `The supervisor is process ${supervisor.pid} on ${supervisor.host}.`
        : 'No supervisor is at work: nothing is to do.'
    );
    return { supervisor: supervisor ?? null, workers: listed };
  }
};

/** Those of this host whose process is gone are left out: they had no time to say so. */
function workersOf(fold: QueueFold): ListedWorker[] {
  const running = [...fold.jobs.values()].filter(
    ({ state }) => state === 'running'
  );
  return [...fold.workers]
    .filter(([, process]) => isProcessAlive(process) !== false)
    .map(([worker, process]) => ({
      worker,
      process,
      job: running.find(
        job => job.worker === worker && job.process?.pid === process.pid
      )
    }));
}
