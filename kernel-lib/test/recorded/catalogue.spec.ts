import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { feedCreated } from '../../src/format';
import { listRuns } from '../../src/recorded/catalogue';
import { selectRun, selectRuns } from '../../src/recorded/select';
import { newFolder } from '../run/script';

/** A home whose feed tells of these runs, in this order. */
function home(...runs: [id: string, created: number][]): string {
  const dir = path.join(newFolder(), 'runs');
  mkdirSync(dir);
  writeFileSync(
    path.join(dir, 'feed.jsonl'),
    Buffer.concat(
      runs.map(([run, time]) =>
        feedCreated({ time, run, name: 'train', flags: {}, scalars: 'e' })
      )
    )
  );
  return dir;
}

const A = 'aaaaaaaaaaaa';
const B = 'baaaaaaaaaaa';
const C = 'bbaaaaaaaaaa';

const ids = (runs: readonly { run: string }[]) => runs.map(({ run }) => run);

describe('listRuns()', () => {
  it('gives the newest first, imported ones where their time puts them', () => {
    expect(ids(listRuns(home([A, 10], [B, 20], [C, 5])))).toEqual([B, A, C]);
  });

  it('gives runs of the same millisecond in the order of the feed', () => {
    expect(ids(listRuns(home([A, 10], [B, 10], [C, 10])))).toEqual([C, B, A]);
  });

  it('calls a run lost whose folder is gone', () => {
    expect(listRuns(home([A, 10]))[0].status).toBe('lost');
  });

  it('says that a folder is no home, and how to name one', () => {
    expect(() => listRuns(newFolder())).toThrow(/--home or \$TRIALBOOK_HOME/);
  });
});

describe('selectRun()', () => {
  const runs = listRuns(home([A, 1], [B, 2], [C, 3]));

  it.each([
    ['latest', C],
    ['1', C],
    ['3', A],
    ['a', A],
    ['bb', C],
    [B, B]
  ])('takes %s', (name, run) => {
    expect(selectRun(runs, name).run).toBe(run);
  });

  it('lists the runs that a beginning fits, when there are several', () => {
    expect(() => selectRun(runs, 'b')).toThrow(
      `2 runs begin with "b": ${C}, ${B}. Give more letters of the id.`
    );
  });

  it.each(['4', '0', '', 'x', '-1', '../a'])('refuses %j', name => {
    expect(() => selectRun(runs, name)).toThrow(
      /numbered from 1|by a number from 1/
    );
  });
});

describe('selectRuns()', () => {
  const runs = listRuns(home([A, 1], [B, 2], [C, 3]));

  it.each([
    [[':'], [C, B, A]],
    [['2:'], [B, A]],
    [[':2'], [C, B]],
    [
      ['2:3', '1'],
      [B, A, C]
    ],
    [['1', 'latest', 'bb'], [C]]
  ])('takes %j, each run once', (names, expected) => {
    expect(ids(selectRuns(runs, names))).toEqual(expected);
  });
});
