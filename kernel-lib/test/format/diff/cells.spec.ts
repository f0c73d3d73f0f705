import * as fc from 'fast-check';
import {
  diffCells,
  effectiveCells,
  type CellChange,
  type CellsDiff,
  type ExecutedCell
} from '../../../src/format';

const cell = (
  id: string | undefined,
  code: string,
  count?: number
): ExecutedCell => ({ id, code, count, outcome: 'ok' });

const TRAIN = [
  'function train({ lr = 0.1, steps = 100 } = {}) {',
  '  let w = 0;',
  '  for (let step = 0; step < steps; step++) {',
  '    w -= lr * 2 * (w - 3);',
  '    log("loss", (w - 3) ** 2, step);',
  '  }',
  '  return w;',
  '}'
].join('\n');

const kinds = ({ changes }: CellsDiff) =>
  changes.map(({ kind, id }) => `${kind} ${id ?? '?'}`);

/** The second side, from the first one and what differs. */
function applied(a: readonly ExecutedCell[], diff: CellsDiff): string[] {
  const before = effectiveCells(a);
  const after: string[] = [];
  for (const pair of diff.same) {
    after[pair.b] = before[pair.a].code;
  }
  for (const { a: from, b: to, text } of diff.changes) {
    if (to) {
      after[to.at] = text
        ? text.lines
            .filter(({ kind }) => kind !== 'removed')
            .map(line => line.text)
            .join('\n')
        : before[from?.at ?? -1].code;
    }
  }
  return after;
}

describe('diffCells()', () => {
  it('finds nothing between equal cells', () => {
    const cells = [cell('a', 'let x = 1'), cell(undefined, 'x + 1')];
    expect(diffCells(cells, cells)).toMatchObject({
      changes: [],
      repeated: [],
      same: [
        { a: 0, b: 0 },
        { a: 1, b: 1 }
      ]
    });
  });

  it('names added, removed and changed cells, with the lines and words that differ', () => {
    const a = [
      cell('setup', 'const seed = 1;', 1),
      cell('train', TRAIN, 2),
      cell('gone', 'console.log(seed);', 3)
    ];
    const b = [
      cell('setup', 'const seed = 1;', 1),
      cell('train', TRAIN.replace('** 2', '** 4'), 2),
      cell('new', 'const data = load();', 3)
    ];
    const diff = diffCells(a, b);
    expect(kinds(diff)).toEqual(['changed train', 'added new', 'removed gone']);
    const [changed] = diff.changes;
    expect(changed).toMatchObject({
      a: { at: 1, count: 2 },
      b: { at: 1, count: 2 },
      text: { added: 1, removed: 1 }
    });
    const marked = changed.text?.lines.flatMap(({ words = [] }) =>
      words.filter(span => span.changed).map(span => span.text)
    );
    expect(marked).toEqual(['2', '4']);
  });

  it('takes a cell that was edited and executed again for one cell', () => {
    const a = [cell('train', TRAIN, 1), cell('go', 'await run(train)', 2)];
    const b = [
      ...a,
      cell('train', TRAIN.replace('lr = 0.1', 'lr = 0.2'), 3),
      cell('go', 'await run(train)', 4)
    ];
    const diff = diffCells(a, b);
    expect(kinds(diff)).toEqual(['changed train']);
    expect(diff.changes[0]).toMatchObject({ a: { count: 1 }, b: { count: 3 } });
    expect(diff.repeated).toEqual([
      { count: 3, a: 1, b: 2 },
      { count: 4, a: 1, b: 2 }
    ]);
  });

  it('says which cells stand elsewhere, and only those', () => {
    const [x, y, z] = [
      cell('x', 'let x = 1'),
      cell('y', 'let y = 2'),
      cell('z', 'let z = 3')
    ];
    const diff = diffCells([x, y, z], [y, z, x]);
    expect(kinds(diff)).toEqual(['moved x']);
    expect(diff.changes[0]).toMatchObject({ a: { at: 0 }, b: { at: 2 } });
    expect(diff.changes[0]).not.toHaveProperty('text');
    const edited = diffCells([x, y, z], [y, z, cell('x', 'let x = 10')]);
    expect(edited.changes).toMatchObject([{ kind: 'changed', moved: true }]);
  });

  it('knows cells without an id by the similarity of their code', () => {
    const a = [cell(undefined, 'import fs from "fs"'), cell(undefined, TRAIN)];
    const b = [
      cell('1', TRAIN.replace('100', '200')),
      cell('2', 'import fs from "fs"')
    ];
    expect(diffCells(a, b).changes).toMatchObject([
      { kind: 'changed', id: '1', moved: true, text: { added: 1, removed: 1 } }
    ]);
  });

  it('does not pair cells that have nothing in common', () => {
    const diff = diffCells(
      [cell(undefined, TRAIN)],
      [cell(undefined, 'import * as path from "node:path"')]
    );
    expect(diff.changes.map(({ kind }) => kind).sort()).toEqual([
      'added',
      'removed'
    ]);
  });

  it('finds compiled code and the code it was made from the same', () => {
    const source = cell('s', 'const seed = 1;\nconst twice = seed * 2;\ntwice');
    const compiled: ExecutedCell = {
      ...source,
      id: undefined,
      compiled: true,
      code: [
        'Object.defineProperty(exports, "__esModule", { value: true });',
        'exports.seed = exports.twice = exports.tsLastExpr = void 0;',
        'const seed = 1;',
        'exports.seed = seed;',
        'const twice = exports.seed * 2;',
        'exports.twice = twice;',
        'exports.tsLastExpr = twice;'
      ].join('\n')
    };
    expect(diffCells([compiled], [source]).changes).toEqual([]);
    const edited = { ...source, code: source.code.replace('= 1', '= 7') };
    expect(diffCells([compiled], [edited]).changes).toMatchObject([
      { kind: 'changed', compiled: true }
    ]);
  });

  it('leaves out cells that were aborted before they ran', () => {
    const aborted: ExecutedCell = { ...cell('b', 'x'), outcome: 'aborted' };
    expect(diffCells([], [aborted]).changes).toEqual([]);
  });

  it('compares a home-made giant in bounded pieces and says what was left out', () => {
    const cells = (from: number) =>
      Array.from({ length: 2500 }, (_, at) =>
        cell(`${at}`, `x${from + at}\n`.repeat(60))
      );
    const diff = diffCells(cells(0), cells(1));
    expect(diff.cut).toEqual({ a: 500, b: 500 });
    expect(diff.changes).toHaveLength(2000);
    expect(diff.changes[0].text?.cut).toEqual({ a: 10, b: 10 });
  });

  describe('for any cells', () => {
    const code = fc
      .array(fc.constantFrom('let a = 1', 'b()', 'c += a', ''), {
        maxLength: 5
      })
      .map(lines => lines.join('\n').trimEnd());
    const id = fc.option(fc.constantFrom('p', 'q', 'r', 's', 't'), {
      nil: undefined
    });
    const cells = fc.array(
      fc.record({ id, code }).map(it => cell(it.id, it.code)),
      { maxLength: 12 }
    );

    it('leads from the first side to the second', () => {
      fc.assert(
        fc.property(cells, cells, (a, b) => {
          expect(applied(a, diffCells(a, b))).toEqual(
            effectiveCells(b).map(it => it.code)
          );
        })
      );
    });

    it('finds nothing between a side and itself', () => {
      fc.assert(
        fc.property(cells, a => {
          expect(diffCells(a, a)).toMatchObject({ changes: [], repeated: [] });
        })
      );
    });

    it('says the same the other way round', () => {
      const named = cells.map(all =>
        all.map((it, at) => ({ ...it, id: it.id ?? `n${at}` }))
      );
      const count = (changes: CellChange[], kind: CellChange['kind']) =>
        changes.filter(
          change =>
            change.kind === kind || (kind === 'moved' && change.moved === true)
        ).length;
      fc.assert(
        fc.property(named, named, (a, b) => {
          const { changes } = diffCells(a, b);
          const back = diffCells(b, a).changes;
          expect(count(back, 'added')).toBe(count(changes, 'removed'));
          expect(count(back, 'removed')).toBe(count(changes, 'added'));
          expect(count(back, 'changed')).toBe(count(changes, 'changed'));
          expect(count(back, 'moved')).toBe(count(changes, 'moved'));
        })
      );
    });
  });
});
