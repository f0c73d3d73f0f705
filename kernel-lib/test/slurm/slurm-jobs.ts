/** Functions for Slurm, the jobs that are made of them, and what was executed. */
import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { newId } from '../../src/store/home';
import { keepFunction, requestsOf, work } from '../work/jobs';

const { submit, appendQueue, ensureSupervisor } = work;

export const SLURM = { on: 'slurm' as const, options: { mem: '500M' } };

/** Writes a line when it begins and when it ends, so that what was executed twice is seen. */
export const TRAIN = `function train({ at, wait = 0 }) {
  const fs = require('node:fs');
  const home = require('node:path').join(process.cwd(), '..');
  fs.appendFileSync(home + '/../executed', at + '\\n');
  log('loss', at / 2);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
  return at;
}`;

/** Never yields, so no signal can be heard: only files are seen. It counts until it is told to stop, then goes on from there. */
export const COUNT = `function train({ listens }) {
  const fs = require('node:fs'), path = require('node:path');
  const { checkpointDir, shouldStop } = require('trialbook');
  const file = path.join(checkpointDir(), 'step');
  const from = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8')) : 0;
  for (let step = from; from === 0; step++) {
    log('step', step);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
    if (listens && shouldStop()) {
      fs.writeFileSync(file, String(step));
      return;
    }
  }
  log('from', from);
  return from;
}`;

export const flagsOf = (count: number, more: object = {}) =>
  Array.from({ length: count }, (_, at) => ({ at, ...more }));

/** Submits jobs of a function to Slurm. */
export async function launched(
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

/** A home as a supervisor leaves it that dies when it has written down what it is about to submit. */
export async function intended(home: string, count: number, more: object = {}) {
  const facts = {
    ...keepFunction(home, 'train', TRAIN),
    workers: [],
    launcher: SLURM
  };
  const { jobs: ids } = await submit(
    home,
    facts,
    requestsOf('train', flagsOf(count, more))
  );
  const key = newId();
  appendQueue(
    home,
    ids.map((job, index) => ({
      type: 'attempt',
      job,
      number: 1,
      worker: 'slurm',
      launch: { key, index }
    }))
  );
  const indexes = ids.map((_, index) => index);
  return { ids, submission: { key, launcher: SLURM, indexes } };
}

/** What was executed, each time that it was. */
export function executed(home: string): string[] {
  const file = path.join(home, '..', 'executed');
  return existsSync(file)
    ? readFileSync(file, 'utf8')
        .trim()
        .split('\n')
        .sort((a, b) => +a - +b)
    : [];
}

export const names = (count: number) =>
  Array.from({ length: count }, (_, at) => `${at}`);
