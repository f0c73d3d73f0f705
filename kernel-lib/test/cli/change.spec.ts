/** label, tag, note, mark: what people say of runs. */
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  symlinkSync
} from 'node:fs';
import * as path from 'node:path';
import { newFolder, readLines } from '../run/script';
import {
  recordRuns,
  trialbook,
  trialbookJson,
  type Recorded
} from './trialbook';

let recorded: Recorded;

beforeEach(async () => {
  recorded = await recordRuns([{ lr: 0.1 }, { lr: 0.2 }]);
});

const call = (...args: string[]) => trialbook(args, { cwd: recorded.folder });
const json = <T>(...args: string[]) =>
  trialbookJson<T>(args, { cwd: recorded.folder });
const feed = () =>
  readLines<Record<string, unknown>>(path.join(recorded.home, 'feed.jsonl'));

describe('trialbook label', () => {
  it('sets, prepends, appends, removes and clears', () => {
    const [, run] = recorded.ids;
    const label = (...args: string[]) =>
      json<{ run: string; label: string | null }[]>('label', '1', ...args);
    expect(label('--set', 'boom')).toEqual([{ run, label: 'boom' }]);
    expect(label('--prepend', 'big')).toEqual([{ run, label: 'big boom' }]);
    expect(label('--append', 'now')).toEqual([{ run, label: 'big boom now' }]);
    expect(label('--remove', 'boom')).toEqual([{ run, label: 'big now' }]);
    expect(label()).toEqual([{ run, label: 'big now' }]);
    expect(label('--clear')).toEqual([{ run, label: null }]);
    expect(feed().at(-1)).toMatchObject({ type: 'changed', run, label: null });
  });

  it('changes many runs at once', () => {
    const { stdout, status } = call('label', ':', '--set', 'both');
    expect(status).toBe(0);
    expect(stdout.match(/both/g)).toHaveLength(2);
    expect(json('show', '1')).toMatchObject({ label: 'both' });
    expect(json('show', '2')).toMatchObject({ label: 'both' });
  });

  it('changes nothing when a run is not there', () => {
    expect(call('label', '1', '7', '--set', 'x').status).toBe(1);
    expect(json('label', '1')).toEqual([{ run: recorded.ids[1], label: null }]);
  });

  it('wants to be told which runs, and one change', () => {
    expect(call('label', '--set', 'x').stderr).toContain('Name the runs');
    expect(call('label', '1', '--set', 'x', '--clear').stderr).toContain(
      'Choose one of'
    );
  });
});

describe('trialbook tag', () => {
  it('adds and removes tags', () => {
    const [first, second] = recorded.ids;
    call('tag', '1', '2', '--add', 'a', '--add', 'b');
    expect(json('tag', '1', '--remove', 'a', '--add', 'c')).toEqual([
      { run: second, tags: ['b', 'c'] }
    ]);
    expect(json('tag', '2')).toEqual([{ run: first, tags: ['a', 'b'] }]);
    expect(feed().at(-1)).toMatchObject({ run: second, tags: ['b', 'c'] });
  });
});

describe('trialbook note', () => {
  it('adds notes and lists them', () => {
    call('note', '1', 'looks good');
    call('note', 'latest', '--', '-5 points against <b>yesterday</b>');
    const { stdout } = call('note', '1');
    expect(stdout).toMatch(
      /^\d{4}-.* {2}looks good\n\d{4}-.* {2}-5 points against <b>yesterday<\/b>\n$/
    );
    expect(json('note', '1')).toMatchObject({
      run: recorded.ids[1],
      notes: [
        { text: 'looks good' },
        { text: expect.stringMatching(/^-5/) as string }
      ]
    });
    expect(call('note', '2').stdout).toContain('has no notes');
  });

  it('refuses an empty note', () => {
    expect(call('note', '1', ' ')).toMatchObject({ status: 2 });
  });
});

describe('trialbook mark', () => {
  it('marks and takes the mark away', () => {
    const marked = () => json<{ marked: boolean }>('show', '1').marked;
    expect(call('mark', '1').stdout).toContain('is marked');
    expect(marked()).toBe(true);
    call('mark', '1', '--clear');
    expect(marked()).toBe(false);
    call('mark', '1');
    call('unmark', '1');
    expect(marked()).toBe(false);
  });
});

describe('a change', () => {
  it('never follows a link out of the home', () => {
    const [first] = recorded.ids;
    const outside = path.join(newFolder(), 'elsewhere');
    renameSync(path.join(recorded.home, first), outside);
    symlinkSync(outside, path.join(recorded.home, first));
    const journal = path.join(outside, 'trialbook/journal.jsonl');
    const before = readFileSync(journal);
    for (const args of [
      ['label', first, '--set', 'x'],
      ['tag', first, '--add', 'x'],
      ['note', first, 'x'],
      ['mark', first]
    ]) {
      expect(json(...args)).toMatchObject({ error: { code: 'OUTSIDE_HOME' } });
    }
    expect(readFileSync(journal)).toEqual(before);
  });

  it('never follows a feed that is a link out of the home', () => {
    const outside = path.join(newFolder(), 'feed');
    renameSync(path.join(recorded.home, 'feed.jsonl'), outside);
    symlinkSync(outside, path.join(recorded.home, 'feed.jsonl'));
    const before = readFileSync(outside);
    expect(json('mark', '1')).toMatchObject({
      error: { code: 'OUTSIDE_HOME' }
    });
    expect(readFileSync(outside)).toEqual(before);
  });

  it('never makes a run of a folder that is none', () => {
    const ghost = 'zzzzzzzzzzzz';
    mkdirSync(path.join(recorded.home, ghost));
    appendFileSync(
      path.join(recorded.home, 'feed.jsonl'),
      JSON.stringify({ type: 'created', time: 1, run: ghost, name: 'x' }) + '\n'
    );
    expect(json('mark', ghost)).toMatchObject({
      error: { code: 'RUN_NOT_FOUND' }
    });
  });
});
