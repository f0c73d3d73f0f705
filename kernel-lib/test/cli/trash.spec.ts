/** delete, restore, purge: to the trash and back. */
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import * as path from 'node:path';
import { listRuns } from '../../src/recorded/catalogue';
import { readRun } from '../../src/recorded/read-run';
import { deleteRun, purgeRun, restoreRun } from '../../src/recorded/trash';
import { moveFolder } from '../../src/store/move-folder';
import { newFolder, readLines, startScript } from '../run/script';
import {
  PROGRAM,
  recordRuns,
  trialbook,
  trialbookJson,
  type Recorded
} from './trialbook';

let recorded: Recorded;
let home: string;
let run: string;

beforeEach(async () => {
  recorded = await recordRuns([{ lr: 0.1 }, { lr: 0.2 }]);
  home = recorded.home;
  run = recorded.ids[1];
});

const call = (...args: string[]) => trialbook(args, { cwd: recorded.folder });
const json = <T>(...args: string[]) =>
  trialbookJson<T>(args, { cwd: recorded.folder });
const listed = (deleted = false) =>
  listRuns(home, { deleted }).map(({ run }) => run);
const lastLine = () => readLines<object>(path.join(home, 'feed.jsonl')).at(-1);

describe('trialbook delete', () => {
  it('moves a run to the trash, and restore brings it back', () => {
    const journal = readFileSync(
      path.join(home, run, 'trialbook/journal.jsonl')
    );
    const trashed = path.join(home, 'trash', run);
    expect(json('delete', run)).toEqual([{ run, dir: trashed }]);
    expect(existsSync(path.join(home, run))).toBe(false);
    expect(lastLine()).toMatchObject({ type: 'deleted', run });
    expect([listed(), listed(true)]).toEqual([[recorded.ids[0]], [run]]);
    expect(json('restore', run.slice(0, 6))).toEqual([
      { run, dir: path.join(home, run) }
    ]);
    expect(lastLine()).toMatchObject({ type: 'restored', run });
    expect([listed(), listed(true)]).toEqual([[run, recorded.ids[0]], []]);
    expect(
      readFileSync(path.join(home, run, 'trialbook/journal.jsonl'))
    ).toEqual(journal);
  });

  it('says how to bring a run back', () => {
    expect(call('delete', '1').stdout).toContain(`trialbook restore ${run}`);
  });

  it('deletes nothing that was not named', () => {
    expect(call('delete')).toMatchObject({ status: 2 });
    expect(call('delete', '1', 'nope').status).toBe(1);
    expect(listed()).toHaveLength(2);
  });

  it('names both runs that a beginning fits, and deletes neither', () => {
    const twin = run.slice(0, 11) + (run.endsWith('a') ? 'b' : 'a');
    const created = readLines<{ run: string }>(
      path.join(home, 'feed.jsonl')
    ).find(line => line.run === run);
    writeFileSync(
      path.join(home, 'feed.jsonl'),
      JSON.stringify({ ...created, run: twin }) + '\n',
      { flag: 'a' }
    );
    expect(json('delete', run.slice(0, 11))).toMatchObject({
      error: {
        code: 'RUN_AMBIGUOUS',
        message: expect.stringContaining(twin) as string
      }
    });
    expect(existsSync(path.join(home, run))).toBe(true);
  });

  it('with --permanent leaves nothing', () => {
    expect(json('delete', run, '-p')).toEqual([{ run }]);
    expect(existsSync(path.join(home, 'trash', run))).toBe(false);
    expect([listed(), listed(true)]).toEqual([[recorded.ids[0]], []]);
  });

  it('refuses a run that has not ended, and with --stop stops it first', async () => {
    const script = startScript(
      recorded.folder,
      `await run(async function train() {
         for (let step = 0; ; step++) {
           log({ loss: 1 }, step);
           if (step === 0) console.log('under way');
           await new Promise(resolve => setTimeout(resolve, 5));
         }
       }, {}, { home: ${JSON.stringify(home)} }).catch(() => undefined);`
    );
    await script.printed('under way');
    const refused = json<{ error: { message: string } }>('delete', 'latest');
    expect(refused.error).toMatchObject({ code: 'RUN_RUNNING' });
    const [running] = listed();
    expect(refused.error.message).toContain(`trialbook stop ${running} --wait`);
    expect(json('delete', 'latest', '--stop')).toMatchObject([
      { run: running }
    ]);
    expect(readRun(path.join(home, 'trash', running)).status).toBe(
      'terminated'
    );
    await script.ended;
  });

  it('asks in a terminal, unless --yes is given', () => {
    const inTerminal = (answer: string, ...args: string[]) =>
      spawnSync(
        'python3',
        [
          '-c',
          'import pty, sys, os; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))',
          process.execPath,
          PROGRAM,
          ...args
        ],
        { encoding: 'utf8', cwd: recorded.folder, input: answer }
      );
    const no = inTerminal('n\n', 'delete', '1');
    expect(no.stdout).toContain(`Delete run ${run} (train)? [y/N]`);
    expect(no.stdout).toContain('Nothing was done.');
    expect(no.status).toBe(1);
    expect(listed()).toHaveLength(2);
    expect(inTerminal('y\n', 'delete', '1').status).toBe(0);
    expect(listed()).toHaveLength(1);
    const purged = inTerminal('y\n', 'purge', run);
    expect(purged.stdout).toContain('for good? [y/N]');
    expect(listed(true)).toEqual([]);
    expect(inTerminal('', 'delete', '1', '--yes').stdout).not.toContain(
      '[y/N]'
    );
    expect(listed()).toEqual([]);
  });
});

describe('trialbook purge', () => {
  it('removes what is in the trash for good', () => {
    call('delete', ':');
    expect(json('purge', '2')).toEqual([{ run: recorded.ids[0] }]);
    expect(readdirSync(path.join(home, 'trash'))).toEqual([run]);
    expect(lastLine()).toMatchObject({ type: 'purged' });
    call('purge', ':');
    expect(readdirSync(path.join(home, 'trash'))).toEqual([]);
    expect([listed(), listed(true)]).toEqual([[], []]);
  });

  it('purges no run that is not deleted', () => {
    expect(call('purge', run).status).toBe(1);
    expect(() => purgeRun({ home, run, dir: path.join(home, run) })).toThrow(
      'There is no run folder'
    );
    expect(existsSync(path.join(home, run))).toBe(true);
  });

  it('removes links in a run, never what they lead to', () => {
    const outside = newFolder();
    writeFileSync(path.join(outside, 'precious'), 'x');
    symlinkSync(outside, path.join(home, run, 'data'));
    call('delete', run, '--permanent');
    expect(existsSync(path.join(home, 'trash', run))).toBe(false);
    expect(readFileSync(path.join(outside, 'precious'), 'utf8')).toBe('x');
  });

  it('refuses a folder in the trash that is a link', () => {
    call('delete', run);
    const trashed = path.join(home, 'trash', run);
    const outside = path.join(newFolder(), 'elsewhere');
    renameSync(trashed, outside);
    symlinkSync(outside, trashed);
    for (const command of ['purge', 'restore']) {
      expect(json(command, run)).toMatchObject({
        error: { code: 'OUTSIDE_HOME' }
      });
    }
    expect(existsSync(path.join(outside, 'trialbook/journal.jsonl'))).toBe(
      true
    );
  });

  it.each(['../precious', '..', '.', '', 'a/../../precious'])(
    'never takes %j for a run',
    name => {
      mkdirSync(path.join(home, 'trash'));
      mkdirSync(path.join(recorded.folder, 'precious'));
      expect(call('delete', name).status).not.toBe(0);
      for (const act of [purgeRun, deleteRun, restoreRun]) {
        expect(() => act({ home, run: name, dir: '' })).toThrow();
      }
      expect(existsSync(path.join(recorded.folder, 'precious'))).toBe(true);
      expect(listed()).toHaveLength(2);
    }
  );
});

describe('a trash that is a link out of the home', () => {
  it('takes no run', () => {
    const outside = newFolder();
    symlinkSync(outside, path.join(home, 'trash'));
    expect(json('delete', run)).toMatchObject({
      error: { code: 'OUTSIDE_HOME' }
    });
    expect(readdirSync(outside)).toEqual([]);
    expect(existsSync(path.join(home, run))).toBe(true);
  });

  it('gives none back and loses none', () => {
    call('delete', run);
    const outside = path.join(newFolder(), 'trash');
    renameSync(path.join(home, 'trash'), outside);
    symlinkSync(outside, path.join(home, 'trash'));
    for (const command of ['purge', 'restore']) {
      expect(json(command, run)).toMatchObject({
        error: { code: 'OUTSIDE_HOME' }
      });
    }
    expect(readdirSync(outside)).toEqual([run]);
  });
});

describe('a run folder that is a link out of the home', () => {
  it('is not deleted', () => {
    const outside = path.join(newFolder(), 'elsewhere');
    renameSync(path.join(home, run), outside);
    symlinkSync(outside, path.join(home, run));
    expect(json('delete', run)).toMatchObject({
      error: { code: 'OUTSIDE_HOME' }
    });
    expect(lstatSync(path.join(home, run)).isSymbolicLink()).toBe(true);
  });
});

describe('what is in the way', () => {
  it('is kept, and the run stays where it is', () => {
    mkdirSync(path.join(home, 'trash', run), { recursive: true });
    expect(json('delete', run)).toMatchObject({
      error: { code: 'RUN_EXISTS' }
    });
    expect(existsSync(path.join(home, run))).toBe(true);
    expect(listed()).toHaveLength(2);
  });
});

const OTHER_DISK = '/dev/shm';
const other =
  existsSync(OTHER_DISK) &&
  statSync(OTHER_DISK).dev !== statSync(newFolder()).dev
    ? OTHER_DISK
    : undefined;

/** Where the machine has no second file system, the moves are still made, as renames. */
const secondFolder = () =>
  other === undefined
    ? newFolder()
    : mkdtempSync(path.join(other, 'trialbook-test-'));

describe('a home on another file system', () => {
  it('keeps its runs, its trash and its words', async () => {
    const folder = secondFolder();
    try {
      const { ids, home } = await recordRuns([{}], undefined, folder);
      const there = <T>(...args: string[]) =>
        trialbookJson<T>([...args, '--home', home]);
      expect(there('label', ids[0], '--set', 'x')).toMatchObject([
        { label: 'x' }
      ]);
      expect(there('delete', ids[0])).toMatchObject([{ run: ids[0] }]);
      expect(there('restore', ids[0])).toMatchObject([{ run: ids[0] }]);
      expect(there('delete', ids[0], '--permanent')).toEqual([{ run: ids[0] }]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('moveFolder()', () => {
  it('moves to another file system whole, links as links', () => {
    const folder = secondFolder();
    try {
      const from = path.join(home, run);
      symlinkSync(newFolder(), path.join(from, 'link'));
      const to = path.join(folder, run);
      const names = readdirSync(from, { recursive: true }).sort();
      const { mtimeMs } = statSync(path.join(from, 'model.json'));
      moveFolder(from, to);
      expect(existsSync(from)).toBe(false);
      expect(readdirSync(to, { recursive: true }).sort()).toEqual(names);
      expect(lstatSync(path.join(to, 'link')).isSymbolicLink()).toBe(true);
      expect(statSync(path.join(to, 'model.json')).mtimeMs).toBeCloseTo(
        mtimeMs,
        -1
      );
      expect(readdirSync(folder)).toEqual([run]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('replaces nothing', () => {
    const target = newFolder();
    expect(() => moveFolder(path.join(home, run), target)).toThrow(
      'is there already'
    );
    expect(existsSync(path.join(home, run))).toBe(true);
  });
});
