import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { TrialbookError } from '../../../src/errors';
import { parseRequirement } from '../../../src/plan/requirements';
import { findLauncher } from '../../../src/work/hosts/find-launcher';
import { findHostsFile, parseHosts } from '../../../src/work/hosts/hosts-file';
import { isMet } from '../../../src/work/hosts/match';
import { newFolder, PACKAGE } from '../../run/script';

const CLUSTER = `
launchers:
  small:
    on: slurm
    has: duration=12h & cuda(mem=8GiB)*2 & cpu(cores=16, mem=64GiB)
    partition: short
    priority: 1
  large:
    on: slurm
    has: duration=2d & cuda(mem=40GiB)*4 & cpu(cores=64, mem=256GiB)
    least: cuda(mem=10GiB)
    partition: gpu
    gres: gpu:a100
    priority: 2
    limit: 8
    notice: 5m
    requeues: 5
    options:
      account: lab
      exclusive: true
      nice: 100
  here:
    on: process
    has: cpu(cores=2)
    workers: [0, "1,2"]
    tags: [quick]
`;

let folder: string;
let config: string | undefined;

beforeEach(() => {
  folder = newFolder();
  config = process.env.XDG_CONFIG_HOME;
  process.env.XDG_CONFIG_HOME = path.join(folder, 'config');
});

afterEach(() => {
  if (config === undefined) {
    delete process.env.XDG_CONFIG_HOME;
  } else {
    process.env.XDG_CONFIG_HOME = config;
  }
});

function put(dir: string, text = CLUSTER): string {
  const file = path.join(dir, 'trialbook.hosts.yml');
  mkdirSync(dir, { recursive: true });
  writeFileSync(file, text);
  return file;
}

const find = (requirement: string, tags: string[] = []) =>
  findLauncher(requirement, tags, { from: folder });

/** What is said of something that is refused. */
function said(act: () => unknown): [string, string] {
  try {
    act();
  } catch (error) {
    if (error instanceof TrialbookError) {
      return [error.code, error.message];
    }
    throw error;
  }
  throw new Error('Nothing was refused.');
}

describe('findLauncher()', () => {
  it('gives a job to the launcher that has what it asks for, with the options of both', () => {
    put(folder);
    expect(
      find('duration=90m & cuda(mem=4G)*2 & cpu(cores=4, mem=8G)')
    ).toEqual({
      on: 'slurm',
      name: 'small',
      options: {
        partition: 'short',
        time: '90',
        'cpus-per-task': '4',
        mem: '7630M',
        gres: 'gpu:2'
      }
    });
    expect(find('cuda(mem=24GiB)*4')).toEqual({
      on: 'slurm',
      name: 'large',
      options: {
        partition: 'gpu',
        account: 'lab',
        exclusive: '',
        nice: '100',
        gres: 'gpu:a100:4'
      },
      limit: 8,
      notice: 300_000,
      requeues: 5
    });
  });

  it('takes the first alternative that anything has, then the highest priority', () => {
    put(folder);
    const nameOf = (text: string, tags?: string[]) => find(text, tags).name;
    expect(nameOf('mps() | cpu(cores=1)')).toBe('small');
    expect(nameOf('cuda(mem=12GiB) & duration=1h')).toBe('large');
    expect(nameOf('cuda(mem=7GiB)*2')).toBe('small');
    expect(nameOf('cpu(cores=2)', ['quick'])).toBe('here');
    expect(nameOf('cpu(cores=2)', ['process'])).toBe('here');
    expect(find('cpu(cores=2)', ['here'])).toEqual({
      on: 'process',
      name: 'here',
      workers: [0, '1,2']
    });
  });

  it('refuses what nothing has, and names what is there', () => {
    const file = put(folder);
    expect(said(() => find('cuda(mem=80GiB)', ['slurm']))).toEqual([
      'NO_LAUNCHER',
      `No launcher has what is asked for: cuda(mem=80GiB), with the tags slurm. In ${file} there are: ` +
        '"small" on slurm with duration=12h & cuda(mem=8GiB)*2 & cpu(cores=16, mem=64GiB); ' +
        '"large" on slurm with duration=2d & cuda(mem=40GiB)*4 & cpu(cores=64, mem=256GiB); ' +
        '"here" on process (quick) with cpu(cores=2).'
    ]);
  });

  it('has this machine where no file says more', () => {
    expect(find('cpu(cores=1) & duration=2h')).toMatchObject({ on: 'process' });
    const [code, message] = said(() => find('cuda()'));
    expect(code).toBe('NO_LAUNCHER');
    expect(message).toMatch(
      /There is no trialbook\.hosts\.yml from .* upwards or in .*config.trialbook, so there is only this machine with cpu\(cores=\d+, mem=\w+\)\.$/
    );
  });

  it("looks from the folder upwards, then in the user's configuration", () => {
    const users = put(path.join(folder, 'config', 'trialbook'));
    const below = path.join(folder, 'a', 'b');
    mkdirSync(below, { recursive: true });
    expect(findHostsFile(below)).toBe(users);
    const above = put(path.join(folder, 'a'));
    expect(findHostsFile(below)).toBe(above);
  });
});

describe('isMet()', () => {
  const met = (asked: string, has: string, least?: string) =>
    isMet(
      parseRequirement(asked)[0],
      parseRequirement(has)[0],
      least === undefined ? undefined : parseRequirement(least)[0]
    );

  it.each([
    ['cuda(mem=8G) & cuda(mem=4G)', 'cuda(mem=4G) & cuda(mem=8G)', true],
    ['cuda(mem=8G)*2', 'cuda(mem=4G) & cuda(mem=8G)', false],
    ['gpu(mem=4G)', 'mps(mem=8G)', true],
    ['cuda(mem=4G)', 'mps(mem=8G)', false],
    ['cuda()', 'cpu(cores=4)', false],
    ['cpu(cores=4)', 'cuda()', true],
    ['duration=2h', 'duration=1h', false],
    ['cpu(mem=9G)', 'cpu(cores=8, mem=8G)', false],
    ['mps(mem=6G) & cpu(mem=4G)', 'mps(mem=8G) & cpu(cores=8, mem=8G)', false],
    ['mps(mem=4G) & cpu(mem=4G)', 'mps(mem=8G) & cpu(cores=8, mem=8G)', true]
  ])('%s of %s: %s', (asked, has, is) => {
    expect(met(asked, has)).toBe(is);
  });

  it('keeps what asks for too little off', () => {
    const has = 'cuda(mem=40G)*4';
    expect(met('cuda(mem=8G)', has, 'cuda(mem=10G)')).toBe(false);
    expect(met('cuda(mem=10G)', has, 'cuda(mem=10G)')).toBe(true);
    expect(met('cuda(mem=10G)', has, 'cuda(mem=10G)*2')).toBe(false);
  });
});

describe('trialbook.hosts.yml', () => {
  const wrong = (text: string) => said(() => parseHosts(text, 'h.yml'));

  it('says line and column of what is wrong', () => {
    expect(
      wrong(
        'launchers:\n  gpu:\n    on: slrum\n    partiton: x\n  b:\n    has: gpu()\n'
      )
    ).toEqual([
      'BAD_HOSTS',
      [
        'h.yml:3:9: "on" of "gpu" has to be process or slurm, not "slrum".',
        'h.yml:4:5: "gpu" has no key "partiton"; did you mean "partition"? Its keys are on, has, least, tags, priority, workers, partition, gres, limit, notice, requeues and options.',
        'h.yml:6:5: "b" needs a key "on".'
      ].join('\n')
    ]);
    expect(wrong('launchers: [\n')[1]).toMatch(/^h\.yml:2:1: /);
  });

  it.each([
    ['has: cuda(mem=8)', '3:10: at character 11 of "cuda(mem=8)": a unit'],
    ['has: gpu() | cuda()', '3:10: only one alternative can be said here'],
    ['workers: [1]', '3:14: "workers" is for launchers on process'],
    ['limit: 0', '3:12: "limit" has to be a whole number'],
    ['notice: soon', '3:13: "notice" has to be a time, such as 5m'],
    ['options: { wrap: id }', '3:22: the option "wrap" of sbatch is taken'],
    ['options: { --mem: 4G }', 'is no name of an option of sbatch']
  ])('refuses %s', (line, message) => {
    expect(
      wrong(
        `launchers:\n  a: { on: slurm }\n`.replace(
          '{ on: slurm }',
          `\n    ${line}\n    on: slurm`
        )
      )[1]
    ).toContain(message);
  });

  it('is as docs/slurm.md shows it', () => {
    const page = readFileSync(
      path.join(PACKAGE, '..', 'docs', 'slurm.md'),
      'utf8'
    );
    const [, text] = /^```yaml\n([^]*?)^```$/m.exec(page) ?? [];
    expect(parseHosts(text, 'docs')).toMatchObject([
      { name: 'short', on: 'slurm', options: { partition: 'short' } },
      {
        name: 'large',
        gres: 'gpu:a100',
        limit: 8,
        notice: 300_000,
        requeues: 5,
        options: { partition: 'gpu', account: 'lab', qos: 'normal' },
        least: { accelerators: [{ kind: 'cuda', memory: 30 * 2 ** 30 }] }
      },
      { name: 'here', on: 'process', workers: [0, 1], tags: ['quick'] }
    ]);
  });

  it("has Slurm's words for launchers on Slurm only", () => {
    expect(
      wrong('launchers:\n  a:\n    on: process\n    partition: x\n')[1]
    ).toBe('h.yml:4:16: "partition" is for launchers on slurm.');
  });
});
