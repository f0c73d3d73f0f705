import { FakeRun, until } from '../../__tests__/fake-run';
import { seriesOf } from '../../charts/__tests__/series';
import { compareColors } from '../compare-colors';
import { CompareModel } from '../compare-model';

const A = 'k3f9q2a7b1cd';
const B = 'm8r2c5d9e1fg';

function twoRuns() {
  const a = new FakeRun({
    id: A,
    status: 'completed',
    flags: { lr: 0.1, seed: 1 }
  });
  const b = new FakeRun({
    id: B,
    status: 'completed',
    flags: { lr: 0.05, seed: 1 }
  });
  a.series.set('loss', seriesOf([3, 2, NaN]));
  a.series.set('old', seriesOf([1], undefined, 'old'));
  b.series.set('loss', seriesOf([3, 1]));
  a.executed = [{ id: 'x', code: 'let x = 1', count: 1, outcome: 'ok' }];
  b.executed = [{ id: 'x', code: 'let x = 2', count: 2, outcome: 'ok' }];
  return { a, b };
}

async function compared(a: FakeRun, b: FakeRun): Promise<CompareModel> {
  const model = new CompareModel(a, b);
  await until(() => model.diff !== null);
  return model;
}

describe('CompareModel', () => {
  it('compares what both runs tell of themselves', async () => {
    const { a, b } = twoRuns();
    const model = await compared(a, b);
    expect(model.diff).toMatchObject({
      a: { run: A },
      b: { run: B },
      flags: { changes: [{ name: 'lr', a: 0.1, b: 0.05 }] },
      cells: { changes: [{ kind: 'changed', id: 'x' }] }
    });
    expect(model.diff?.scalars.changes).toMatchObject([
      {
        name: 'loss',
        a: { count: 3, last: 'NaN', min: 2, max: 3 },
        b: { count: 2, last: 1, step: 1 }
      },
      { name: 'old', kind: 'removed' }
    ]);
    expect(model.isEmpty).toBe(false);
    model.dispose();
    expect([a.isDisposed, b.isDisposed]).toEqual([true, true]);
  });

  it('has charts for the tags of both', async () => {
    const { a, b } = twoRuns();
    const { common } = await compared(a, b);
    expect([...common.a.keys()]).toEqual(['loss']);
    expect([...common.b.keys()]).toEqual(['loss']);
  });

  it('knows runs that do not differ', async () => {
    const { a } = twoRuns();
    const twin = new FakeRun({ ...a.info, id: B });
    twin.series = a.series;
    twin.executed = a.executed;
    const model = await compared(a, twin);
    expect(model.isEmpty).toBe(true);
    model.dispose();
  });

  it('follows a run that goes on', async () => {
    const { a, b } = twoRuns();
    const model = await compared(a, b);
    const before = model.diff;
    b.series.set('loss', seriesOf([3, 1, 0.5]));
    b.emit('series');
    await until(() => model.diff !== before);
    expect(model.diff?.scalars.changes[0].b).toMatchObject({ last: 0.5 });
    model.dispose();
  });

  it('says why runs cannot be compared', async () => {
    const { a, b } = twoRuns();
    a.problem = 'The run folder is gone.';
    b.cells = () => Promise.reject(new Error('The server is away.'));
    const model = new CompareModel(a, b);
    await until(() => model.problems.length === 2);
    expect(model.problems).toEqual([
      'The run folder is gone.',
      'The server is away.'
    ]);
    expect(model.diff).toBeNull();
    model.dispose();
  });

  it('folds sections, and tells of it once', async () => {
    const { a, b } = twoRuns();
    const model = await compared(a, b);
    const changes: string[] = [];
    model.changed.connect((_, change) => changes.push(change));
    model.fold('cells', true);
    model.fold('cells', true);
    expect(model.isFolded('cells')).toBe(true);
    model.fold('cells', false);
    expect(model.isFolded('cells')).toBe(false);
    expect(changes).toEqual(['view', 'view']);
    model.dispose();
  });
});

describe('compareColors()', () => {
  it('gives two runs of one colour two colours', () => {
    expect(compareColors(2, 5)).toEqual({ a: 2, b: 5 });
    expect(compareColors(6, 6)).toEqual({ a: 0, b: 6 });
  });
});
