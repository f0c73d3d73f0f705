import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import * as path from 'node:path';
import type { OutputChunk } from '../../../src/format';
import { listRuns } from '../../../src/recorded/catalogue';
import { importRuns } from '../../../src/recorded/import';
import { readRun } from '../../../src/recorded/read-run';
import { newFolder, readLines } from '../../run/script';
import {
  ID,
  fullRun,
  outputIndex,
  writeGuildRun,
  type RunFiles
} from './guild-home';

/** A Guild home of these runs, and an empty home of ours. */
function homes(runs: Record<string, RunFiles>) {
  const folder = newFolder();
  const guild = path.join(folder, '.guild');
  mkdirSync(path.join(guild, 'runs'), { recursive: true });
  for (const [id, files] of Object.entries(runs)) {
    writeGuildRun(guild, id, files);
  }
  return { folder, guild, home: path.join(folder, 'runs') };
}

/** The one run of a home of these files. */
function importOne(files: RunFiles) {
  const { guild, home } = homes({ [ID]: files });
  const [result] = importRuns(guild, home);
  return { home, result, dir: path.join(home, result.run ?? '') };
}

describe('importRuns() of a Guild home', () => {
  it('takes over what Guild knows of a run', () => {
    const { result, dir } = importOne(fullRun());
    expect(result).toMatchObject({ outcome: 'imported', reasons: [] });
    expect(readRun(dir)).toMatchObject({
      name: 'mnist:train cnn',
      operation: 'mnist:train cnn',
      kind: 'command',
      command: ['python', '-um', 'train'],
      status: 'completed',
      created: 1700000000000,
      started: 1700000001000,
      ended: 1700000061000,
      label: 'boom!!',
      tags: ['mnist', 'keep'],
      marked: true,
      flags: {
        'batch-size': 64,
        lr: 0.001,
        name: '1_2_3',
        verbose: true,
        layers: [64, 10],
        seed: null
      },
      notes: [{ time: 1700000100000, text: 'plateaus after epoch 12 (ada)' }],
      attributes: {
        'instance-type': 'p3.2xlarge',
        random_seed: 42,
        sourcecode_digest: 'c0ffee',
        'imported-from': `guild:${ID}`
      },
      environment: {
        user: 'ada',
        host: 'box',
        os: 'Linux 6.1 x86_64',
        git: { commit: '9f1c2d3', dirty: true },
        packages: { numpy: '1.26.0', torch: '2.1.0' }
      }
    });
  });

  it('takes over the scalars that Guild captured, and those of the code itself', () => {
    const { dir } = importOne(fullRun());
    expect(readRun(dir).scalars).toEqual({
      loss: { count: 2, last: 0.5, step: 2, min: 0.5, max: 0.9 },
      'logs/val_loss': { count: 1, last: 0.8, step: 1, min: 0.8, max: 0.8 }
    });
  });

  it('takes over the output with the time and stream of each line', () => {
    const { dir } = importOne(fullRun());
    expect(readLines(path.join(dir, 'trialbook', 'output.jsonl'))).toEqual([
      { time: 1700000002000, stream: 'stdout', text: 'epoch 1\n' },
      { time: 1700000003000, stream: 'stderr', text: 'slow: größer\n' },
      { time: 1700000004000, stream: 'stdout', text: 'loss: 0.5\n' }
    ]);
  });

  it('copies files, with the source apart as the manifest says', () => {
    const { dir } = importOne(fullRun());
    expect(readdirSync(dir).sort()).toEqual([
      'data.csv',
      'events.out.tfevents.1700000000.box.1.0',
      'logs',
      'model',
      'trialbook'
    ]);
    expect(
      readFileSync(
        path.join(dir, 'trialbook', 'source', 'files', 'train.py'),
        'utf8'
      )
    ).toContain('loss');
  });

  it('takes over no environment variables', () => {
    const { dir } = importOne(fullRun());
    const journal = readFileSync(
      path.join(dir, 'trialbook', 'journal.jsonl'),
      'utf8'
    );
    expect(journal).not.toContain('/home/ada');
    expect(journal).not.toContain('AWS_REGION');
  });

  it.each([
    ['0', 'completed'],
    ['2', 'failed'],
    ['-15', 'terminated'],
    [undefined, 'failed']
  ])('makes of the exit status %s a run that is %s', (exit, status) => {
    const { '.guild/attrs/exit_status': _, ...files } = fullRun();
    const { dir } = importOne(
      exit === undefined
        ? files
        : { ...files, '.guild/attrs/exit_status': exit }
    );
    expect(readRun(dir).status).toBe(status);
  });

  it('imports a run once, however often it is asked to', () => {
    const { guild, home } = homes({ [ID]: fullRun() });
    const [first] = importRuns(guild, home);
    const [second] = importRuns(path.join(guild, 'runs'), home);
    expect(second).toEqual({
      from: ID,
      run: first.run,
      outcome: 'known',
      reasons: []
    });
    expect(listRuns(home)).toHaveLength(1);
  });

  it('does nothing in a dry run', () => {
    const { guild, home } = homes({ [ID]: fullRun() });
    expect(importRuns(guild, home, { dryRun: true })).toMatchObject([
      { outcome: 'imported' }
    ]);
    expect(existsSync(home)).toBe(false);
  });

  it('adds a label where there is none, and tags to all', () => {
    const { '.guild/attrs/label': _, ...unlabelled } = fullRun();
    const { guild, home } = homes({
      a: fullRun(),
      b: { ...unlabelled, '.guild/attrs/id': 'b' }
    });
    importRuns(guild, home, { label: 'old', tags: ['guild'] });
    expect(listRuns(home).map(({ label, tags }) => [label, tags])).toEqual([
      ['old', ['mnist', 'keep', 'guild']],
      ['boom!!', ['mnist', 'keep', 'guild']]
    ]);
  });

  it.each([
    ['PENDING', 'it never ran (pending)'],
    ['STAGED', 'it never ran (staged)'],
    ['proto/.guild/opref', 'it is a batch']
  ])('leaves out a run with .guild/%s, and says why', (mark, why) => {
    const { result, home } = importOne({
      ...fullRun(),
      [`.guild/${mark}`]: ''
    });
    expect(result).toMatchObject({
      outcome: 'left out',
      reasons: [expect.stringContaining(why)]
    });
    expect(listRuns(home)).toEqual([]);
  });
});

describe('importRuns() of a hostile Guild home', () => {
  it('follows no link, neither of files nor of folders', () => {
    const { guild, home, folder } = homes({ [ID]: fullRun() });
    const run = path.join(guild, 'runs', ID);
    writeFileSync(path.join(folder, 'secret'), 'secret');
    symlinkSync(path.join(folder, 'secret'), path.join(run, 'copy-me'));
    symlinkSync(folder, path.join(run, 'whole'));
    symlinkSync(
      path.join(folder, 'secret'),
      path.join(run, '.guild', 'attrs', 'stolen')
    );
    const [result] = importRuns(guild, home);
    expect(result.reasons).toEqual([
      'the attribute stolen could not be read',
      '2 links, or folders too deep, were left out: copy-me, whole'
    ]);
    const dir = path.join(home, result.run ?? '');
    expect(readdirSync(dir)).not.toContain('copy-me');
    expect(readdirSync(dir)).not.toContain('whole');
    expect(
      readFileSync(path.join(dir, 'trialbook', 'journal.jsonl'), 'utf8')
    ).not.toContain('secret');
  });

  it.each([
    ['.guild', '.guild is a link'],
    ['.guild/attrs', '.guild/attrs is a link']
  ])('reads nothing through %s', (name, why) => {
    const { guild, home, folder } = homes({ [ID]: fullRun() });
    const real = path.join(guild, 'runs', ID, name);
    const elsewhere = path.join(folder, 'elsewhere');
    renameSync(real, elsewhere);
    symlinkSync(elsewhere, real);
    expect(importRuns(guild, home)).toMatchObject([
      { outcome: 'left out', reasons: [why] }
    ]);
    expect(listRuns(home)).toEqual([]);
  });

  it('holds no line of any length, and keeps all of it', () => {
    const line = 'x'.repeat(5_000_000);
    const { dir } = importOne({
      ...fullRun(),
      '.guild/output': `${line}\nend\n`,
      '.guild/output.index': outputIndex([
        [1700000002000, 0],
        [1700000003000, 1]
      ])
    });
    const chunks = readLines<OutputChunk>(
      path.join(dir, 'trialbook', 'output.jsonl')
    );
    expect(chunks.map(({ text }) => text).join('')).toBe(`${line}\nend\n`);
    expect(chunks.at(-1)).toEqual({
      time: 1700000003000,
      stream: 'stderr',
      text: 'end\n'
    });
    expect(new Set(chunks.slice(0, -1).map(({ time }) => time)).size).toBe(1);
  });

  it('lets no file of theirs stand for one of ours', () => {
    const { dir } = importOne({
      ...fullRun(),
      'trialbook/journal.jsonl': '{"type":"created"}\n',
      'trialbook/signals/stop.json': '{}'
    });
    expect(readRun(dir).name).toBe('mnist:train cnn');
    expect(existsSync(path.join(dir, 'trialbook/signals/stop.json'))).toBe(
      false
    );
    expect(existsSync(path.join(dir, '_trialbook/journal.jsonl'))).toBe(true);
  });

  it.each([
    ['a manifest that leads out', { '.guild/manifest': 's ../../x 0 x\n' }],
    [
      'aliases that would fill the memory',
      {
        '.guild/attrs/tags':
          'a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]\n'
      }
    ],
    ['no YAML', { '.guild/attrs/flags': '{{{: [\n' }],
    ['an opref of one quote', { '.guild/opref': "'" }],
    ['an output.index that is cut', { '.guild/output.index': 'abc' }],
    ['no attributes', { '.guild/attrs/id': '' }]
  ])('survives %s', (_, files) => {
    const { result, dir } = importOne({ ...fullRun(), ...files });
    expect(result.outcome).toBe('imported');
    expect(readRun(dir).status).toBe('completed');
    expect(existsSync(path.join(dir, '..', '..', 'x'))).toBe(false);
  });

  it('says what a folder lacks that holds no runs', () => {
    const folder = newFolder();
    expect(() => importRuns(folder, path.join(folder, 'runs'))).toThrow(
      /holds no runs: it is no home, no Guild home/
    );
    expect(() =>
      importRuns(path.join(folder, 'none'), path.join(folder, 'runs'))
    ).toThrow(/is neither a folder nor a zip archive/);
  });
});
