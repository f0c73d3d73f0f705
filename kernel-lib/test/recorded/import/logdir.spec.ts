import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync
} from 'node:fs';
import * as path from 'node:path';
import { listRuns } from '../../../src/recorded/catalogue';
import { importRuns } from '../../../src/recorded/import';
import { encodeFile } from '../../format/event-files';
import { PYTHON } from '../../format/tensorboard-process';
import { trialbook, trialbookJson } from '../../cli/trialbook';
import { newFolder, readPoints } from '../../run/script';

jest.setTimeout(60_000);

const PYTORCH = path.resolve(__dirname, '../../fixtures/pytorch');

/** Runs by name, with what a list knows of them. */
function imported(source: string) {
  const home = path.join(newFolder(), 'runs');
  const results = importRuns(source, home);
  expect(results.map(({ outcome }) => outcome)).not.toContain('left out');
  return { home, runs: new Map(listRuns(home).map(run => [run.name, run])) };
}

describe("importRuns() of a log directory of PyTorch's SummaryWriter", () => {
  it('makes a run of each folder, with its flags and last scalars', () => {
    const { runs } = imported(PYTORCH);
    expect([...runs.keys()].sort()).toEqual(['adam/lr=0.01', 'sgd']);
    expect(runs.get('sgd')).toMatchObject({
      status: 'completed',
      // PyTorch writes booleans as numbers.
      flags: { lr: 0.1, optimiser: 'sgd', nesterov: 0 },
      scalars: {
        'loss/train': { last: Math.fround(0.02), step: 4 },
        accuracy: { last: 1, step: 4 }
      }
    });
    expect(runs.get('adam/lr=0.01')?.flags).toEqual({
      lr: 0.01,
      optimiser: 'adam',
      nesterov: 0
    });
  });

  it('keeps the bytes of the event files, and their points', () => {
    const { runs } = imported(PYTORCH);
    const dir = runs.get('sgd')?.dir ?? '';
    const files = readdirSync(path.join(PYTORCH, 'sgd')).sort();
    expect(readdirSync(dir).sort()).toEqual([...files, 'trialbook']);
    for (const file of files) {
      expect(readFileSync(path.join(dir, file))).toEqual(
        readFileSync(path.join(PYTORCH, 'sgd', file))
      );
    }
    expect(readPoints(path.join(dir, files[0]))['loss/train']).toEqual(
      [0, 1, 2, 3, 4].map(step => [step, Math.fround(0.1 / (step + 1))])
    );
  });

  it('takes the times of the points', () => {
    const { runs } = imported(PYTORCH);
    const { created, started, ended } = runs.get('sgd') ?? {};
    expect(new Date(created ?? 0).getUTCFullYear()).toBe(2026);
    expect(started).toBe(created);
    expect(ended).toBeGreaterThanOrEqual(created ?? 0);
  });
});

describe('trialbook import of a log directory of tensorboardX', () => {
  it('makes a run of each folder, once', () => {
    const folder = newFolder();
    execFileSync(
      PYTHON,
      [
        '-c',
        `
from tensorboardX import SummaryWriter
for name in ["a", "b/c", "größe 1"]:
    writer = SummaryWriter("logs/" + name)
    for step in range(3):
        writer.add_scalar("loss", len(name) / (step + 1), step)
    writer.close()
`
      ],
      { cwd: folder }
    );
    expect(trialbookJson(['import', 'logs'], { cwd: folder })).toMatchObject(
      ['a', 'b/c', 'größe 1'].map(from => ({ from, outcome: 'imported' }))
    );
    const again = trialbook(['import', 'logs'], { cwd: folder });
    expect(again.stdout.match(/known/g)).toHaveLength(3);
    const runs = listRuns(path.join(folder, 'runs'));
    expect(
      runs.map(({ name, scalars }) => [name, scalars.loss.last]).sort()
    ).toEqual([
      ['a', Math.fround(1 / 3)],
      ['b/c', 1],
      ['größe 1', Math.fround(7 / 3)]
    ]);
  });

  it('takes other files of the same name for other runs, and the same file for the same run', () => {
    const home = path.join(newFolder(), 'runs');
    const source = newFolder();
    for (const [folder, from] of [
      ['a', 'sgd'],
      ['b', 'adam/lr=0.01']
    ]) {
      const [name] = readdirSync(path.join(PYTORCH, from)).sort();
      mkdirSync(path.join(source, folder));
      copyFileSync(
        path.join(PYTORCH, from, name),
        path.join(source, folder, 'events.out.tfevents.1')
      );
    }
    const outcomes = (folder: string) =>
      importRuns(path.join(source, folder), home).map(({ outcome }) => outcome);
    expect(outcomes('.')).toEqual(['imported', 'imported']);
    expect(outcomes('a')).toEqual(['known']);
  });

  it('takes no time from points that have none', () => {
    const source = newFolder();
    writeFileSync(
      path.join(source, 'events.out.tfevents.1'),
      encodeFile([
        { tag: 'loss', step: 0, value: 1, wallTime: NaN },
        { tag: 'loss', step: 1, value: 2, wallTime: 1700000000 }
      ])
    );
    const [run] = [...imported(source).runs.values()];
    expect([run.created, run.ended]).toEqual([1700000000000, 1700000000000]);
  });

  it('takes a single folder of event files as one run of its name', () => {
    const { runs } = imported(path.join(PYTORCH, 'sgd'));
    expect([...runs.keys()]).toEqual(['sgd']);
  });
});
