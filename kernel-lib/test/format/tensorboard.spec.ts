import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventEncoder, ScalarTable } from '../../src/format';
import type { RecordedFlags } from '../../src/format';
import { encodeRecords, join as joinBytes } from './event-files';
import type { Point } from './event-files';
import { PYTHON, startTensorBoard } from './tensorboard-process';
import type { TensorBoard } from './tensorboard-process';

const TAGS = ['loss', 'accuracy', 'val/loss', 'größe', 'odd'];
const ODD = [NaN, Infinity, -Infinity, -0, 1e-3, 12345678.9];
const FLAGS: RecordedFlags[] = [0, 1, 2].map(run => ({
  lr: 10 ** -run,
  optimizer: run === 1 ? 'sgd' : 'adam',
  augment: run > 0,
  layers: [64, 10],
  nothing: null,
  odd: { $type: 'number', text: 'NaN' }
}));

function pointsOf(run: number): Point[] {
  return Array.from({ length: 200 }, (_, index) => {
    const step = Math.floor(index / TAGS.length) * 1000 - 3000;
    const tag = TAGS[index % TAGS.length];
    const value =
      tag === 'odd'
        ? ODD[Math.floor(index / TAGS.length) % ODD.length]
        : Math.exp(-index / 50) / (run + 3);
    return { tag, step, value, wallTime: 1.7e9 + index / 1024 };
  });
}

/** What was logged, as TensorBoard holds it: like its own writers, it knows scalars as floats of 32 bits. */
function expected(run: number, tag: string): [number, number, number][] {
  return pointsOf(run)
    .filter(point => point.tag === tag)
    .map(({ step, value, wallTime }) => [step, Math.fround(value), wallTime]);
}

/** Python writes NaN and the infinities as JSON does not know them. */
function parsePython(text: string): Record<string, unknown[][]> {
  const quoted = text.replace(/(?<=[ [])-?(NaN|Infinity)(?=[,\]])/g, '"$&"');
  return JSON.parse(quoted);
}

function toNumbers(points: unknown): number[][] {
  return (points as unknown[][]).map(point => point.map(Number));
}

function peer(...args: string[]): Record<string, unknown[][]> {
  const script = join(__dirname, 'tensorboard_peer.py');
  return parsePython(
    execFileSync(PYTHON, [script, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore']
    })
  );
}

let folder: string;
let logdir: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trialbook-tensorboard-'));
  logdir = join(folder, 'runs');
  for (const run of [0, 1, 2]) {
    const encoder = new EventEncoder();
    const dir = join(logdir, `run${run}`);
    mkdirSync(dir, { recursive: true });
    writeFileSync(
      join(dir, 'events.out.tfevents.1700000000.host.1.0'),
      joinBytes([
        encoder.header(1.7e9),
        encoder.hparams(FLAGS[run], `run${run}`, 1.7e9),
        ...encodeRecords(pointsOf(run), encoder),
        encoder.sessionEnd(run === 2 ? 'failed' : 'completed', 1.7e9 + 9)
      ])
    );
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("TensorBoard's EventAccumulator", () => {
  it('reads exactly what was written', () => {
    for (const run of [0, 1, 2]) {
      const read = peer('read', join(logdir, `run${run}`));
      expect(Object.keys(read).sort()).toEqual([...TAGS].sort());
      for (const tag of TAGS) {
        expect(toNumbers(read[tag])).toEqual(expected(run, tag));
      }
    }
  }, 60_000);
});

describe.each([
  ['its data server', 'true'],
  ['its Python reader', 'false']
] as const)('TensorBoard with %s', (_name, loadFast) => {
  let board: TensorBoard;

  beforeAll(async () => {
    board = await startTensorBoard(
      logdir,
      loadFast,
      tags =>
        Object.keys(tags).length === 3 &&
        Object.values(tags).every(run => TAGS.every(tag => tag in run))
    );
  }, 90_000);

  afterAll(() => board?.stop());

  it('serves 3 runs with 5 tags exactly as written', async () => {
    for (const run of [0, 1, 2]) {
      for (const tag of TAGS) {
        const query = new URLSearchParams({ run: `run${run}`, tag });
        const points = await board.get(`scalars/scalars?${query}`);
        expect(
          toNumbers(points).map(([wall, step, value]) => [step, value, wall])
        ).toEqual(expected(run, tag));
      }
    }
  });

  it('lists flags and metrics of all runs in the HParams tab', async () => {
    const experiment = (await board.post('hparams/experiment', {
      experimentName: '',
      includeMetrics: true
    })) as {
      hparamInfos: { name: string; type: string }[];
      metricInfos: { name: { tag: string } }[];
    };
    expect(
      Object.fromEntries(
        experiment.hparamInfos.map(({ name, type }) => [name, type])
      )
    ).toEqual({
      lr: 'DATA_TYPE_FLOAT64',
      optimizer: 'DATA_TYPE_STRING',
      augment: 'DATA_TYPE_BOOL',
      layers: 'DATA_TYPE_STRING',
      nothing: 'DATA_TYPE_STRING',
      odd: 'DATA_TYPE_STRING'
    });
    expect(experiment.metricInfos.map(({ name }) => name.tag).sort()).toEqual(
      [...TAGS].sort()
    );
  });

  it('shows the flags of each run against its final scalars', async () => {
    const { sessionGroups } = (await board.post('hparams/session_groups', {
      experimentName: '',
      startIndex: 0,
      sliceSize: 10,
      colParams: [],
      includeMetrics: true,
      allowedStatuses: [
        'STATUS_UNKNOWN',
        'STATUS_SUCCESS',
        'STATUS_FAILURE',
        'STATUS_RUNNING'
      ]
    })) as {
      sessionGroups: {
        name: string;
        hparams: Record<string, unknown>;
        metricValues: { name: { tag: string }; value: unknown }[];
        sessions: { status: string }[];
      }[];
    };
    expect(sessionGroups.map(group => group.name)).toEqual([
      'run0',
      'run1',
      'run2'
    ]);
    sessionGroups.forEach((group, run) => {
      expect(group.hparams).toEqual({
        lr: 10 ** -run,
        optimizer: run === 1 ? 'sgd' : 'adam',
        augment: run > 0,
        layers: '[64,10]',
        nothing: 'null',
        odd: 'NaN'
      });
      expect(group.sessions[0].status).toBe(
        run === 2 ? 'STATUS_FAILURE' : 'STATUS_SUCCESS'
      );
      const loss = group.metricValues.find(({ name }) => name.tag === 'loss');
      expect(loss?.value).toBe(expected(run, 'loss').at(-1)?.[1]);
    });
  });
});

describe('files of other writers', () => {
  it('are read: simple values, tensors of all kinds, and events that hold no scalars', () => {
    const dir = join(folder, 'others');
    mkdirSync(dir);
    const logged = peer('write', dir);
    for (const [writer, values] of Object.entries(logged)) {
      const table = new ScalarTable();
      for (const file of readdirSync(join(dir, writer))) {
        table.append(readFileSync(join(dir, writer, file)), file);
      }
      expect(table.problems).toEqual([]);
      expect([...table.series.keys()]).toEqual(['a/b']);
      const series = table.series.get('a/b');
      expect([...(series?.values ?? [])]).toEqual(
        values.map(value =>
          Math.fround(
            Number(
              String(value).replace('nan', 'NaN').replace('inf', 'Infinity')
            )
          )
        )
      );
      expect([...(series?.steps ?? [])]).toEqual(values.map((_, step) => step));
      expect([...(series?.walls ?? [])]).toEqual(
        values.map((_, step) => 1e9 + step)
      );
    }
  }, 60_000);
});
