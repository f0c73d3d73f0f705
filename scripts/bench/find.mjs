// Finding runs: the command line and the library over a home of 10 000 runs, as users call them.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from '../setup/places.mjs';
import { fabricate } from './made-up-home.mjs';

const RUNS = 10_000;
const COMPARED = 1000;
const TIMES = 7;

const require = createRequire(import.meta.url);
const PROGRAM = join(root, 'kernel-lib', 'bin', 'trialbook.cjs');

/** Filters on flags, scalars and everything else that the feed tells. */
const FILTERS = [
  'loss<0.1 and lr=0.1',
  'accuracy>=0.99 or epochs=20',
  'optimizer=adam and not tag:night',
  'name~/^fit .*line$/',
  'status:failed and started>300d',
  'adam attempt'
];

/** Milliseconds of each of several calls, sorted. */
function times(call, count = TIMES) {
  return Array.from({ length: count }, () => {
    const begin = performance.now();
    call();
    return performance.now() - begin;
  }).sort((a, b) => a - b);
}

const median = sorted => sorted[Math.floor(sorted.length / 2)];

const milliseconds = sorted =>
  `${Math.round(median(sorted))} ms (${Math.round(sorted[0])} to ${Math.round(sorted[sorted.length - 1])})`;

/** Times of a command as a process of its own, its start included; once before, for the disk's cache. */
function command(...args) {
  const call = () =>
    execFileSync(process.execPath, [PROGRAM, ...args], {
      maxBuffer: 2 ** 28,
      stdio: ['ignore', 'pipe', 'inherit']
    });
  call();
  return times(call);
}

/** Times of the slowest filter over all runs. */
function filters(home) {
  const { runs } = require('trialbook');
  const all = runs('', { home });
  return FILTERS.map(filter => times(() => all.filter(filter), 15)).sort(
    (a, b) => median(b) - median(a)
  )[0];
}

/** Measures the finding of runs; returns the rows of the table. */
export async function bench(print = line => console.log(line)) {
  const folder = mkdtempSync(join(tmpdir(), 'trialbook-bench-'));
  const home = join(folder, 'runs');
  try {
    print(`making a home of ${RUNS} runs …`);
    fabricate(home, RUNS);
    print('trialbook runs …');
    const listed = command('runs', '--home', home);
    print('trialbook runs with a filter …');
    const filtered = command('runs', 'loss<0.1 and lr=0.1', '--home', home);
    print(`trialbook compare of ${COMPARED} runs …`);
    const compared = command('compare', `1:${COMPARED}`, '--home', home);
    print(`${FILTERS.length} filters …`);
    const filter = filters(home);
    return [
      {
        what: `trialbook runs, of ${RUNS} runs, with the start of Node.js`,
        figure: milliseconds(listed),
        bar: '<= 300 ms'
      },
      {
        what: 'trialbook runs with a filter, which reads the whole feed',
        figure: milliseconds(filtered),
        bar: '<= 300 ms'
      },
      {
        what: `trialbook compare of ${COMPARED} runs`,
        figure: milliseconds(compared),
        bar: '<= 1 s'
      },
      {
        what: `the slowest of ${FILTERS.length} filters over ${RUNS} runs`,
        figure: milliseconds(filter),
        bar: '<= 100 ms'
      }
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.table(await bench());
}
