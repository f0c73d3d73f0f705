import { z } from 'zod';
import {
  changedDefaults,
  changedDefaultsText,
  config,
  constant,
  dependenciesOf,
  identityOf,
  isSealed,
  meta,
  outputOf,
  path,
  planOrder,
  runParams,
  seal,
  skippedDefaults,
  tag,
  tags,
  tagsPath,
  task,
  withTags
} from '../../src/plan';

const CNN = config(
  'mnist.cnn',
  {
    layers: z.number().int().default(2).describe('Number of hidden layers'),
    hidden: z.number().int().default(64),
    sizes: z.array(z.number()).default([3])
  },
  { description: 'A CNN' }
);
const Learn = task(
  'mnist.learn',
  {
    model: CNN,
    lr: z.number().positive().default(0.01),
    threads: meta(z.number().default(4)),
    weights: path('weights.bin'),
    version: constant('1')
  },
  ({ model, lr }) => ({ accuracy: model.layers * lr, weights: [1, 2] })
);
const Evaluate = task(
  'mnist.evaluate',
  { learned: Learn, name: z.string().default('test') },
  ({ learned }) => learned.accuracy
);

describe('config()', () => {
  it('gives parameters their values and defaults', () => {
    expect({ ...CNN({ layers: 3 }) }).toEqual({
      layers: 3,
      hidden: 64,
      sizes: [3]
    });
  });

  it('lists everything that is wrong, by path', () => {
    const given = { model: { layers: 'two', hiden: 3 }, lr: -1, version: '2' };
    expect(() => Learn(given as never)).toThrow(
      expect.objectContaining({
        code: 'BAD_PARAMETERS',
        message: expect.stringMatching(
          /4 parameters.*\n.*model\.layers is "?two"?, but does not fit.*\n.*model\.hiden is no parameter of mnist\.cnn.*hidden.*\n.*lr is -1.*\n.*version is "?2"?, but is a constant/
        )
      })
    );
  });

  it('makes configs inside from plain values', () => {
    const learn = Learn({ model: { layers: 3 } });
    expect(CNN.is(learn.model)).toBe(true);
    expect(identityOf(learn)).toBe(
      identityOf(Learn({ model: CNN({ layers: 3 }) }))
    );
  });

  it('takes a config that extends the wanted one, and no other', () => {
    const ResNet = CNN.extend('mnist.resnet', { skip: z.number().default(1) });
    const Other = config('other', {});
    expect(identityOf(Learn({ model: ResNet() }))).not.toBe(
      identityOf(Learn({ model: CNN() }))
    );
    expect(() => Learn({ model: Other() as never })).toThrow(
      /model has to be a mnist\.cnn, not a other/
    );
  });

  it('takes a config whose type was declared again, as when its cell was executed again', () => {
    const Again = config('mnist.cnn', { layers: z.number().int().default(2) });
    const learn = Learn({ model: Again({ layers: 3 }) as never });
    expect(CNN.is(learn.model)).toBe(true);
  });

  it('takes lists of configs by a schema that asks is()', () => {
    const Ensemble = config('ensemble', {
      members: z.array(z.custom<ReturnType<typeof CNN>>(CNN.is))
    });
    const of = (...layers: number[]) =>
      identityOf(Ensemble({ members: layers.map(n => CNN({ layers: n })) }));
    expect(of(2, 3)).toBe(of(2, 3));
    expect(of(2, 3)).not.toBe(of(3, 2));
    expect(() => Ensemble({ members: [1] as never })).toThrow(/members\.0/);
  });

  it('can be changed until it is sealed, and is checked then too', () => {
    const cnn = CNN();
    cnn.layers = 5;
    expect(identityOf(cnn)).toBe(identityOf(CNN({ layers: 5 })));
    expect(() => (cnn.layers = 'x' as never)).toThrow(/layers is "?x"?/);
    expect(() => Object.assign(cnn, { layerz: 1 })).toThrow(
      /layerz is no parameter.*layers/
    );
    expect(cnn.layers).toBe(5);
  });
});

describe('seal()', () => {
  it('refuses every later change, inside too', () => {
    const Any = config('any', { value: z.any() });
    const any = seal(
      Any({
        value: {
          list: [{ x: 1 }],
          set: new Set([1]),
          map: new Map(),
          date: new Date(0)
        }
      })
    );
    const cnn = CNN();
    seal(Learn({ model: cnn }));
    const changes: (() => unknown)[] = [
      () => (cnn.layers = 3),
      () => cnn.sizes.push(1),
      () => delete (cnn as { layers?: number }).layers,
      () => Object.defineProperty(cnn, 'layers', { value: 1 }),
      () => (any.value.list[0].x = 2),
      () => any.value.set.add(2),
      () => any.value.map.set(1, 1),
      () => any.value.date.setTime(1)
    ];
    for (const change of changes) {
      expect(change).toThrow(
        expect.objectContaining({
          code: 'SEALED',
          message: expect.stringContaining('cannot be changed')
        })
      );
    }
    expect(isSealed(cnn)).toBe(true);
    expect(identityOf(any)).toBe(
      identityOf(
        Any({
          value: {
            list: [{ x: 1 }],
            set: new Set([1]),
            map: new Map(),
            date: new Date(0)
          }
        })
      )
    );
  });

  it('does not touch the values that were given', () => {
    const list = [1];
    const Any = config('any', { value: z.any() });
    const any = seal(Any({ value: list }));
    const before = identityOf(any);
    list.push(2);
    expect(any.value).toEqual([1]);
    expect(identityOf(any)).toBe(before);
  });

  it('asks the checks of a type and of those it extends', () => {
    const Base = config(
      'base',
      { low: z.number(), high: z.number() },
      {
        check: ({ low, high }) => {
          if (low > high) {
            throw new Error('low is above high');
          }
        }
      }
    );
    const More = Base.extend('more', {});
    expect(() => seal(More({ low: 2, high: 1 }))).toThrow(
      expect.objectContaining({
        code: 'BAD_PARAMETERS',
        message: 'more: low is above high'
      })
    );
  });
});

describe('changedDefaults()', () => {
  it('tells of a default that was left out and is another one now', () => {
    const Old = config('model', { a: z.number().default(1), b: z.number() });
    const New = config('model', { a: z.number().default(2), b: z.number() });
    const kept = skippedDefaults(Old({ b: 1 }));
    expect(kept).toEqual({ a: 1 });
    expect(identityOf(New({ b: 1 }))).toBe(identityOf(Old({ b: 1 })));
    const changes = changedDefaults(New({ b: 1 }), kept);
    expect(changedDefaultsText('model', changes)).toMatch(
      /model has a result.*a was 1 and is 2 now/
    );
    expect(changedDefaults(Old({ b: 1 }), kept)).toEqual([]);
    expect(changedDefaultsText('model', [])).toBeUndefined();
  });

  it('looks into configs', () => {
    expect(skippedDefaults(Learn({ model: CNN({ layers: 3 }) }))).toEqual({
      lr: 0.01,
      'model.hidden': 64,
      'model.sizes': [3]
    });
  });
});

describe('the dependencies of a task', () => {
  const learn = Learn({ model: CNN() });

  it('are the tasks whose results are parameters, at any depth', () => {
    const Any = task(
      'any',
      { value: z.any(), list: z.array(z.number()) },
      () => 0
    );
    const holder = config('holder', { inner: z.any() });
    const use = Any({
      value: { deep: [new Map([[1, holder({ inner: learn })]])] },
      list: [1, outputOf(learn, 'accuracy')]
    });
    expect(dependenciesOf(use)).toEqual([learn]);
    expect(dependenciesOf(Evaluate({ learned: learn }))).toEqual([learn]);
    expect(dependenciesOf(learn)).toEqual([]);
  });

  it('come first in the order of a plan, each once', () => {
    const a = Evaluate({ learned: learn, name: 'a' });
    const b = Evaluate({ learned: learn, name: 'b' });
    expect(planOrder([a, b])).toEqual([learn, a, b]);
  });

  it('are part of the identity', () => {
    const of = (layers: number) =>
      identityOf(Evaluate({ learned: Learn({ model: CNN({ layers }) }) }));
    expect(of(1)).toBe(of(1));
    expect(of(1)).not.toBe(of(2));
  });

  it('count when one gives a path', () => {
    const Read = task('read', { file: path() }, () => 0);
    const Write = task('write', { n: z.number() }, () => 'out.bin');
    const of = (n: number) => identityOf(Read({ file: Write({ n }) }));
    expect(of(1)).not.toBe(of(2));
    expect(identityOf(Read({ file: 'x' }))).toBe(
      identityOf(Read({ file: 'y' }))
    );
  });

  it('cannot be a cycle', () => {
    const Node = task('node', { next: z.any() }, () => 0);
    const a = Node({ next: 0 });
    const b = Node({ next: a });
    a.next = [b];
    for (const refuse of [
      () => planOrder([a]),
      () => identityOf(a),
      () => seal(b)
    ]) {
      expect(refuse).toThrow(expect.objectContaining({ code: 'CYCLE' }));
    }
    expect(() => planOrder([a])).toThrow('node needs node needs node');
  });
});

describe('runParams()', () => {
  it('puts results in the place of tasks', () => {
    const learn = Learn({ model: CNN({ layers: 3 }) });
    const Use = task('use', { accuracy: z.number(), all: z.any() }, () => 0);
    const use = Use({ accuracy: outputOf(learn, 'accuracy'), all: { learn } });
    const result = { accuracy: 0.5, weights: [1] };
    expect(runParams(use, () => result)).toEqual({
      accuracy: 0.5,
      all: { learn: result }
    });
    expect(runParams(learn, () => 0)).toEqual({
      model: { layers: 3, hidden: 64, sizes: [3] },
      lr: 0.01,
      threads: 4,
      weights: 'weights.bin',
      version: '1'
    });
  });

  it('checks results by the schema of the parameter', () => {
    const learn = Learn({ model: CNN() });
    const Use = task('use', { accuracy: z.number().max(1) }, () => 0);
    const use = Use({ accuracy: outputOf(learn, 'accuracy') });
    expect(() => runParams(use, () => ({ accuracy: 7 }))).toThrow(
      /accuracy is 7, but does not fit/
    );
    expect(() => runParams(use, () => ({}))).toThrow(
      /gave nothing called accuracy/
    );
  });
});

describe('tags()', () => {
  it('collects tagged parameters, also of tasks that are needed, and changes no identity', () => {
    const learn = Learn({
      model: CNN({ layers: tag(3), hidden: tag(8, 'width') }),
      lr: tag(0.5)
    });
    const evaluate = withTags(Evaluate({ learned: learn }), { fold: 1 });
    expect(tags(evaluate)).toEqual({ fold: 1, layers: 3, lr: 0.5, width: 8 });
    expect(identityOf(learn)).toBe(
      identityOf(Learn({ model: CNN({ layers: 3, hidden: 8 }), lr: 0.5 }))
    );
    expect(tagsPath(evaluate)).toBe('fold=1_layers=3_lr=0.5_width=8');
  });

  it('lets the outer one hold', () => {
    const learn = withTags(Learn({ model: CNN({ layers: tag(3) }) }), {
      layers: 'many'
    });
    expect(tags(learn)).toEqual({ layers: 'many' });
  });
});

describe('tagsPath()', () => {
  const of = (values: Record<string, string>) =>
    tagsPath(withTags(CNN(), values));

  it('is a name that leads nowhere and cannot be misread', () => {
    expect(of({ a: '../x', b_c: 'd=e' })).toBe('a=%2e.%2fx_b%5fc=d%3de');
    expect(of({ a: '1_b=2' })).not.toBe(of({ a: '1', b: '2' }));
  });

  it('is never too long for a file, and still differs', () => {
    const long = 'é'.repeat(500);
    expect(Buffer.byteLength(of({ a: `${long}1` }))).toBeLessThanOrEqual(200);
    expect(of({ a: `${long}1` })).not.toBe(of({ a: `${long}2` }));
  });
});
