/** The thread that finds out what takes longer: the state of the git work tree, and the GPUs. */
import { execFile } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { encodeLine } from '../format/lines';
import type { EnvironmentEntry } from '../format/journal';
import type { FactsRequest } from './facts';

/** Milliseconds after which a program is given up. */
const PATIENCE = 2000;

/** Milliseconds for which an answer of git holds, so that a burst of short runs asks once. */
const GIT_FRESH = 2000;

type Git = EnvironmentEntry['git'];

const gitAnswers = new Map<string, { at: number; answer: Promise<Git> }>();
let gpus: Promise<string[] | undefined> | undefined;

parentPort?.on('message', (request: FactsRequest) => {
  void answer(request).finally(() => parentPort?.postMessage('done'));
});

async function answer({ folder, journal }: FactsRequest): Promise<void> {
  gpus ??= askGpus();
  const [git, gpu] = await Promise.all([askGitOnce(folder), gpus]);
  if (!git && !gpu) {
    return;
  }
  const entry: EnvironmentEntry = {
    type: 'environment',
    time: Date.now(),
    ...(git && { git }),
    ...(gpu && { gpu })
  };
  try {
    appendFileSync(journal, encodeLine(entry, { shared: true }), { flag: 'a' });
  } catch {
    // The run folder is gone; the recording thread says so.
  }
}

function askGitOnce(folder: string): Promise<Git> {
  const known = gitAnswers.get(folder);
  if (known && Date.now() - known.at < GIT_FRESH) {
    return known.answer;
  }
  const answer = askGit(folder);
  gitAnswers.set(folder, { at: Date.now(), answer });
  return answer;
}

async function askGit(folder: string): Promise<Git> {
  const text = await output('git', [
    '-C',
    folder,
    '--no-optional-locks',
    // A repository may name a program here; it is not ours to start.
    '-c',
    'core.fsmonitor=false',
    'status',
    '--porcelain=v2',
    '--branch'
  ]);
  if (text === undefined) {
    return undefined;
  }
  const commit = /^# branch\.oid ([0-9a-f]+)$/m.exec(text)?.[1];
  const branch = /^# branch\.head (.+)$/m.exec(text)?.[1];
  return {
    ...(commit !== undefined && { commit }),
    ...(branch !== undefined && { branch }),
    dirty: /^[^#\n]/m.test(text)
  };
}

async function askGpus(): Promise<string[] | undefined> {
  const text = await output('nvidia-smi', [
    '--query-gpu=name,memory.total',
    '--format=csv,noheader'
  ]);
  return text?.split('\n').filter(line => line.trim() !== '');
}

function output(command: string, args: string[]): Promise<string | undefined> {
  return new Promise(resolve => {
    execFile(
      command,
      args,
      { timeout: PATIENCE, maxBuffer: 16 * 1024 * 1024, windowsHide: true },
      (error, stdout) => resolve(error ? undefined : stdout)
    );
  });
}
