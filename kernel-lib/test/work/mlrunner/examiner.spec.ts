import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { Examiner, latestLog } from '../../../src';
import { moments } from '../../../src/recorded/table/aggregate';
import { OUTPUT_BUNDLE } from '../../../src/recorded/displayable';
import { newFolder } from '../../run/script';

describe('Examiner', () => {
  let output: string;

  beforeEach(() => {
    output = path.join(newFolder(), 'output');
  });

  function task(name: string, param: string, log = '1'): string {
    const dir = path.join(output, name);
    mkdirSync(dir, { recursive: true });
    writeFileSync(path.join(dir, 'param'), `${param}\n_name: ${name}\n`);
    writeFileSync(path.join(dir, 'log.test.20220101.000000'), `score ${log}`);
    return dir;
  }

  const score = (dir: string) =>
    Number(readFileSync(latestLog('test', dir) ?? '', 'utf8').split(' ')[1]);

  it('calls every parser for every folder that matches and has a param, in the order of the names', async () => {
    task('b', 'lr: 0.1');
    task('a', 'lr: 0.2');
    task('other', 'lr: 0.3');
    mkdirSync(path.join(output, 'ab'));
    const calls: string[] = [];
    const examiner = new Examiner()
      .add('one', dir => calls.push(`one ${path.basename(dir)}`))
      .add(function two(dir, { param }) {
        calls.push(`two ${path.basename(dir)} ${String(param.lr)}`);
      });
    expect(await examiner.exam(output, '^[ab]')).toEqual([
      path.join(output, 'ab')
    ]);
    expect(calls).toEqual(['one a', 'two a 0.2', 'one b', 'two b 0.1']);
    expect(examiner.exams.map(exam => exam.path)).toEqual([
      path.join(output, 'a'),
      path.join(output, 'b')
    ]);
  });

  it('has the newest parser of a name, so that a cell can be executed again', async () => {
    task('a', 'lr: 1');
    const examiner = new Examiner()
      .add('m', (_, { metric }) => (metric.x = 1))
      .add('m', (_, { metric }) => (metric.y = 2));
    await examiner.exam(output);
    expect(examiner.exams[0].metric).toEqual({ y: 2 });
  });

  it('gives parsers a cache of the task, and one for all', async () => {
    task('a', 'lr: 1');
    task('b', 'lr: 2');
    const examiner = new Examiner()
      .add('first', (_, { cache }, caches) => {
        cache.read = 5;
        caches.count = Number(caches.count ?? 0) + 1;
      })
      .add('second', (_, { cache, metric }) => (metric.m = cache.read));
    await examiner.exam(output);
    expect(examiner.caches).toEqual({ count: 2 });
    expect(examiner.exams.map(({ metric }) => metric)).toEqual([
      { m: 5 },
      { m: 5 }
    ]);
  });

  it('keeps folders of the same name in two outputs apart', async () => {
    task('a', 'lr: 1');
    const first = output;
    output = path.join(newFolder(), 'output');
    task('a', 'lr: 2');
    const examiner = new Examiner();
    await examiner.exam(first);
    await examiner.exam(output);
    expect(examiner.table().rows).toEqual([{ lr: 1 }, { lr: 2 }]);
  });

  it('shows the parameters that differ and the metrics, each by name; all parameters when asked to', async () => {
    task('a', 'z: 1\nlr: 0.1\nsame: x', '5');
    task('b', 'z: 2\nlr: 0.2\nsame: x', '7');
    const examiner = new Examiner().add(
      'score',
      (dir, { metric }) => (metric.score = score(dir))
    );
    await examiner.exam(output);
    const table = examiner.table();
    expect(table.headers).toEqual(['lr', 'z', 'score']);
    expect(table.entries).toEqual([
      [0.1, 1, 5],
      [0.2, 2, 7]
    ]);
    expect(examiner.table({ concise: false }).headers).toEqual([
      ...['lr', 'same', 'z', 'score']
    ]);
    expect(table.rows[1]).toEqual({ lr: 0.2, z: 2, score: 7 });
    expect(table.tsv()).toBe('lr\tz\tscore\n0.1\t1\t5\n0.2\t2\t7');
    expect(table.markdown()).toBe(
      '| lr | z | score |\n| --- | --- | --- |\n| 0.1 | 1 | 5 |\n| 0.2 | 2 | 7 |'
    );
    expect(String(table)).toBe(' lr  z  score\n0.1  1      5\n0.2  2      7');
    expect(table[OUTPUT_BUNDLE]()['text/html']).toContain('<td');
  });

  it('writes texts so that they stay in their cells', async () => {
    task('a', 'p: "a|b\\tc\\nd"');
    task('b', 'p: "<b>"');
    const examiner = new Examiner();
    await examiner.exam(output);
    const table = examiner.table();
    expect(table.tsv().split('\n')).toHaveLength(3);
    expect(table.markdown()).toContain('a\\|b');
    expect(table[OUTPUT_BUNDLE]()['text/html']).not.toContain('<b>');
  });

  it('takes seeds together: mean, deviation and how many', async () => {
    [
      ['a1', 'lr: 0.1\nseed: 1', '1'],
      ['a2', 'lr: 0.1\nseed: 2', '3'],
      ['b1', 'lr: 0.2\nseed: 1', '5'],
      ['b2', 'lr: 0.2\nseed: 2', 'none']
    ].forEach(([name, param, log]) => task(name, param, log));
    const examiner = new Examiner().add(
      'score',
      (dir, { metric }) => (metric.score = score(dir))
    );
    await examiner.exam(output);
    const table = examiner.tableAgg('score', ['seed'], { scale: 100 });
    expect(table.headers).toEqual(['lr', 'score mean', 'score sd', 'n']);
    expect(table.entries).toEqual([
      [0.1, 200, 141.42, 2],
      [0.2, 500, undefined, 1]
    ]);
  });

  it('says which parser failed, and where', async () => {
    const dir = task('a', 'lr: 1');
    const examiner = new Examiner().add('bad', () => {
      throw new RangeError('no score');
    });
    await expect(examiner.exam(output)).rejects.toThrow(
      `bad: no score (in ${dir})`
    );
    await expect(examiner.exam('nowhere')).rejects.toMatchObject({
      code: 'FILE_NOT_FOUND'
    });
    expect(() => examiner.add('' as never, () => 1)).toThrow(/has a name/);
  });
});

describe('latestLog()', () => {
  it('is the newest one, or one by its place, or none', () => {
    const dir = newFolder();
    for (const time of ['20220101.000000', '20230101.000000']) {
      writeFileSync(path.join(dir, `log.train.${time}`), '');
    }
    expect(latestLog('train', dir)).toBe(
      path.join(dir, 'log.train.20230101.000000')
    );
    expect(latestLog('train', dir, 0)).toBe(
      path.join(dir, 'log.train.20220101.000000')
    );
    expect(latestLog('train', dir, -3)).toBeUndefined();
    expect(latestLog('test', dir)).toBeUndefined();
    expect(latestLog('test', path.join(dir, 'gone'))).toBeUndefined();
  });
});

describe('moments()', () => {
  it('loses no digits where values are large and close', () => {
    const { mean, sd } = moments([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]);
    expect(mean).toBe(1e9 + 10);
    expect(sd).toBeCloseTo(Math.sqrt(30), 12);
    expect(moments([])).toEqual({});
    expect(moments([3])).toEqual({ mean: 3 });
  });
});
