/** Variables, modules, and values that are computed again. */
import type { Sliced } from './notebook';

export const VALUES: Sliced[] = [
  {
    about: 'destructuring with defaults, rest, holes and nesting',
    cells: [
      'const settings = { lr: 0.1, layers: [4, 5, 6], seed: 1, tag: "x" };',
      'const { lr, layers: [first, ...others], missing = 9, ...rest } = settings as { lr: number; layers: number[]; missing?: number };\nconst [, b] = [1, 2];',
      'const train = ({ net: { size: [size] } } = { net: { size: [8] } }) => [lr, first, others, missing, rest, b, size];'
    ],
    slice: `const settings = { lr: 0.1, layers: [4, 5, 6], seed: 1, tag: "x" };

const { lr, layers: [first, ...others], missing = 9, ...rest } = settings as { lr: number; layers: number[]; missing?: number };
const [, b] = [1, 2];

const train = ({ net: { size: [size] } } = { net: { size: [8] } }) => [lr, first, others, missing, rest, b, size];
`,
    gives: [0.1, 4, [5, 6], 9, { seed: 1, tag: 'x' }, 2, 8]
  },
  {
    about: 'one of several variables of a declaration',
    cells: [
      'const a = 1, b = a + 1, unused = Math.random();',
      'const train = () => b;'
    ],
    slice: `const a = 1, b = a + 1;

const train = () => b;
`,
    gives: 2
  },
  {
    about: 'shadowing by parameters, locals, catch clauses and loops',
    cells: [
      'const lr = Math.random();\nlet rows = [1];\nrows = [2];',
      'function train(lr: number) {\n  const rows = [3];\n  try { throw 4; } catch (seed) { rows.push(seed as number); }\n  for (const config of [5]) rows.push(config);\n  return [lr, ...rows];\n}',
      'const seed = Date.now(), config = Math.random();'
    ],
    slice: `function train(lr: number) {
  const rows = [3];
  try { throw 4; } catch (seed) { rows.push(seed as number); }
  for (const config of [5]) rows.push(config);
  return [lr, ...rows];
}
`,
    args: [1],
    gives: [1, 3, 4, 5]
  },
  {
    about: 'keys with the names of variables',
    cells: [
      'const lr = Math.random(), size = Math.random();\nconst momentum = 0.9;',
      'const train = () => { const o = { lr: 1, size() { return 2; }, momentum: momentum }; return [o.lr, o.size(), o.momentum]; };'
    ],
    slice: `const momentum = 0.9;

const train = () => { const o = { lr: 1, size() { return 2; }, momentum: momentum }; return [o.lr, o.size(), o.momentum]; };
`,
    gives: [1, 2, 0.9]
  },
  {
    about: 'a let that only its definition sets',
    cells: [
      'let epochs = 3;\nlet started: number | undefined;',
      'const train = () => [epochs, started === undefined];'
    ],
    slice: `let epochs = 3;
let started: number | undefined;

const train = () => [epochs, started === undefined];
`,
    gives: [3, true]
  },
  {
    about: 'data computed by functions of the notebook',
    cells: [
      'function random(seed: number) { return () => (seed = (seed * 16807) % 2147483647); }\nfunction makeRows(n: number) { const next = random(7); return Array.from({ length: n }, () => next() % 10); }',
      'const rows = makeRows(4).map(row => row + 1);',
      'const total = rows.reduce((a, b) => a + b, 0);',
      'const train = () => [rows, total];'
    ],
    slice: `function random(seed: number) { return () => (seed = (seed * 16807) % 2147483647); }
function makeRows(n: number) { const next = random(7); return Array.from({ length: n }, () => next() % 10); }

const rows = makeRows(4).map(row => row + 1);

const total = rows.reduce((a, b) => a + b, 0);

const train = () => [rows, total];
`,
    gives: [[10, 4, 7, 6], 27]
  },
  {
    about: 'data filled inside of a function',
    cells: [
      'const table = (() => { const t: number[] = []; for (let i = 0; i < 3; i++) t.push(i * i); return t; })();',
      'const train = () => table;'
    ],
    slice: `const table = (() => { const t: number[] = []; for (let i = 0; i < 3; i++) t.push(i * i); return t; })();

const train = () => table;
`,
    gives: [0, 1, 4]
  },
  {
    about: 'top-level await of what can be computed again',
    cells: [
      'async function load(n: number) { return [n, n + 1]; }',
      'const rows = await load(1);\nconst [first] = await Promise.all([Promise.resolve(5)]);',
      'enum Mode { Fast = 1 }\nnamespace Tools { export const total = (xs: number[]) => xs.length; }',
      'const train = async ({ k = rows.length }) => [k, rows, first, Mode.Fast, Tools.total(rows)];'
    ],
    slice: `async function load(n: number) { return [n, n + 1]; }

const rows = await load(1);
const [first] = await Promise.all([Promise.resolve(5)]);

enum Mode { Fast = 1 }
namespace Tools { export const total = (xs: number[]) => xs.length; }

const train = async ({ k = rows.length }) => [k, rows, first, Mode.Fast, Tools.total(rows)];
`,
    args: [{}],
    gives: [2, [1, 2], 5, 1, 2]
  },
  {
    about: 'dynamic imports, at the top level and in the function',
    cells: [
      'const path = await import("path");',
      'async function train() { const { Model } = await import("./model"); return path.join("a", String(new Model(3).size())); }'
    ],
    slice: `const path = await import("path");

async function train() { const { Model } = await import("./model"); return path.join("a", String(new Model(3).size())); }
`,
    gives: 'a/30'
  },
  {
    about: 'a module beside the notebook and the modules that it imports',
    cells: [
      "import makeModel, { Model, type Options } from './model';",
      'function train(options: Options) { return [makeModel(options).size(), new Model() instanceof Model]; }'
    ],
    slice: `import makeModel, { Model, type Options } from './model';

function train(options: Options) { return [makeModel(options).size(), new Model() instanceof Model]; }
`,
    args: [{ width: 4 }],
    gives: [40, true]
  },
  {
    about: 'a JSON file',
    cells: [
      "import data from './data.json';\nimport * as all from './data.json';",
      'const train = () => [data.rows, all.rows.length];'
    ],
    slice: `import * as all from './data.json';
import data from './data.json';

const train = () => [data.rows, all.rows.length];
`,
    gives: [[1, 2, 3], 3]
  },
  {
    about: 'imports of types only',
    cells: [
      "import type { Options } from './model';\nimport { Model } from './model';\nimport { type PathLike, readFileSync } from 'fs';",
      'let model: Model | undefined;\nconst train = (options: Options, path?: PathLike) => [options.width, path ?? null];'
    ],
    slice: `import type { Options } from './model';
import type { PathLike } from 'fs';

const train = (options: Options, path?: PathLike) => [options.width, path ?? null];
`,
    args: [{ width: 1 }],
    gives: [1, null]
  },
  {
    about: 'default, namespace and renamed imports',
    cells: [
      "import fs from 'fs';\nimport * as os from 'os';\nimport { join as combine, sep } from 'path';\nimport assert, { strictEqual } from 'assert';",
      'function train() { strictEqual(1, 1); assert(true); return [typeof fs.readFileSync, typeof os.cpus, combine("a", "b")]; }'
    ],
    slice: `import fs from 'fs';
import * as os from 'os';
import { join as combine } from 'path';
import assert, { strictEqual } from 'assert';

function train() { strictEqual(1, 1); assert(true); return [typeof fs.readFileSync, typeof os.cpus, combine("a", "b")]; }
`,
    gives: ['function', 'function', 'a/b']
  },
  {
    about: 'require, also of a module beside the notebook',
    cells: [
      'const { basename } = require("path");',
      'const train = () => { const { scale } = require("./scale"); return [basename("/a/b"), scale(2)]; };'
    ],
    slice: `const { basename } = require("path");

const train = () => { const { scale } = require("./scale"); return [basename("/a/b"), scale(2)]; };
`,
    gives: ['b', 20]
  },
  {
    about: 'an import for what it does, and one of a package',
    cells: [
      "import './scale';\nimport { parse } from 'yaml';",
      'const config = parse("lr: 0.5");',
      'const train = () => config.lr;'
    ],
    slice: `import './scale';
import { parse } from 'yaml';

const config = parse("lr: 0.5");

const train = () => config.lr;
`,
    gives: 0.5
  },
  {
    about: 'functions of Trialbook in the function',
    cells: [
      "import { log, run } from 'trialbook';",
      'function train() { return [typeof log, typeof run]; }',
      'const typeOfRun = typeof run;'
    ],
    slice: `import { log, run } from 'trialbook';

function train() { return [typeof log, typeof run]; }
`,
    gives: ['function', 'function']
  },
  {
    about:
      'tagged templates, regular expressions, sets, maps, dates and big integers',
    cells: [
      'const tag = (parts: TemplateStringsArray, ...values: number[]) => parts.join("|") + values.join();\nconst text = tag`a${1}b`;',
      'const seen = new Map([["a", new Set([1n])]]);\nconst when = new Date(0);\nconst word = /\\w+/g;',
      'const train = () => [text, String([...seen.get("a")!][0]), when.getTime(), "ab c".match(word)];'
    ],
    slice: `const tag = (parts: TemplateStringsArray, ...values: number[]) => parts.join("|") + values.join();
const text = tag\`a\${1}b\`;

const seen = new Map([["a", new Set([1n])]]);
const when = new Date(0);
const word = /\\w+/g;

const train = () => [text, String([...seen.get("a")!][0]), when.getTime(), "ab c".match(word)];
`,
    gives: ['a|b1', '1', 0, ['ab', 'c']]
  },
  {
    about: 'objects with getters and methods',
    cells: [
      'const step = 2;\nconst model = { w: 1, get twice() { return this.w * step; }, fit(x: number) { return x + this.twice; } };',
      'const train = (x: number) => model.fit(x);'
    ],
    slice: `const step = 2;
const model = { w: 1, get twice() { return this.w * step; }, fit(x: number) { return x + this.twice; } };

const train = (x: number) => model.fit(x);
`,
    args: [1],
    gives: 3
  }
];
