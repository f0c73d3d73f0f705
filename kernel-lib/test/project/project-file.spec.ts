import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import fc from 'fast-check';
import { closest } from '../../src/format/closest';
import { globTest } from '../../src/project/glob';
import { parseProject } from '../../src/project/project-file';
import { quoteWord, shellWords } from '../../src/project/shell-words';
import { fillTemplate } from '../../src/project/template';

const FILE = 'trialbook.yml';

/** The message of the error that a project file gives. */
function problems(text: string): string {
  try {
    parseProject(text, FILE);
  } catch (error) {
    expect(error).toMatchObject({ code: 'BAD_PROJECT' });
    return (error as Error).message;
  }
  return '';
}

describe('parseProject()', () => {
  it('reads every part of an operation', () => {
    const [train, all] = parseProject(
      `
output-scalars: false
operations:
  train:
    main: python train.py --data "\${data}" --lr \${lr}
    description: Trains
    flags:
      lr: 0.1
      data: { type: path, default: data.csv, description: where the rows are }
      opt: { choices: [sgd, adam], default: sgd }
    label: lr \${lr}
    tags: demo
    env: { THREADS: 2, DEBUG: false }
    sourcecode: { include: ['*.py'], exclude: test_* }
    cwd: project
  all:
    steps:
      - train lr=0.5
      - run: train
        flags: { lr: 1 }
        expect: [loss < 1, accuracy > 0.9]
`,
      FILE
    ).values();
    expect(train).toMatchObject({
      main: {
        kind: 'command',
        words: ['python', 'train.py', '--data', '${data}', '--lr', '${lr}']
      },
      flags: { lr: { default: 0.1 }, data: { type: 'path' } },
      outputScalars: false,
      tags: ['demo'],
      env: { THREADS: '2', DEBUG: 'false' },
      source: { include: ['*.py'], exclude: ['test_*'] },
      cwd: 'keep'
    });
    expect(all.steps).toMatchObject([
      { operation: 'train', assignments: ['lr=0.5'], expect: [] },
      {
        operation: 'train',
        flags: { lr: 1 },
        expect: ['loss < 1', 'accuracy > 0.9']
      }
    ]);
  });

  it.each([
    ['node train.js --x', 'command'],
    ['node train.js', 'script'],
    ['train.ts', 'script'],
    ['src/train.ts#train', 'function'],
    ['notebooks/train.ipynb', 'notebook'],
    ['./train', 'command']
  ])('knows what %j is', (main, kind) => {
    const text = `operations: { a: ${JSON.stringify(main)} }`;
    expect(parseProject(text, FILE).get('a')?.main?.kind).toBe(kind);
  });

  // Must hold: errors name line, column and the allowed keys.
  it.each([
    [
      'operations:\n  train:\n    mian: x\n',
      `${FILE}:3:5: "train" has no key "mian"; did you mean "main"? Its keys are main, steps, description, flags, flags-import, requires, output-scalars, sourcecode, label, tags, env and cwd.`
    ],
    [
      'operations:\n  a:\n    main: x\n    flags:\n      lr: { defualt: 1 }\n',
      `${FILE}:5:13: "lr" has no key "defualt"; did you mean "default"? Its keys are default, description, type, choices, min, max and required.`
    ],
    [
      'operation: {}',
      `${FILE}:1:1: the file has no key "operation"; did you mean "operations"?`
    ],
    [
      'operations: []',
      `${FILE}:1:13: "operations" of the file has to be a map, not a list.`
    ],
    ['operations:\n  a: 3', `${FILE}:2:6: "a" has to be a text or a map.`],
    [
      'operations:\n  a: { main: x, steps: [b] }',
      'needs either "main" or "steps"'
    ],
    ['operations:\n  a: {}', `${FILE}:2:6: "a" needs either "main" or "steps"`],
    [
      'operations:\n  a: { main: x, flags: { lr: { type: real } } }',
      `has to be string, number, int, boolean or path, not "real"`
    ],
    [
      'operations:\n  a:\n    main: x\n    flags:\n      lr: { default: 5, max: 1 }',
      `${FILE}:5:11: the default of lr is 5, but has to be a number of at most 1.`
    ],
    [
      'operations:\n  a: { steps: [prepare] }\n  prepar: x',
      'did you mean "prepar"? Operations are a, prepar.'
    ],
    [
      'operations:\n  a: { main: "run ${lr}", flags: { rl: 1 } }',
      '${lr} is no flag; flags are rl.'
    ],
    [
      'operations:\n  a: { main: "run \'x" }',
      "the quote ' at character 5 never ends"
    ],
    [
      'operations:\n  a: { steps: [{ run: a, expect: "loss <" }] }',
      `${FILE}:2:`
    ],
    ['operations:\n  a: { main: x, output-scalars: "(" }', `${FILE}:2:`],
    ['operations:\n  a: x\n  a: y', `${FILE}:3:3: `],
    ['operations:\n\ta: x', `${FILE}:2:1: `],
    ['', `${FILE}:1:1: the file has to be a map, not nothing.`],
    [
      'operations:\n  a:\n    main: x\n    requires: [{ file: a, url: b }]',
      `${FILE}:4:16: a requirement needs one of`
    ],
    [
      'operations:\n  a:\n    main: x\n    requires: [{ url: "file:///etc/passwd" }]',
      '"url" has to begin with https://'
    ]
  ])('says where %j is wrong', (text, message) => {
    expect(problems(text)).toContain(message);
  });

  it('says everything that is wrong at once', () => {
    const text = 'operations:\n  a: { mian: x }\n  b: { steps: 3 }\n';
    expect(problems(text).split('\n')).toHaveLength(2);
  });

  it('never gives way to what anybody may have written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), text => {
        problems(`operations:\n  a: ${text}`);
      })
    );
    const bomb = `a: &a [x]\n${'bcdefghi'
      .split('')
      .map(
        (name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]},`.repeat(9)}]`
      )
      .join('\n')}\noperations: {}`;
    expect(problems(bomb)).not.toBe('');
  });

  it('has its keys in the published schema', () => {
    const schema = JSON.parse(
      readFileSync(
        path.resolve(__dirname, '../../schema/trialbook.schema.json'),
        'utf8'
      )
    ) as { $schema: string; $defs: Record<string, object> };
    expect(schema.$schema).toContain('json-schema.org');
    expect(Object.keys(schema.$defs)).toContain('operation');
  });
});

describe('shellWords()', () => {
  it.each([
    ['node train.js --lr 0.1', ['node', 'train.js', '--lr', '0.1']],
    [`a "b c" 'd "e'`, ['a', 'b c', 'd "e']],
    ['a\\ b', ['a b']],
    [`"a\\"b\\\\"`, ['a"b\\']],
    [`''`, ['']],
    ['  ', []],
    ['a$(rm -rf x);b|c', ['a$(rm', '-rf', 'x);b|c']]
  ])('%s', (text, words) => {
    expect(shellWords(text)).toEqual(words);
  });

  it('takes back what quoteWord() gives', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), words => {
        expect(shellWords(words.map(quoteWord).join(' '))).toEqual(words);
      })
    );
  });
});

describe('globTest()', () => {
  it.each([
    ['*.js', 'a.js', true],
    ['*.js', 'src/deep/a.js', true],
    ['src/*.js', 'src/a.js', true],
    ['src/*.js', 'src/deep/a.js', false],
    ['src/**/*.js', 'src/deep/er/a.js', true],
    ['src/**/*.js', 'src/a.js', true],
    ['data/**', 'data/a/b.csv', true],
    ['*.{js,ts}', 'a.ts', true],
    ['a[0-9].txt', 'a5.txt', true],
    ['a[!0-9].txt', 'a5.txt', false],
    ['a?c', 'abc', true],
    ['a.c', 'abc', false],
    ['(a+)+', '(a+)+', true]
  ])('%s on %s: %s', (glob, text, fits) => {
    expect(globTest(glob)(text)).toBe(fits);
  });

  it('takes a text without special characters for itself', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z.+^$()|]{1,20}$/), text => {
        expect(globTest(text)(text)).toBe(true);
      })
    );
  });
});

describe('closest()', () => {
  it.each([
    ['mian', 'main'],
    ['flag', 'flags'],
    ['step', 'steps'],
    ['xyzzy', undefined]
  ])('of %s is %s', (text, word) => {
    expect(closest(text, ['main', 'flags', 'steps'])).toBe(word);
  });
});

describe('fillTemplate()', () => {
  it('puts flags in, and leaves the rest', () => {
    expect(fillTemplate('${a} ${ b } ${c} $d', { a: 1, b: 'x', d: 2 })).toBe(
      '1 x ${c} $d'
    );
  });
});
