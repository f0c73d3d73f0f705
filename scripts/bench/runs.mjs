// Recording: log() and run() as users call them, against the writers of TensorBoard and tensorboardX in the same run.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { log, run } from 'trialbook';
import { startServer } from '../jupyter/server.mjs';
import { NotebookSession } from '../jupyter/notebook-session.mjs';
import { places, root } from '../setup/places.mjs';
import { median, peer, perSecond, rateRow } from './measure.mjs';

const TAGS = ['train/loss', 'train/accuracy', 'val/loss', 'val/accuracy', 'lr'];
const SCALARS = 1_000_000;
const PEER_WRITES = 30_000;
const SINGLE_CALLS = 20_000;
const RUNS = 200;

/** Scalars a second by log(), in a tight loop, until the run has ended and the file is closed. */
async function logRate(home) {
  const begin = performance.now();
  await run(
    function work() {
      for (let step = 0; step < SCALARS; step++) {
        log(TAGS[step % TAGS.length], step / 3, step);
      }
    },
    {},
    { home, cwd: 'keep' }
  );
  return perSecond(SCALARS, begin);
}

/**
 * Microseconds of calls of which each writes to the file. In a process where no thread can be started nothing is
 * coalesced, so the calls can follow each other; with pauses between them a busy machine is measured, not the call.
 */
function singleCalls(home) {
  const script = `
    require('node:worker_threads').Worker = class { constructor() { throw new Error('none'); } };
    const { run, log } = require('trialbook');
    void run(function work() {
      const times = [];
      for (let step = 0; step < ${SINGLE_CALLS}; step++) {
        const begin = performance.now();
        log('loss', step, step);
        times.push((performance.now() - begin) * 1000);
      }
      console.log(times.sort((a, b) => a - b)[${SINGLE_CALLS / 2}]);
    }, {}, { home: process.argv[1], cwd: 'keep' });`;
  const printed = execFileSync(process.execPath, ['-e', script, home], {
    cwd: root,
    encoding: 'utf8'
  });
  return Number(printed);
}

const EMPTY_RUNS = `
import { run } from "trialbook";
{
  const times: number[] = [];
  for (let i = 0; i < ${RUNS}; i++) {
    const begin = performance.now();
    await run(function empty() {}, {}, { display: false });
    times.push(performance.now() - begin);
  }
  console.log("median " + times.sort((a, b) => a - b)[${RUNS / 2}]);
}`;

/** Milliseconds of a run of an empty function in a real tslab kernel, with its snapshot of notebook and cells. */
async function emptyRuns() {
  const folder = mkdtempSync(join(places.cache, 'bench-'));
  const cells = Array.from(
    { length: 20 },
    (_, index) => `const x${index} = ${index};`
  );
  const notebook = {
    cells: [...cells, EMPTY_RUNS].map((source, index) => ({
      cell_type: 'code',
      id: `c${index}`,
      execution_count: null,
      metadata: {},
      outputs: [],
      source
    })),
    metadata: { kernelspec: { name: 'trialbook', display_name: 'TypeScript' } },
    nbformat: 4,
    nbformat_minor: 5
  };
  writeFileSync(join(folder, 'bench.ipynb'), JSON.stringify(notebook));
  const server = await startServer({ folder, port: 18750 });
  try {
    const session = await NotebookSession.open(server, 'bench.ipynb');
    let printed = '';
    for (const cell of session.notebook.cells) {
      await session.execute(cell, text => (printed += text));
    }
    await session.close();
    const found = /median ([\d.]+)/.exec(printed);
    if (!found) {
      throw new Error(`The cell did not end well: ${printed}`);
    }
    return Number(found[1]);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Measures everything about recording; returns the rows of the table. */
export async function bench(print = line => console.log(line)) {
  const folder = mkdtempSync(join(tmpdir(), 'trialbook-bench-'));
  const home = join(folder, 'runs');
  try {
    print(`log() of ${SCALARS} scalars …`);
    const rate = await median(() => logRate(home));
    print(`writing ${PEER_WRITES} scalars with tensorboardX …`);
    const x = peer('write_tensorboardx', join(folder, 'x'), PEER_WRITES);
    print(`writing ${PEER_WRITES} scalars with EventFileWriter …`);
    const board = peer('write_tensorboard', join(folder, 'tb'), PEER_WRITES);
    print(`${SINGLE_CALLS} calls of log() that write …`);
    const single = singleCalls(home);
    print(`${RUNS} runs of an empty function in a tslab kernel …`);
    const empty = await emptyRuns();
    return [
      rateRow('log() of scalars', rate, 'tensorboardX', x, '>= 100 x'),
      rateRow('log() of scalars', rate, 'EventFileWriter', board, '>= 100 x'),
      {
        what: 'a log() that writes at once, median',
        figure: `${single.toFixed(1)} µs`,
        bar: '<= 10 µs'
      },
      {
        what: 'run() of an empty function, median',
        figure: `${empty.toFixed(2)} ms`,
        bar: '<= 10 ms'
      }
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
