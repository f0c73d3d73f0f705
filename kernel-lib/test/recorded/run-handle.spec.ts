import { rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { inspect } from 'node:util';
import * as path from 'node:path';
import { encodeLine, RUN_FILES } from '../../src/format';
import { listRuns } from '../../src/recorded/catalogue';
import { RunHandle } from '../../src/recorded/run-handle';
import { madeUpHome, madeUpId, type MadeUpRun } from './made-up-home';

function handle(run: MadeUpRun): RunHandle {
  const home = madeUpHome([run]);
  const id = madeUpId(0);
  return new RunHandle({ home, dir: path.join(home, id), run: id });
}

const point = (tag: string, step: number, value: number) => ({
  ...{ tag, step, value, wallTime: 1.7e9 + step }
});

describe('RunHandle', () => {
  it('tells what the journal tells', () => {
    const run = handle({
      label: 'first',
      tags: ['t'],
      flags: { lr: 0.1 },
      journal: [{ type: 'note', time: 5, text: 'good' }]
    });
    expect(run).toMatchObject({
      id: madeUpId(0),
      name: 'train',
      status: 'completed',
      flags: { lr: 0.1 },
      tags: ['t'],
      notes: [{ time: 5, text: 'good' }],
      attributes: {},
      marked: false
    });
    expect(run.label()).toBe('first');
    expect(run.ended).toBeGreaterThan(run.started ?? Infinity);
    expect(inspect(run)).toBe(
      'Run r00000 · train · first · completed { lr: 0.1 }'
    );
    expect(JSON.parse(JSON.stringify(run))).toMatchObject({ label: 'first' });
  });

  it('changes the run, for itself, for others and in the list', () => {
    const run = handle({ label: 'first', tags: ['old'] });
    run.label('boom!!');
    run.tag('a', 'b');
    run.untag('old', 'b');
    run.note('plateaus after epoch 12');
    run.set('cluster', 'lab-2');
    run.set('cost', 3);
    run.set('cost', null);
    run.mark();
    const other = new RunHandle({ home: run.home, dir: run.dir, run: run.id });
    for (const seen of [run, other]) {
      expect(seen.label()).toBe('boom!!');
      expect(seen).toMatchObject({
        tags: ['a'],
        notes: [{ text: 'plateaus after epoch 12' }],
        attributes: { cluster: 'lab-2' },
        marked: true
      });
    }
    expect(listRuns(run.home)[0]).toMatchObject({
      label: 'boom!!',
      tags: ['a'],
      attributes: { cluster: 'lab-2' },
      marked: true
    });
    run.label(null);
    run.mark(false);
    expect(run.label()).toBeUndefined();
    expect(listRuns(run.home)[0].label).toBeUndefined();
    expect(run.marked).toBe(false);
  });

  it.each<[string, (run: RunHandle) => void]>([
    ['label()', run => run.label(5 as unknown as string)],
    ['tag()', run => run.tag('')],
    ['untag()', run => run.untag(null as unknown as string)],
    ['note()', run => run.note('  ')],
    ['set()', run => run.set('', 1)],
    ['output()', run => run.output('both' as 'stdout')]
  ])('refuses what is no text in %s and writes nothing', (what, change) => {
    const run = handle({});
    const before = JSON.stringify(run.record);
    expect(() => change(run)).toThrow(
      expect.objectContaining({
        code: 'BAD_OPTION',
        message: expect.stringContaining(what) as string
      }) as Error
    );
    expect(JSON.stringify(run.record)).toBe(before);
  });

  it('reads scalars of every event file, those in folders by the folder', () => {
    const run = handle({
      events: {
        'events.out.tfevents.1.a': [point('loss', 1, 0.5), point('acc', 1, 0)],
        'events.out.tfevents.2.b': [point('loss', 2, 0.25)],
        'logs/val/events.out.tfevents.1.c': [point('loss', 7, 9)],
        'trialbook/events.out.tfevents.1.d': [point('not', 1, 1)]
      }
    });
    expect(run.scalarNames()).toEqual(['loss', 'acc', 'logs/val/loss']);
    const { steps, values, wallTimes } = run.scalars('loss');
    expect(steps).toEqual(Float64Array.of(1, 2));
    expect(values).toEqual(Float64Array.of(0.5, 0.25));
    expect(wallTimes).toEqual(Float64Array.of(1700000001000, 1700000002000));
    expect(run.scalars('logs/val/loss').values).toEqual(Float64Array.of(9));
    expect(run.scalars('nothing').steps).toHaveLength(0);
    expect(run.scalars().size).toBe(3);
  });

  it('lists files with size, type and time, links and its own records left out', () => {
    const run = handle({
      events: { 'events.out.tfevents.1.a': [] },
      files: { 'plots/a.PNG': 'png', 'data.csv': '1,2', noEnding: '' }
    });
    writeFileSync(path.join(run.dir, '..', 'secret.txt'), 'secret');
    symlinkSync(path.join(run.dir, '..', 'secret.txt'), `${run.dir}/link.txt`);
    symlinkSync(path.join(run.dir, '..'), `${run.dir}/home`);
    expect(run.files().map(({ path, type }) => [path, type])).toEqual([
      ['data.csv', 'text/csv'],
      ['events.out.tfevents.1.a', 'application/vnd.tensorboard.events'],
      ['noEnding', 'application/octet-stream'],
      ['plots/a.PNG', 'image/png']
    ]);
    expect(run.files()[0].size).toBe(3);
    expect(run.files()[0].modified).toBeGreaterThan(0);
    expect(run.files({ all: true }).map(({ path }) => path)).toContain(
      RUN_FILES.journal
    );
  });

  it('does not read event files that a link leads to', () => {
    const run = handle({});
    const other = handle({ events: { 'x.tfevents': [point('loss', 1, 1)] } });
    symlinkSync(`${other.dir}/x.tfevents`, `${run.dir}/x.tfevents`);
    symlinkSync(other.dir, `${run.dir}/logs`);
    expect(run.scalarNames()).toEqual([]);
  });

  it('reads what was printed, in all or by stream', () => {
    const line = (stream: string, text: unknown) =>
      Buffer.from(encodeLine({ time: 1, stream, text })).toString();
    const run = handle({
      files: {
        [RUN_FILES.output]: [
          line('stdout', 'a\n'),
          line('stderr', 'b'),
          line('elsewhere', 'c'),
          line('stdout', 5),
          line('stdout', 'd')
        ].join('')
      }
    });
    expect(run.output()).toBe('a\nbd');
    expect(run.output('stdout')).toBe('a\nd');
    expect(run.output('stderr')).toBe('b');
    expect(handle({}).output()).toBe('');
  });

  it('says that the run is gone when it is', () => {
    const run = handle({});
    rmSync(run.dir, { recursive: true });
    expect(() => run.status).toThrow(
      expect.objectContaining({ code: 'RUN_NOT_FOUND' }) as Error
    );
    expect(run.scalarNames()).toEqual([]);
    expect(run.files()).toEqual([]);
  });
});
