import * as fc from 'fast-check';
import {
  documentCells,
  launchingCell,
  linearScript,
  markCells,
  parseNotebook,
  type DocumentCell,
  type ExecutedCell
} from '../../src/format';

function executed(
  id: string | undefined,
  code: string,
  more: Partial<ExecutedCell> = {}
): ExecutedCell {
  return { ...(id !== undefined && { id }), code, outcome: 'ok', ...more };
}

function code(id: string | undefined, source: string): DocumentCell {
  return { ...(id !== undefined && { id }), type: 'code', source };
}

describe('documentCells()', () => {
  it('reads cells of every kind, sources as text or lines', () => {
    const cells = [
      { id: 'a', cell_type: 'markdown', source: ['# T\n', 'text'] },
      { id: 'b', cell_type: 'code', source: 'x', outputs: [] },
      { cell_type: 'raw', source: '' }
    ];
    expect(documentCells({ cells })).toEqual([
      { id: 'a', type: 'markdown', source: '# T\ntext' },
      { id: 'b', type: 'code', source: 'x' },
      { type: 'raw', source: '' }
    ]);
  });

  it('leaves out what is no cell, and never throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const cells = documentCells({ cells: [value] }) ?? [];
        expect(cells.length).toBeLessThanOrEqual(1);
        documentCells(value);
      })
    );
    expect(
      parseNotebook('{"cells": [1, null, {"cell_type": "code"}]}')
    ).toEqual([]);
    for (const text of ['', '{', '[]', '{"cells": 1}']) {
      expect(parseNotebook(text)).toBeUndefined();
    }
  });
});

describe('markCells()', () => {
  it('marks a cell as edited, or deleted, by its id', () => {
    const marks = markCells(
      [executed('a', '1'), executed('b', '2'), executed('c', '3')],
      { document: [code('b', 'two'), code('a', '1')] }
    );
    expect(
      marks.map(({ edited, deleted, place }) => [edited, deleted, place])
    ).toEqual([
      [false, false, 1],
      [true, false, 0],
      [false, true, undefined]
    ]);
  });

  it('takes a cell that was made Markdown for deleted', () => {
    const [mark] = markCells([executed('a', '1')], {
      document: [{ id: 'a', type: 'markdown', source: '1' }]
    });
    expect(mark).toMatchObject({ deleted: true, edited: false });
  });

  it('marks the earlier execution of a cell as superseded, though its text was another', () => {
    const marks = markCells(
      [
        executed('a', 'const x = 1;'),
        executed('b', ''),
        executed('a', 'const x = 2;')
      ],
      { document: [code('a', 'const x = 2;'), code('b', '')] }
    );
    expect(marks.map(({ superseded, edited }) => [superseded, edited])).toEqual(
      [
        [true, true],
        [false, false],
        [false, false]
      ]
    );
  });

  it('goes by the text where there is no id, and says when nothing can be told', () => {
    const marks = markCells(
      [
        executed(undefined, 'a'),
        executed(undefined, 'b'),
        executed(undefined, 'a')
      ],
      { document: [code('x', 'a')] }
    );
    expect(
      marks.map(({ place, unplaced, superseded, edited, deleted }) => [
        place,
        unplaced,
        superseded,
        edited || deleted
      ])
    ).toEqual([
      [0, false, true, false],
      [undefined, true, false, false],
      [0, false, false, false]
    ]);
  });

  it('does not compare compiled code with a text', () => {
    const [mark] = markCells([executed(undefined, 'a', { compiled: true })], {
      document: [code('x', 'a')]
    });
    expect(mark).toMatchObject({ unplaced: true, edited: false });
  });

  it('says nothing of edits without a document', () => {
    const [mark] = markCells([executed('a', '1')]);
    expect(mark).toEqual({
      edited: false,
      deleted: false,
      unplaced: false,
      superseded: false,
      launching: false
    });
  });

  it('takes line ends for the same', () => {
    const [mark] = markCells([executed('a', '1\n2')], {
      document: [code('a', '1\r\n2')]
    });
    expect(mark.edited).toBe(false);
  });

  it('has no mark for cells that were executed once, in any order, and are as they were', () => {
    const cells = fc.uniqueArray(fc.tuple(fc.string(), fc.string()), {
      selector: ([id]) => id
    });
    fc.assert(
      fc.property(cells, fc.infiniteStream(fc.nat()), (ids, order) => {
        const document = ids.map(([id, source]) => code(id, source));
        const run = ids
          .map(([id, source]) => ({ at: order.next().value, id, source }))
          .sort((a, b) => a.at - b.at)
          .map(({ id, source }) => executed(id, source));
        for (const [index, mark] of markCells(run, { document }).entries()) {
          expect(mark).toMatchObject({
            edited: false,
            deleted: false,
            superseded: false
          });
          expect(document[mark.place ?? -1].id).toBe(run[index].id);
        }
      })
    );
  });
});

describe('launchingCell()', () => {
  const cells = [
    executed('a', '1', { count: 1 }),
    executed('b', '2', { count: 2 }),
    executed('a', '1', { count: 3, outcome: 'running' })
  ];

  it('goes by the line, which nothing else may contradict', () => {
    expect(launchingCell(cells, { id: 'b', count: 2, index: 0 })).toBe(0);
    expect(launchingCell(cells, { id: 'b', count: 2, index: 3 })).toBe(1);
  });

  it('goes by the count, else by the last execution of the id', () => {
    expect(launchingCell(cells, { id: 'a', count: 1 })).toBe(0);
    expect(launchingCell(cells, { id: 'a' })).toBe(2);
    expect(launchingCell(cells, {})).toBe(2);
  });

  it('is none when the cell is not there', () => {
    expect(launchingCell(cells, undefined)).toBe(-1);
    expect(launchingCell(cells, { id: 'z', count: 9 })).toBe(-1);
    expect(launchingCell([], {})).toBe(-1);
  });

  it('finds the importing cell, whose count was not known', () => {
    const importing = [executed('a', '1', { outcome: 'running' })];
    expect(launchingCell(importing, { id: 'a' })).toBe(0);
  });
});

describe('linearScript()', () => {
  it('has the cells in order of execution, each under its facts', () => {
    const cells = [
      executed('a', 'const x = 1;', { count: 1 }),
      executed('b', 'throw x;\nx();', { count: 2, outcome: 'error' }),
      executed(undefined, 'exports.y = 2;', { compiled: true }),
      executed('c', 'await run(f);\n', { count: 4, outcome: 'running' })
    ];
    const marks = markCells(cells, {
      document: [code('a', 'const x = 2;'), code('c', 'await run(f);\n')],
      launcher: { count: 4 }
    });
    const script = linearScript(cells, marks, {
      run: 'k3m9q2x7b4na',
      notebook: '../a.ipynb',
      compared: true
    });
    expect(script).toBe(`// @ts-nocheck
// Run k3m9q2x7b4na: the cells executed until it started, in order of execution.
// Notebook: ../a.ipynb

// %% [1] a · ok · edited since
const x = 1;

// %% [2] b · error · deleted since
// throw x;
// x();

// %% [ ] ok · as compiled
exports.y = 2;

// %% [4] c · was running · launched the run
await run(f);
`);
  });

  it('never lets code out of a comment', () => {
    const text = fc
      .array(fc.constantFrom('a', '\n', '\r', '\u2028', '\u2029', '*/', '`'))
      .map(parts => parts.join(''));
    fc.assert(
      fc.property(text, text, (id, source) => {
        const cells = [executed(id, source, { outcome: 'error' })];
        const script = linearScript(cells, markCells(cells), {
          run: 'k3m9q2x7b4na',
          notebook: id
        });
        for (const line of script.split(/[\n\r\u2028\u2029]/)) {
          expect(line).toMatch(/^(?:\/\/.*)?$/);
        }
      })
    );
  });
});
