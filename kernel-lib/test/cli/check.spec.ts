import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync
} from 'node:fs';
import * as path from 'node:path';
import { listRuns } from '../../src/recorded/catalogue';
import { checkHome, type HomeCheck } from '../../src/recorded/check';
import { newFolder, startScript } from '../run/script';
import {
  recordRuns,
  trialbook,
  trialbookJson,
  type Recorded
} from './trialbook';

describe('trialbook check', () => {
  let recorded: Recorded;
  let home: string;
  let run: string;
  let dir: string;

  beforeEach(async () => {
    recorded = await recordRuns([{ lr: 0.1 }, { lr: 0.2 }]);
    home = recorded.home;
    run = recorded.ids[1];
    dir = path.join(home, run);
  });

  const check = (...args: string[]) =>
    trialbookJson<HomeCheck>(['check', ...args], { cwd: recorded.folder });

  it('finds a home of real runs whole', () => {
    expect(trialbook(['check'], { cwd: recorded.folder })).toMatchObject({
      stdout: `${home} is whole: 2 runs.\n`,
      status: 0
    });
    trialbook(['delete', '1'], { cwd: recorded.folder });
    expect(check()).toEqual({ home, runs: 2, problems: [] });
    trialbook(['purge', ':'], { cwd: recorded.folder });
    expect(check()).toEqual({ home, runs: 1, problems: [] });
  });

  it('names damage by file and offset', () => {
    const events =
      readdirSync(dir).find(name => name.includes('tfevents')) ?? '';
    const damaged: [string, number][] = [
      ['feed.jsonl', 1],
      [`${run}/trialbook/journal.jsonl`, 1],
      [`${run}/trialbook/output.jsonl`, 0]
    ].map(([file, at]): [string, number] => {
      const size = statSync(path.join(home, String(file))).size;
      appendFileSync(
        path.join(home, String(file)),
        `${at === 1 ? '\n' : ''}{"torn\n`
      );
      return [String(file), size + Number(at)];
    });
    const bytes = readFileSync(path.join(dir, events));
    bytes[30] ^= 0xff;
    writeFileSync(path.join(dir, events), bytes);
    const { problems } = check();
    for (const [file, offset] of damaged) {
      expect(problems).toContainEqual(
        expect.objectContaining({ kind: 'damage', file, offset })
      );
    }
    expect(problems).toContainEqual(
      expect.objectContaining({ kind: 'damage', file: `${run}/${events}`, run })
    );
    const { stdout, status } = trialbook(['check'], { cwd: recorded.folder });
    expect(status).toBe(1);
    expect(stdout).toContain(`at byte ${damaged[0][1]}`);
  });

  it('takes a torn tail for what it is: not yet there', () => {
    const journal = path.join(dir, 'trialbook/output.jsonl');
    truncateSync(journal, statSync(journal).size - 3);
    expect(check().problems).toEqual([]);
  });

  it('adds a run folder that was copied in, with all that a list shows', async () => {
    const other = await recordRuns([{ lr: 0.3 }]);
    const [copied] = other.ids;
    for (const args of [
      ['label', '1', '--set', 'copied'],
      ['tag', '1', '--add', 't'],
      ['mark', '1']
    ]) {
      trialbook(args, { cwd: other.folder });
    }
    const [wanted] = listRuns(other.home);
    cpSync(path.join(other.home, copied), path.join(home, copied), {
      recursive: true
    });
    const found = trialbook(['check'], { cwd: recorded.folder });
    expect(found.status).toBe(1);
    expect(found.stdout).toContain('check --repair');
    expect(check('--repair').problems).toMatchObject([
      { kind: 'orphan', run: copied, repaired: true }
    ]);
    const [newest] = listRuns(home);
    expect({ ...newest, dir: '' }).toEqual({ ...wanted, dir: '' });
    expect(check().problems).toEqual([]);
  });

  it('makes the feed again when it is lost', () => {
    const before = listRuns(home);
    trialbook(['delete', '2'], { cwd: recorded.folder });
    rmSync(path.join(home, 'feed.jsonl'));
    writeFileSync(path.join(home, 'feed.jsonl'), '');
    check('--repair');
    expect(listRuns(home)).toEqual([before[0]]);
    expect(listRuns(home, { deleted: true })).toMatchObject([
      { run: recorded.ids[0] }
    ]);
  });

  it('tells runs moved by hand, and sets the feed right', () => {
    mkdirSync(path.join(home, 'trash'));
    renameSync(dir, path.join(home, 'trash', run));
    expect(check('--repair').problems).toMatchObject([
      { kind: 'misplaced', run, repaired: true }
    ]);
    expect(listRuns(home, { deleted: true })).toMatchObject([{ run }]);
    renameSync(path.join(home, 'trash', run), dir);
    check('--repair');
    expect(listRuns(home)).toHaveLength(2);
  });

  it('tells a run whose folder is gone', () => {
    rmSync(dir, { recursive: true });
    expect(check('--repair').problems).toMatchObject([
      { kind: 'missing', run }
    ]);
  });

  it('never takes one run for another', () => {
    const twin = run.slice(0, 11) + (run.endsWith('a') ? 'b' : 'a');
    cpSync(dir, path.join(home, twin), { recursive: true });
    const { problems } = check('--repair');
    expect(problems).toMatchObject([
      { kind: 'damage', run: twin },
      { kind: 'orphan', run: twin }
    ]);
    expect(problems[1]).not.toHaveProperty('repaired');
    expect(listRuns(home)).toHaveLength(2);
  });

  it('looks at nothing behind a link that leads out of the home', () => {
    const outside = path.join(newFolder(), 'elsewhere');
    renameSync(dir, outside);
    symlinkSync(outside, dir);
    const first = path.join(home, recorded.ids[0], 'trialbook/journal.jsonl');
    renameSync(first, path.join(outside, 'journal'));
    symlinkSync(path.join(outside, 'journal'), first);
    symlinkSync(outside, path.join(home, 'trash'));
    expect(
      check('--repair')
        .problems.map(({ kind }) => kind)
        .sort()
    ).toEqual(['link', 'link', 'link', 'missing']);
  });

  it('tells a home whose own file is missing or says something else', () => {
    const file = path.join(home, 'trialbook.json');
    for (const content of ['{', '{"trialbook":"x"}', '[]', undefined]) {
      rmSync(file);
      if (content !== undefined) {
        writeFileSync(file, content);
      }
      expect(checkHome(home).problems).toMatchObject([{ kind: 'home' }]);
      writeFileSync(file, '');
    }
    expect(() => checkHome(path.join(home, 'none'))).toThrow(
      'There is no folder'
    );
  });

  it('tells lost runs, without finding fault', async () => {
    const script = startScript(
      recorded.folder,
      `await run(async function train() {
         console.log('under way');
         await new Promise(resolve => setTimeout(resolve, 60000));
       }, {}, { home: ${JSON.stringify(home)} });`
    );
    await script.printed('under way');
    expect(check().problems).toEqual([]);
    script.child.kill('SIGKILL');
    await script.ended;
    const { stdout, status } = trialbook(['check'], { cwd: recorded.folder });
    expect(stdout).toMatch(/^lost /m);
    expect(status).toBe(0);
  });
});
