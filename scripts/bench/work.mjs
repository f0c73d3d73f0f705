// Jobs: what a run costs beside its own work, how soon the first one begins, and what a long queue takes.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startServer } from '../jupyter/server.mjs';
import { NotebookSession } from '../jupyter/notebook-session.mjs';
import { environment, places, root } from '../setup/places.mjs';
import { median } from './measure.mjs';

const RUNS = 200;
const PEER_RUNS = 20;
const PENDING = 10_000;

/** Milliseconds over which a waiting supervisor is watched. */
const WATCHED = 10_000;

const require = createRequire(import.meta.url);
const part = path => require(join(root, 'kernel-lib', 'dist', path));
const { submit } = part('work/queue/submit.js');
const { waitForJobs } = part('work/queue/follow.js');
const { keepCode } = part('work/queue/code-files.js');
const { askQueue } = part('work/queue/ask.js');
const { ensureSupervisor, SUPERVISOR_LOCK } = part('work/supervisor/ensure.js');
const { lockHolder } = part('work/queue/file-lock.js');
const { openHome } = part('store/home.js');

const sha256 = text => createHash('sha256').update(text).digest('hex');

/** A home with the code of a function in it, and what a batch says of it. */
function prepare(folder, name) {
  const home = openHome({ home: join(folder, name), from: folder }).dir;
  const code =
    'exports.entry = function nothing({ n }) { return n < 0 ? new Promise(done => setTimeout(done, 1e9)) : n; };\n';
  keepCode(home, { code, hash: sha256(code) }, code);
  return {
    home,
    facts: { name: 'nothing', code: sha256(code), workers: ['#1'] }
  };
}

const requestsOf = count =>
  Array.from({ length: count }, (_, n) => ({
    key: sha256(`nothing ${n}`),
    flags: { n }
  }));

async function atRest(home) {
  while (lockHolder(join(home, SUPERVISOR_LOCK))) {
    await delay(50);
  }
}

/** Milliseconds from the end of a run to the end of the next one, on one worker; the run itself does nothing. */
async function perRun(folder) {
  const { home, facts } = prepare(folder, 'warm');
  const { jobs } = await submit(home, facts, requestsOf(RUNS));
  ensureSupervisor(home);
  const done = await waitForJobs(home, jobs);
  const ends = done.map(({ ended }) => ended).sort((a, b) => a - b);
  await atRest(home);
  // The first ones wait for the process, and for code that is compiled.
  const from = Math.round(RUNS / 10);
  return (ends[RUNS - 1] - ends[from]) / (RUNS - 1 - from);
}

/** Seconds to submit what is there already. */
async function again(folder) {
  const { home, facts } = prepare(folder, 'again');
  const requests = requestsOf(PENDING);
  await submit(home, facts, requests);
  return median(async () => {
    const begin = performance.now();
    const { added } = await submit(home, facts, requests);
    if (added !== 0) {
      throw new Error(`${added} jobs were added that were there`);
    }
    return (performance.now() - begin) / 1000;
  });
}

/** Memory in MB and percent of a core that a supervisor takes while one job runs and all others wait for it to end. */
async function longQueue(folder) {
  const { home, facts } = prepare(folder, 'long');
  const endless = { key: sha256('endless'), flags: { n: -1 } };
  const requests = [endless, ...requestsOf(PENDING)];
  await submit(home, facts, requests);
  ensureSupervisor(home);
  await delay(4000);
  const { pid } = lockHolder(join(home, SUPERVISOR_LOCK)).process;
  const before = ticksOf(pid);
  await delay(WATCHED);
  // A clock tick is 10 ms.
  const percent = ((ticksOf(pid) - before) * 10 * 100) / WATCHED;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const memory = Number(/VmRSS:\s*(\d+)/.exec(status)?.[1]) / 1024;
  await askQueue(home, [{ request: 'cancel' }]);
  await atRest(home);
  return { memory, percent };
}

function ticksOf(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[11]) + Number(fields[12]);
}

/** Milliseconds from the call of sweep() in a cell of a real kernel to the first line of the function in a worker. */
async function firstLine() {
  const folder = mkdtempSync(join(root, '.cache', 'bench-sweep-'));
  const cells = [
    'import { sweep } from "trialbook";\nimport * as fs from "node:fs";',
    'function first({ n = 0 } = {}) {\n  fs.appendFileSync("../../marks", Date.now() + "\\n");\n}',
    'const began = Date.now();\nawait sweep(first, { n: [1, 2] }, { workers: 1, display: false });\nconsole.log("first line", Number(fs.readFileSync("marks", "utf8").split("\\n")[0]) - began);'
  ].map((source, index) => ({
    cell_type: 'code',
    id: `bench-${index}`,
    metadata: {},
    execution_count: null,
    outputs: [],
    source
  }));
  writeFileSync(
    join(folder, 'bench.ipynb'),
    JSON.stringify({
      cells,
      metadata: {
        kernelspec: {
          name: 'tslab',
          display_name: 'TypeScript',
          language: 'typescript'
        }
      },
      nbformat: 4,
      nbformat_minor: 5
    })
  );
  const server = await startServer({ folder, port: 18751 });
  try {
    const session = await NotebookSession.open(server, 'bench.ipynb');
    let printed = '';
    for (const cell of session.notebook.cells) {
      await session.execute(cell, text => (printed += text));
    }
    await session.close();
    const found = /first line (\d+)/.exec(printed);
    if (!found) {
      throw new Error(`The cell did not end well: ${printed}`);
    }
    await atRest(join(folder, 'runs'));
    return Number(found[1]);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A Python environment with the peers; undefined where they cannot be had. */
function peerPython() {
  const venv = join(places.cache, 'bench-peers');
  const python = join(venv, 'bin', 'python');
  const options = { env: environment(), stdio: 'ignore' };
  try {
    if (!existsSync(join(venv, 'bin', 'run'))) {
      execFileSync(places.python, ['-m', 'venv', venv], options);
      const peers = ['optuna', 'experimaestro', 'mlrunner'];
      execFileSync(python, ['-m', 'pip', 'install', '-q', ...peers], options);
    }
    return { python, run: join(venv, 'bin', 'run') };
  } catch {
    return undefined;
  }
}

/** Milliseconds per run, by each peer. */
function peersOf(folder) {
  const found = peerPython();
  if (!found) {
    return {};
  }
  const script = fileURLToPath(new URL('work_peer.py', import.meta.url));
  const byScript = (name, count) => {
    const target = join(folder, name);
    mkdirSync(target);
    const args = [script, name, target, String(count)];
    const options = { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] };
    const lines = execFileSync(found.python, args, options).trim().split('\n');
    return Number(lines[lines.length - 1]) * 1000;
  };
  return {
    optuna: byScript('optuna', RUNS),
    experimaestro: byScript('experimaestro', PEER_RUNS),
    mlrunner: byMlrunner(found.run, join(folder, 'mlrunner'))
  };
}

function byMlrunner(program, folder) {
  mkdirSync(folder);
  const numbers = Array.from({ length: PEER_RUNS }, (_, n) => n);
  writeFileSync(
    join(folder, 'params.yaml'),
    `template:\n  go: true {n}\nresource: [0]\n---\nn: [${numbers.join(', ')}]\n`
  );
  const begin = performance.now();
  execFileSync(program, ['-y', 'params.yaml', '-o', join(folder, 'output')], {
    cwd: folder,
    stdio: 'ignore'
  });
  return (performance.now() - begin) / PEER_RUNS;
}

export async function bench(print = line => console.log(line)) {
  const folder = mkdtempSync(join(tmpdir(), 'trialbook-bench-'));
  try {
    print(`${RUNS} runs on a warm worker …`);
    const own = await perRun(folder);
    print('the same by peers …');
    const peers = peersOf(folder);
    print(`submitting ${PENDING} jobs that are there …`);
    const seconds = await again(folder);
    print(`a supervisor over ${PENDING} jobs that wait …`);
    const { memory, percent } = await longQueue(folder);
    print('a sweep in a cell …');
    const first = await median(firstLine);
    const named = Object.entries(peers);
    return [
      ...(named.length > 0 ? named : [['peers', undefined]]).map(
        ([name, theirs]) => ({
          what: 'overhead per run on a warm worker',
          figure: `${own.toFixed(1)} ms`,
          peer:
            theirs === undefined
              ? `${name}: not here`
              : `${name} ${theirs.toFixed(theirs < 10 ? 1 : 0)} ms`,
          ratio: theirs === undefined ? undefined : theirs / own,
          bar: '<= 20 ms'
        })
      ),
      {
        what: `submitting ${PENDING} jobs that are there`,
        figure: `${seconds.toFixed(2)} s`,
        bar: '<= 1 s'
      },
      {
        what: 'from sweep() in a cell to the first line in a worker',
        figure: `${(first / 1000).toFixed(2)} s`,
        bar: '<= 1.5 s'
      },
      {
        what: `memory of the supervisor, ${PENDING} jobs pending`,
        figure: `${Math.round(memory)} MB`,
        bar: '<= 200 MB'
      },
      {
        what: `processor of the supervisor, ${PENDING} jobs pending`,
        figure: `${percent.toFixed(1)} %`,
        bar: '0 %'
      }
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.table(await bench());
}
