/** `trialbook runs` and `trialbook compare`. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { madeUpHome, madeUpId, type MadeUpRun } from '../recorded/made-up-home';
import { trialbook, trialbookJson } from './trialbook';

const RUNS: MadeUpRun[] = [
  { flags: { lr: 0.1, seed: 1 }, scalars: { loss: 0.5 }, tags: ['debug'] },
  { flags: { lr: 0.2, seed: 1 }, scalars: { loss: 0.1, acc: 0.9 } },
  {
    label: '=1+1 \u001b[2J',
    flags: { lr: 0.3, seed: 1 },
    scalars: { loss: 0.2 },
    status: 'failed'
  }
];

let home: string;

beforeAll(() => {
  home = madeUpHome(RUNS);
});

/** What a command printed, line by line, runs of spaces as one. */
function lines(...args: string[]): string[] {
  const { stdout, stderr, status } = trialbook([...args, '--home', home]);
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  return stdout
    .trimEnd()
    .split('\n')
    .map(line => line.trim().replace(/ +/g, ' '));
}

const short = (index: number) => madeUpId(index).slice(0, 6);

describe('trialbook runs', () => {
  it('lists runs with their numbers, the flags in which they differ and the first scalar', () => {
    expect(lines('runs')).toEqual([
      'run name status label started lr loss',
      expect.stringMatching(
        `^1 ${short(2)} train failed =1\\+1 \\\\x1b\\[2J .* 0.3 0.2$`
      ) as string,
      expect.stringMatching(
        `^2 ${short(1)} train completed .* 0.2 0.1$`
      ) as string,
      expect.stringMatching(
        `^3 ${short(0)} train completed .* 0.1 0.5$`
      ) as string,
      '3 runs'
    ]);
  });

  it('takes a filter, in one piece or in words, and keeps the numbers', () => {
    const found = lines('runs', 'loss<0.3 and not status:failed');
    expect(found[1]).toMatch(/^2 /);
    expect(found[2]).toBe('1 of 3 runs');
    expect(lines('runs', 'not', 'tag:debug')).toHaveLength(4);
    expect(lines('runs', 'nowhere')).toEqual([
      'None of 3 runs passes the filter.'
    ]);
  });

  it('sorts, limits, chooses columns', () => {
    const options = ['--sort=-lr', '-n', '2', '--columns', 'id, lr,acc'];
    expect(lines('runs', ...options)).toEqual([
      'id lr acc',
      `1 ${madeUpId(2)} 0.3`,
      `2 ${madeUpId(1)} 0.2 0.9`,
      '2 of 3 runs; --all shows all.'
    ]);
  });

  it('shows twenty, and all when it is asked to', () => {
    const many = madeUpHome(Array.from({ length: 25 }, () => ({})));
    const count = (...args: string[]) =>
      trialbook(['runs', '--home', many, ...args]).stdout.split('\n').length -
      3;
    expect(count()).toBe(20);
    expect(count('--all')).toBe(25);
  });

  it('reads the end of a long feed only, and says that there are more', () => {
    const long = madeUpHome(
      Array.from({ length: 100 }, () => ({ flags: { text: 'x'.repeat(2000) } }))
    );
    const { stdout } = trialbook(['runs', '-n', '2', '--home', long]);
    expect(stdout).toMatch(
      /^ *run .*\n1 +r00000 .*\n2 +r00000 .*\nThe newest 2 runs; --all shows all\.\n$/
    );
  });

  it('prints JSON with all that the list knows', () => {
    const found = trialbookJson<object[]>(['runs', 'acc>0', '--home', home]);
    expect(found).toEqual([
      expect.objectContaining({
        number: 2,
        id: madeUpId(1),
        flags: { lr: 0.2, seed: 1 },
        scalars: { loss: { last: 0.1, step: 9 }, acc: { last: 0.9, step: 9 } },
        dir: path.join(home, madeUpId(1))
      })
    ]);
  });

  it('lists deleted runs when it is asked to', () => {
    expect(lines('runs', '--deleted')).toEqual([`No deleted runs in ${home}.`]);
  });

  it.each([
    [['lr<'], 1, 'BAD_FILTER', 'Column 4 of the filter'],
    [['--sort', 'los'], 1, 'BAD_OPTION', '"los"'],
    [['--columns', 'lr,los'], 1, 'BAD_OPTION', '"los"'],
    [['-n', '0'], 2, 'USAGE', '--limit takes a number'],
    [['-n', '3', '--all'], 2, 'USAGE', 'Choose one of']
  ])('says what is wrong with %j', (args, exit, code, message) => {
    const { status, stdout } = trialbook([
      ...['runs', ...args, '--home', home, '--json']
    ]);
    expect(status).toBe(exit);
    expect(JSON.parse(stdout)).toEqual({
      error: { code, message: expect.stringContaining(message) as string }
    });
  });
});

describe('trialbook compare', () => {
  it('shows flags and last scalars of all runs, of some, or of those that pass a filter', () => {
    expect(lines('compare')[0]).toBe(
      'run name status label started duration lr seed loss acc'
    );
    expect(lines('compare', '1', '3')).toHaveLength(4);
    expect(lines('compare', madeUpId(1), 'latest')).toHaveLength(4);
    expect(lines('compare', '1:2')).toHaveLength(4);
    expect(lines('compare', 'lr>=0.2', 'loss<0.15')).toHaveLength(3);
  });

  it.each([
    [
      ['--min', 'loss'],
      [1, 2, 0]
    ],
    [
      ['--max', 'loss'],
      [0, 2, 1]
    ],
    [
      ['--sort', 'acc'],
      [1, 2, 0]
    ],
    [
      ['--sort=-lr', '-n', '2'],
      [2, 1]
    ]
  ])('sorts by %j', (args, order) => {
    const found = lines('compare', ...args, '--columns', 'id,loss,acc,lr');
    expect(found.slice(1, -1).map(line => line.split(' ')[0])).toEqual(
      order.map(madeUpId)
    );
  });

  it('writes CSV that is exact and computes nothing', () => {
    const columns = ['--columns', 'label,lr,loss,min:loss'];
    const csv = `label,lr,loss,min:loss\n'=1+1 \u001b[2J,0.3,0.2,-1\n,0.2,0.1,-1\n,0.1,0.5,-1\n`;
    const printed = trialbook([
      ...['compare', '--csv', '-', ...columns, '--home', home]
    ]).stdout;
    expect(printed).toBe(csv);
    const file = path.join(home, '..', 'table.csv');
    expect(lines('compare', '--csv', file, ...columns)).toEqual([
      `3 runs are written to ${file}`
    ]);
    expect(readFileSync(file, 'utf8')).toBe(csv);
  });

  it('prints plain rows as JSON', () => {
    const rows = trialbookJson<object[]>(['compare', '1', '--home', home]);
    expect(rows).toMatchObject([{ run: short(2), lr: 0.3, loss: 0.2 }]);
  });

  it('takes one order', () => {
    const { status } = trialbook([
      ...['compare', '--min', 'lr', '--max', 'lr', '--home', home]
    ]);
    expect(status).toBe(2);
  });
});
