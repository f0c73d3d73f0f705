/** The identity of a slice's code: what changes it, and what does not. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import type ts from 'typescript';
import { sliceCells } from '../../../src/notebook/slice/slice-cells';
import { madeUpFolder } from './made-up-folder';

const typescript = require('@tslab/typescript-for-tslab') as typeof ts;

const folder = madeUpFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sliceOf = (...cells: string[]) =>
  sliceCells(
    cells.map((code, at) => ({ code, count: at + 1, outcome: 'ok' as const })),
    'train',
    { ts: typescript, base: folder }
  );

const hashOf = (...cells: string[]) => sliceOf(...cells).hash;

/** Definitions that do not use each other while they are executed. */
const NEEDED = [
  "import { join } from 'path';\nconst at = (x: string) => join('a', x);",
  'const rates = [0.1, 0.01];',
  'class Model { constructor(readonly size = 2) {} }',
  'function train() {\n  return [at("b"), rates, new Model()];\n}'
];

const UNRELATED = [
  'const unused = Math.random();',
  'console.log("looking", 1 + 1);',
  "import { readFileSync } from 'fs';",
  'type Unused = { a: number };',
  'function other() { return unused; }'
];

const REFERENCE = hashOf(...NEEDED);

describe('the identity of a slice stays the same', () => {
  it('in whichever order independent cells were executed, and whatever else was', () => {
    const notebooks = fc
      .tuple(
        fc.shuffledSubarray(NEEDED, { minLength: NEEDED.length }),
        fc.array(fc.tuple(fc.nat(6), fc.constantFrom(...UNRELATED)), {
          maxLength: 6
        })
      )
      .map(([needed, others]) => {
        const cells = [...needed];
        others.forEach(([place, code]) => cells.splice(place, 0, code));
        return cells;
      });
    fc.assert(
      fc.property(notebooks, cells => {
        expect(hashOf(...cells)).toBe(REFERENCE);
      }),
      { numRuns: 60 }
    );
  });

  it('when cells are executed again', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...NEEDED)), again => {
        expect(hashOf(...NEEDED, ...again)).toBe(REFERENCE);
      }),
      { numRuns: 60 }
    );
  });

  it.each([
    [
      'comments',
      '/** Trains. */\nfunction train() { // soon\n  /* now */ return [at("b"), rates, new Model()];\n}'
    ],
    [
      'white space',
      'function   train()\n{return [at("b"),rates,\n\nnew Model()];}'
    ],
    [
      'quotes and semicolons',
      "function train() { return [at('b'), rates, new Model()] }"
    ],
    [
      'trailing commas',
      'function train() { return [at("b",), rates, new Model(),]; }'
    ],
    [
      'an export',
      'export default function train() { return [at("b"), rates, new Model()]; }'
    ]
  ])('when the formatting differs by %s', (_, train) => {
    expect(hashOf(...NEEDED.slice(0, -1), train)).toBe(REFERENCE);
  });

  it('when definitions stand in other cells together', () => {
    expect(hashOf(NEEDED.join('\n'))).toBe(REFERENCE);
  });
});

describe('the identity of a slice changes', () => {
  it.each([
    ['a constant', NEEDED.map(code => code.replace('0.01', '0.02'))],
    ['a string', NEEDED.map(code => code.replace("'a'", "'A'"))],
    ['an import', NEEDED.map(code => code.replace("'path'", "'path/posix'"))],
    [
      'a name that is imported',
      NEEDED.map(code => code.replace('{ join }', '{ resolve as join }'))
    ],
    ['a default', NEEDED.map(code => code.replace('size = 2', 'size = 3'))],
    [
      'the order of statements',
      ['let a = 1; function train() { a++; a *= 2; return a; }']
    ],
    ['an empty item', NEEDED.map(code => code.replace('[0.1, ', '[0.1,, '))]
  ])('with %s', (_, cells) => {
    expect(hashOf(...cells)).not.toBe(REFERENCE);
  });

  it('with every literal of a needed definition', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), (a, b) => {
        const hashes = [a, b].map(value =>
          hashOf(`const value = [${value}];`, 'const train = () => value;')
        );
        expect(hashes[0] === hashes[1]).toBe(a === b);
      }),
      { numRuns: 40 }
    );
  });

  it('with which of two versions of a name is used', () => {
    const [first, second] = ['const k = 1;', 'const k = 2;'];
    expect(hashOf(first, second, 'const train = () => k;')).not.toBe(
      hashOf(second, first, 'const train = () => k;')
    );
  });

  it('with a module that is reached through another one, and with a data file', () => {
    const cells = [
      "import { Model } from './model';\nimport data from './data.json';",
      'const train = () => new Model(data.rows.length).size();'
    ];
    const before = sliceOf(...cells);
    expect(before.modules.map(({ path: name }) => name)).toEqual([
      'data.json',
      'model.ts',
      'scale.ts'
    ]);
    writeFileSync(
      path.join(folder, 'scale.ts'),
      'export const scale = (x: number) => x * 2;'
    );
    const scaled = hashOf(...cells);
    writeFileSync(path.join(folder, 'data.json'), '{ "rows": [] }');
    expect(new Set([before.hash, scaled, hashOf(...cells)]).size).toBe(3);
  });

  it('with the version of a package, unless only types of it are used', () => {
    const dir = path.join(folder, 'node_modules', '@made', 'up');
    const install = (version: string) => {
      mkdirSync(dir, { recursive: true });
      writeFileSync(
        path.join(dir, 'package.json'),
        JSON.stringify({ name: '@made/up', version })
      );
    };
    const values = [
      "import { f, type T } from '@made/up/sub';",
      'const train = (x: T) => f(x);'
    ];
    const types = [
      "import type { T } from '@made/up/sub';",
      'const train = (x: T) => x;'
    ];
    install('1.0.0');
    const before = [sliceOf(...values), sliceOf(...types)];
    expect(before.map(({ packages }) => packages)).toEqual([
      [{ name: '@made/up', version: '1.0.0' }],
      []
    ]);
    install('1.0.1');
    expect(hashOf(...values)).not.toBe(before[0].hash);
    expect(hashOf(...types)).toBe(before[1].hash);
  });
});
