import { chmodSync, writeFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import * as path from 'node:path';
import { TrialbookError } from '../../../src/errors';
import { launchingOf } from '../../../src/work/sweep/launching';
import type { SweepOptions } from '../../../src/work/sweep/options';
import { newFolder } from '../../run/script';

const env = { ...process.env };
let folder: string;

beforeEach(() => {
  folder = newFolder();
  process.env.XDG_CONFIG_HOME = path.join(folder, 'config');
  process.env.PATH = path.join(folder, 'bin');
});

afterEach(() => {
  process.env = { ...env };
});

/** A program of that name is on the PATH: nothing is submitted here. */
function onCluster(): void {
  process.env.PATH = folder;
  const program = path.join(folder, 'sbatch');
  writeFileSync(program, '');
  chmodSync(program, 0o755);
}

const hosts = (text: string) =>
  writeFileSync(path.join(folder, 'trialbook.hosts.yml'), text);

/** Whatever a notebook hands over. */
const launching = (options: object) =>
  launchingOf(options as SweepOptions, folder);

function said(options: object): [string, string] {
  try {
    launching(options);
  } catch (error) {
    if (error instanceof TrialbookError) {
      return [error.code, error.message];
    }
    throw error;
  }
  throw new Error('Nothing was refused.');
}

describe('where a sweep is made', () => {
  it('is this machine unless something else is said', () => {
    expect(launching({ workers: 2 })).toEqual({ workers: ['#1', '#2'] });
    expect(launching({ workers: [0, '1,2'], on: 'process' })).toEqual({
      workers: ['0', '1,2']
    });
    // Two workers on one GPU are two.
    expect(launching({ workers: [0, 0, 1] })).toEqual({
      workers: ['0', '0/2', '1']
    });
    expect(launching({ workers: 1, requirements: 'cpu(cores=1)' })).toEqual({
      workers: ['#1']
    });
  });

  it('has as many workers on this machine as there is room for what each run needs', () => {
    const cores = availableParallelism();
    expect(launching({ requirements: 'cpu(cores=1)' }).workers).toHaveLength(
      cores
    );
    expect(launching({ requirements: `cpu(cores=${cores})` }).workers).toEqual([
      '#1'
    ]);
    const most = Math.floor(totalmem() / 2 ** 30);
    expect(launching({ requirements: `cpu(mem=${most}G)` }).workers).toEqual([
      '#1'
    ]);
    // What is said of workers holds.
    expect(
      launching({ requirements: `cpu(cores=${cores})`, workers: 2 }).workers
    ).toEqual(['#1', '#2']);
  });

  it('is Slurm with what the runs need, and with options of its own', () => {
    onCluster();
    expect(
      launching({
        on: 'slurm',
        requirements: 'duration=1h & cuda(mem=4G)*2',
        slurm: { account: 'lab', exclusive: true, nice: false },
        workers: 3,
        notice: 5000,
        requeues: 0
      })
    ).toEqual({
      workers: [],
      launcher: {
        on: 'slurm',
        name: 'slurm',
        options: { time: '60', gres: 'gpu:2', account: 'lab', exclusive: '' },
        limit: 3,
        notice: 5000,
        requeues: 0
      }
    });
    expect(launching({ on: 'slurm' }).launcher).toEqual({
      on: 'slurm',
      name: 'slurm',
      options: {}
    });
  });

  it('is what trialbook.hosts.yml has for the requirement', () => {
    onCluster();
    hosts(
      'launchers:\n  here: { on: process, has: cpu(cores=4), workers: [0, 1] }\n  gpu: { on: slurm, has: cuda(mem=8G), partition: g, limit: 2 }\n'
    );
    expect(launching({ requirements: 'cpu(cores=2)' })).toEqual({
      workers: ['0', '1']
    });
    expect(launching({ requirements: 'cuda(mem=8G)' }).launcher).toEqual({
      on: 'slurm',
      name: 'gpu',
      options: { partition: 'g', gres: 'gpu:1' },
      limit: 2
    });
    expect(launching({ on: 'slurm' }).launcher?.options).toEqual({
      partition: 'g'
    });
    expect(said({ on: 'slurm', requirements: 'cuda(mem=9G)' })).toEqual([
      'NO_LAUNCHER',
      expect.stringContaining('"gpu" on slurm with cuda(mem=8G).')
    ]);
  });

  it('is what findLauncher() has given', () => {
    onCluster();
    const on = { on: 'slurm', options: { partition: 'g' } };
    expect(launching({ on }).launcher).toEqual(on);
    expect(launching({ on: { on: 'process', workers: [3] } })).toEqual({
      workers: ['3']
    });
  });

  it.each([
    [{ on: 'slurm' }, 'NO_LAUNCHER', "Slurm's command sbatch was not found"],
    [{ on: 'moon' }, 'BAD_OPTION', "has to be 'process', 'slurm', or what"],
    [
      { on: { on: 'process' }, requirements: 'gpu()' },
      'BAD_OPTION',
      'Hand it to findLauncher() instead'
    ],
    [{ requirements: 'gpu(' }, 'BAD_REQUIREMENT', 'at character 5'],
    [{ requirements: 'gpu()' }, 'NO_LAUNCHER', 'there is only this machine']
  ])('is refused before anything starts: %j', (options, code, message) => {
    expect(said(options)).toEqual([code, expect.stringContaining(message)]);
  });

  it.each([
    [{ workers: [0, 1] }, 'how many runs are made at once: a number'],
    [{ workers: 0 }, 'The option `workers` has to be'],
    [{ requeues: -1 }, 'The option `requeues` has to be a whole number'],
    [{ notice: 0.5 }, 'The option `notice` has to be a whole number'],
    [{ slurm: { wrap: 'id' } }, 'the option "wrap" of sbatch is taken'],
    [{ slurm: { '--mem': '4G' } }, 'is no name of an option of sbatch']
  ])('on Slurm refuses %j', (options, message) => {
    onCluster();
    expect(said({ on: 'slurm', ...options })).toEqual([
      'BAD_OPTION',
      expect.stringContaining(message)
    ]);
  });
});
