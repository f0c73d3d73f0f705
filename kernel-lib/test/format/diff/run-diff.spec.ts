import * as fc from 'fast-check';
import {
  compareNamed,
  countChanges,
  deltaOf,
  diffFacts,
  diffScalars,
  DIFF_SECTIONS,
  isEmptyDiff,
  previousRun,
  sameValue,
  summariseChanges,
  type RecordedFlags,
  type RecordedNumber,
  type RecordedValue,
  type RunFacts,
  type ScalarSummary
} from '../../../src/format';

const A = 'k3m9q2x7b4na';
const B = 'm8r2c5d9e1fg';

const facts = (more: Partial<RunFacts> = {}): RunFacts => ({
  run: A,
  name: 'train',
  status: 'completed',
  flags: {},
  environment: {},
  ...more
});

const scalar = (
  last: RecordedNumber,
  more: Partial<ScalarSummary> = {}
): ScalarSummary => ({
  count: 10,
  step: 9,
  min: last,
  max: last,
  last,
  ...more
});

describe('compareNamed()', () => {
  const values = fc.dictionary(
    fc.oneof(fc.constantFrom('lr', 'seed', '__proto__'), fc.string()),
    fc.jsonValue() as fc.Arbitrary<RecordedValue>,
    { maxKeys: 8 }
  );
  const compare = (a: RecordedFlags, b: RecordedFlags) =>
    compareNamed<RecordedValue>(a, b, sameValue);

  it('leads from the first side to the second', () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const { changes, same } = compare(a, b);
        const after = new Map(same.map(({ name, value }) => [name, value]));
        for (const change of changes) {
          if (change.kind !== 'removed' && change.b !== undefined) {
            after.set(change.name, change.b);
          }
        }
        expect(sameValue(Object.fromEntries(after), b)).toBe(true);
      })
    );
  });

  it('finds nothing between a side and itself, and the opposite the other way round', () => {
    const opposite = { added: 'removed', removed: 'added', changed: 'changed' };
    const told = (all: { name: string; kind: string }[]) =>
      all.map(({ name, kind }) => `${name} ${kind}`).sort();
    fc.assert(
      fc.property(values, values, (a, b) => {
        expect(compare(a, a).changes).toEqual([]);
        expect(told(compare(b, a).changes)).toEqual(
          told(
            compare(a, b).changes.map(({ name, kind }) => ({
              name,
              kind: opposite[kind]
            }))
          )
        );
      })
    );
  });
});

describe('diffScalars()', () => {
  it('tells how far a tag has moved, absolutely and in parts', () => {
    const { changes } = diffScalars(
      { loss: scalar(0.25, { max: 2 }) },
      { loss: scalar(0.2, { max: 2, count: 12 }) }
    );
    expect(changes).toMatchObject([
      { name: 'loss', kind: 'changed', a: { count: 10 }, b: { count: 12 } }
    ]);
    expect(changes[0].last?.absolute).toBeCloseTo(-0.05);
    expect(changes[0].last?.relative).toBeCloseTo(-0.2);
    expect(changes[0].max).toEqual({ absolute: 0, relative: 0 });
  });

  it('names tags that only one run has', () => {
    const { changes, same } = diffScalars(
      { loss: scalar(1), old: scalar(2) },
      { loss: scalar(1), acc: scalar(3) }
    );
    expect(changes.map(({ name, kind }) => [name, kind])).toEqual([
      ['old', 'removed'],
      ['acc', 'added']
    ]);
    expect(same.map(({ name }) => name)).toEqual(['loss']);
  });

  it.each<[string, RecordedNumber, RecordedNumber, object]>([
    ['0', 0, 2, { absolute: 2 }],
    ['NaN', 1, 'NaN', { absolute: 'NaN' }],
    ['an infinity', 'Infinity', 1, { absolute: '-Infinity' }],
    ['itself', 'NaN', 'NaN', { absolute: 0 }],
    ['itself', 5, 5, { absolute: 0, relative: 0 }]
  ])('has no parts where there are none: from or to %s', (_, a, b, delta) => {
    expect(deltaOf(a, b)).toEqual(delta);
  });
});

describe('diffFacts()', () => {
  it('finds nothing between a run and itself', () => {
    const run = facts({
      flags: { lr: 0.1 },
      value: { $type: 'number', text: 'NaN' },
      scalars: { loss: scalar('NaN') },
      environment: { packages: { zod: '4.1.0' }, git: { commit: 'abc' } },
      cells: [{ code: 'x', outcome: 'ok' }],
      output: [{ time: 1, stream: 'stdout', text: 'hello\n' }]
    });
    const diff = diffFacts(run, run);
    expect(isEmptyDiff(diff)).toBe(true);
    expect(summariseChanges(diff)).toBe('');
    expect(JSON.parse(JSON.stringify(diff))).toEqual(diff);
  });

  it('counts the differences of each section', () => {
    const diff = diffFacts(
      facts({
        flags: { lr: 0.1, wd: 1 },
        environment: {
          node: '20.1.0',
          packages: { zod: '4.1.0' },
          env: { LANG: 'C' }
        },
        source: { kernel: { name: 'tslab', version: '1.0.22' } },
        output: [{ time: 1, stream: 'stdout', text: 'a\nb' }]
      }),
      facts({
        run: B,
        status: 'failed',
        error: { name: 'Error', message: 'no' },
        flags: { lr: 0.2, wd: 1 },
        scalars: { loss: scalar(1) },
        environment: {
          node: '22.0.0',
          packages: { zod: '4.2.0' },
          env: { LANG: 'C' }
        },
        source: { kernel: { name: 'tslab', version: '1.0.22' } },
        cells: [{ code: 'x', outcome: 'ok' }],
        output: [
          { time: 2, stream: 'stdout', text: '\u001b[31ma\u001b[0m\r\n' },
          { time: 2, stream: 'stderr', text: 'c' }
        ]
      })
    );
    expect(
      Object.fromEntries(
        DIFF_SECTIONS.map(section => [section, countChanges(diff, section)])
      )
    ).toEqual({
      flags: 1,
      outcome: 2,
      scalars: 1,
      packages: 1,
      environment: 1,
      cells: 1,
      patch: 0,
      output: 2
    });
    expect(diff.flags.same).toEqual([{ name: 'wd', value: 1 }]);
  });

  it('takes the packages from where more is known', () => {
    const diff = diffFacts(
      facts({ packages: { zod: '4.1.0', 'left-pad': '1.0.0' } }),
      facts({
        packages: { zod: '4.1.0', 'left-pad': '1.3.0' },
        environment: { packages: { zod: '9.9.9' } }
      })
    );
    expect(diff.packages.changes).toEqual([
      { name: 'left-pad', kind: 'changed', a: '1.0.0', b: '1.3.0' }
    ]);
  });

  it('compares what was changed against the commit', () => {
    const diff = diffFacts(facts(), facts({ changes: '+x' }));
    expect(diff.patch).toMatchObject({ added: 1, removed: 0 });
    expect(isEmptyDiff(diff)).toBe(false);
  });
});

describe('summariseChanges()', () => {
  const cells = (code: string) => [
    { id: 'a', count: 3, code, outcome: 'ok' as const }
  ];

  it('tells flags, cells, packages and the commit in a line, and not what came of them', () => {
    const diff = diffFacts(
      facts({
        flags: { lr: 0.1 },
        scalars: { loss: scalar(1) },
        cells: cells('let x = 1'),
        environment: {
          packages: { zod: '4.1.0' },
          git: { commit: '9f1c2d3aaaa' },
          memory: 1
        }
      }),
      facts({
        flags: { lr: 0.05 },
        status: 'failed',
        scalars: { loss: scalar(2) },
        cells: cells('let x = 2'),
        environment: {
          packages: { zod: '4.2.0' },
          git: { commit: '1a2b3c4bbbb' },
          memory: 2
        }
      })
    );
    expect(summariseChanges(diff)).toBe(
      'lr 0.1 → 0.05, cell [3] changed, zod 4.1.0 → 4.2.0, commit 9f1c2d3 → 1a2b3c4'
    );
  });

  it('names what came and went', () => {
    const diff = diffFacts(
      facts({ flags: { old: 1 } }),
      facts({ flags: { opt: 'adam' }, cells: cells('x') })
    );
    expect(summariseChanges(diff)).toBe(
      'old removed, opt added (adam), cell [3] added'
    );
  });

  it('stays short with many differences and long values', () => {
    const flags = (value: string) =>
      Object.fromEntries(
        Array.from({ length: 100 }, (_, at) => [`f${at}`, value + at])
      );
    const text = summariseChanges(
      diffFacts(
        facts({ flags: flags('x'.repeat(500)) }),
        facts({ flags: flags('y'.repeat(500)) })
      )
    );
    expect(text).toContain('97 more flags');
    expect(text.length).toBeLessThan(250);
  });
});

describe('previousRun()', () => {
  const runs = [
    { id: 5, name: 'train', notebook: 'a.ipynb' },
    { id: 4, name: 'eval', notebook: 'a.ipynb' },
    { id: 3, name: 'train', notebook: 'b.ipynb' },
    { id: 2, name: 'train' },
    { id: 1, name: 'train', notebook: 'a.ipynb' }
  ];

  it('is the newest one before of the same name and notebook', () => {
    expect(previousRun(runs, 0)?.id).toBe(1);
    expect(previousRun(runs, 3)?.id).toBe(1);
  });

  it('is none for the first run of a function', () => {
    expect(previousRun(runs, 1)).toBeUndefined();
    expect(previousRun(runs, 4)).toBeUndefined();
    expect(previousRun(runs, 9)).toBeUndefined();
    expect(previousRun(runs, -1)).toBeUndefined();
  });
});
