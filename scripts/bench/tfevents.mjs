// Event files: ours against TensorBoard's own and tensorboardX, in one run on one machine.
import { execFileSync, spawn } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  writeSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EventEncoder, ScalarTable } from 'trialbook/format';
import { PYTHON, median, peer, perSecond, rateRow } from './measure.mjs';

const TAGS = ['train/loss', 'train/accuracy', 'val/loss', 'val/accuracy', 'lr'];

const SCALARS = 1_000_000;
const PEER_WRITES = 30_000;
const WRITE_BUFFER = 65_536;
const READ_CHUNK = 1 << 20;

/** Writes points as a recorder does that coalesces; returns scalars a second. */
function writeOurs(file) {
  const fd = openSync(file, 'w');
  const encoder = new EventEncoder();
  const buffer = new Uint8Array(WRITE_BUFFER);
  const begin = performance.now();
  writeSync(fd, encoder.header(Date.now() / 1000));
  let used = 0;
  for (let step = 0; step < SCALARS; step++) {
    const tag = TAGS[step % TAGS.length];
    const now = Date.now() / 1000;
    let end = encoder.scalar(buffer, used, tag, step / 3, step, now);
    if (end < 0) {
      writeSync(fd, buffer, 0, used);
      end = encoder.scalar(buffer, 0, tag, step / 3, step, now);
    }
    used = end;
  }
  writeSync(fd, buffer, 0, used);
  closeSync(fd);
  return perSecond(SCALARS, begin);
}

/** Reads a file from disk into columns; returns scalars a second. */
function readOurs(file) {
  const begin = performance.now();
  const fd = openSync(file, 'r');
  const table = new ScalarTable();
  const chunk = new Uint8Array(READ_CHUNK);
  for (;;) {
    const count = readSync(fd, chunk);
    if (count === 0) {
      break;
    }
    table.append(chunk.subarray(0, count));
  }
  closeSync(fd);
  const rate = perSecond(SCALARS, begin);
  if (table.points !== SCALARS || table.problemCount > 0) {
    throw new Error(`read ${table.points} of ${SCALARS} scalars`);
  }
  return rate;
}

/** Loads a folder with TensorBoard's Rust data server, if it runs here; returns scalars a second. */
async function dataServer(logdir) {
  let binary;
  try {
    binary = execFileSync(
      PYTHON,
      [
        '-c',
        'import tensorboard_data_server as s; print(s.server_binary() or "")'
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }
    ).trim();
  } catch {
    return undefined;
  }
  if (!binary) {
    return undefined;
  }
  const child = spawn(binary, [
    ...['--logdir', logdir, '--host', '127.0.0.1', '--port', '0'],
    ...['--reload', 'once', '--samples-per-plugin', 'scalars=all'],
    ...['--checksum', '--die-after-stdin', '-v']
  ]);
  return new Promise(done => {
    let said = '';
    child.on('error', () => done(undefined));
    child.on('exit', () => done(undefined));
    child.stderr.on('data', text => {
      said += text;
      const found = /Finished load cycle \(([\d.]+)(ms|s)\)/.exec(said);
      if (found) {
        const seconds = Number(found[1]) / (found[2] === 'ms' ? 1000 : 1);
        done(SCALARS / seconds);
        child.kill();
      }
    });
  });
}

/** Measures everything about event files; returns the rows of the table. */
export async function bench(print = line => console.log(line)) {
  const folder = mkdtempSync(join(tmpdir(), 'trialbook-bench-'));
  try {
    const run = join(folder, 'ours');
    mkdirSync(run);
    const file = join(run, 'events.out.tfevents.1700000000.bench');

    print(`writing ${SCALARS} scalars with EventEncoder …`);
    const write = await median(() => writeOurs(file));
    print(`writing ${PEER_WRITES} scalars with tensorboardX …`);
    const x = peer('write_tensorboardx', join(folder, 'x'), PEER_WRITES);
    print(`writing ${PEER_WRITES} scalars with EventFileWriter …`);
    const tb = peer('write_tensorboard', join(folder, 'tb'), PEER_WRITES);

    print(`reading ${SCALARS} scalars with ScalarTable …`);
    const read = await median(() => readOurs(file));
    print(`reading ${SCALARS} scalars with EventAccumulator …`);
    const accumulator = peer('read_accumulator', run, SCALARS);
    print(`reading ${SCALARS} scalars with the data server …`);
    const server = await dataServer(run);

    return [
      rateRow('encode and write scalars', write, 'tensorboardX', x, '>= 100 x'),
      rateRow(
        'encode and write scalars',
        write,
        'EventFileWriter',
        tb,
        '>= 100 x'
      ),
      rateRow(
        'read 1 M scalars',
        read,
        'EventAccumulator',
        accumulator,
        '>= 50 x'
      ),
      rateRow('read 1 M scalars', read, 'Rust data server', server, '')
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.table(await bench());
}
