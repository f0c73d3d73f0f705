/** In which order cells were executed, again and again, with and without success. */
import type { Sliced } from './notebook';

export const EXECUTIONS: Sliced[] = [
  {
    about: 'a constant that a later cell declares anew',
    cells: [
      'const lr = 1;',
      'function train() { return lr; }',
      'const lr = 2;'
    ],
    slice: `function train() { return lr; }

const lr = 2;
`,
    gives: 2
  },
  {
    about: 'a constant that is declared anew: its own cell keeps it',
    cells: [
      'const lr = 1;\nconst inside = () => lr;',
      'const outside = () => lr;',
      'const lr = 2;',
      'const train = () => [inside(), outside(), lr];'
    ],
    slice: `const lr_1 = 1;
const inside = () => lr_1;

const outside = () => lr;

const lr = 2;

const train = () => [inside(), outside(), lr];
`,
    gives: [1, 2, 2]
  },
  {
    about: 'a value computed from a constant before it is declared anew',
    cells: [
      'const size = 2;',
      'const area = size * size;',
      'const size = 5;',
      'const train = () => ({ size: size, area: area });'
    ],
    slice: `const size_1 = 2;

const area = size_1 * size_1;

const size = 5;

const train = () => ({ size: size, area: area });
`,
    gives: { size: 5, area: 4 }
  },
  {
    about: 'older versions in shorthands and patterns get a name of their own',
    cells: [
      'const { size } = { size: 2 };\nconst first = () => ({ size });',
      'const size = 5;',
      'const train = () => [first(), { size: size }];'
    ],
    slice: `const { size: size_1 } = { size: 2 };
const first = () => ({ size: size_1 });

const size = 5;

const train = () => [first(), { size: size }];
`,
    gives: [{ size: 2 }, { size: 5 }]
  },
  {
    about: 'what stands in a later cell and was executed earlier',
    cells: [
      'const half = (x: number) => x / 2;',
      'function train(x: number) { return half(x); }'
    ],
    slice: `const half = (x: number) => x / 2;

function train(x: number) { return half(x); }
`,
    args: [6],
    gives: 3
  },
  {
    about: 'what is executed after the function',
    cells: [
      'let halved = (x: number) => x;',
      'function train(x: number) { return halved(x); }',
      'let halved = (x: number) => x / 2;'
    ],
    slice: `function train(x: number) { return halved(x); }

let halved = (x: number) => x / 2;
`,
    args: [6],
    gives: 3
  },
  {
    about: 'a cell that was edited and executed again',
    cells: [
      'function inner() { return "first"; }',
      'const train = () => inner();',
      'function inner() { return "second"; }'
    ],
    slice: `const train = () => inner();

function inner() { return "second"; }
`,
    gives: 'second'
  },
  {
    about: 'cells that were executed again without a change',
    cells: [
      'const k = 2;\nfunction inner() { return k; }',
      'const made = inner();',
      'const train = () => [made, inner()];',
      'const k = 2;\nfunction inner() { return k; }'
    ],
    slice: `const k = 2;
function inner() { return k; }

const made = inner();

const train = () => [made, inner()];
`,
    gives: [2, 2]
  },
  {
    about: 'imports of the same names in several cells',
    cells: [
      "import { join } from 'path';\nconst one = () => join('a', 'b');",
      "import { join, sep } from 'path';\nconst two = () => join('c', 'd') + sep;",
      'const train = () => [one(), two()];'
    ],
    slice: `import { join, sep } from 'path';

const one = () => join('a', 'b');

const two = () => join('c', 'd') + sep;

const train = () => [one(), two()];
`,
    gives: ['a/b', 'c/d/']
  },
  {
    about: 'a function under another name, made before it was declared anew',
    cells: [
      'function fit() { return 1; }',
      'const train = fit;',
      'function fit() { return 2; }'
    ],
    slice: `function fit() { return 1; }

const train = fit;
`,
    gives: 1
  },
  {
    about: 'a state that is gone since its cell was executed again',
    cells: [
      'const seen: number[] = [];',
      'seen.push(1);',
      'const seen: number[] = [];',
      'const train = () => seen.length;'
    ],
    slice: `const seen: number[] = [];

const train = () => seen.length;
`,
    gives: 0
  },
  {
    about: 'what the function itself has changed in earlier calls',
    cells: [
      'let calls = 0;\nconst cache = new Map<number, number>();',
      'function train(x: number) { cache.set(x, ++calls); return [calls, cache.size]; }',
      'train.length;'
    ],
    slice: `let calls = 0;
const cache = new Map<number, number>();

function train(x: number) { cache.set(x, ++calls); return [calls, cache.size]; }
`,
    args: [1],
    gives: [1, 1]
  },
  {
    about: 'a cell that did not compile',
    cells: [
      'const lr = 1;',
      { code: 'const lr: string = 2;', outcome: 'error', ran: false },
      { code: 'const lr = ;', outcome: 'error', ran: false },
      'const train = () => lr;'
    ],
    slice: `const lr = 1;

const train = () => lr;
`,
    gives: 1
  },
  {
    about: 'a cell that failed before it was corrected',
    cells: [
      {
        code: 'const rows = [1];\nthrow new Error("not yet");',
        outcome: 'error'
      },
      'const rows = [1, 2];',
      'const train = () => rows.length;'
    ],
    slice: `const rows = [1, 2];

const train = () => rows.length;
`,
    gives: 2
  },
  {
    about: 'definitions in a cell that does more',
    cells: [
      'const lr = 3;\nconsole.log("started", lr);\nfor (const i of [1, 2]) { if (i > 1) break; }',
      'const train = () => lr;\ntrain()'
    ],
    slice: `const lr = 3;

const train = () => lr;
`,
    gives: 3
  },
  {
    about: 'the definitions of a cell that launches runs, without the launch',
    cells: [
      "import { run } from 'trialbook';",
      'const factor = 2;\nfunction train({ lr = 1 } = {}) { return lr * factor; }\nconst launched = await run(train, { lr: 3 }, { home: "runs" });\nawait run(train, {}, { home: "runs" });'
    ],
    slice: `const factor = 2;
function train({ lr = 1 } = {}) { return lr * factor; }
`,
    args: [{ lr: 4 }],
    gives: 8
  },
  {
    about: 'a type that a later cell declares anew',
    cells: [
      'interface Options { lr: number }\nconst defaults: Options = { lr: 1 };',
      'interface Options { lr: number; size?: number }',
      'const train = (options: Options = defaults) => options.lr;'
    ],
    slice: `interface Options_1 { lr: number }
const defaults: Options_1 = { lr: 1 };

interface Options { lr: number; size?: number }

const train = (options: Options = defaults) => options.lr;
`,
    gives: 1
  },
  {
    about: 'data that cells look at without a change',
    cells: [
      "import { stringify } from 'yaml';\nconst rows = [{ x: 3 }, { x: 1 }];\nconst names = new Map([['a', 1]]);",
      'rows.forEach(row => console.log(row.x));\nconsole.table(rows);\nnames.get("a");',
      'const sorted = [...rows].sort((a, b) => a.x - b.x);\nconst copy = rows.map(row => ({ ...row }));\ncopy[0].x = 9;\ncopy.push({ x: 2 });',
      'const text = stringify(rows);\nlet first = rows[0].x;\nfirst += 1;\nrows',
      'const train = () => [rows[0].x, names.size];'
    ],
    slice: `const rows = [{ x: 3 }, { x: 1 }];
const names = new Map([['a', 1]]);

const train = () => [rows[0].x, names.size];
`,
    gives: [3, 1]
  },
  {
    about: 'a task that cells have given parameters',
    cells: [
      "import { task } from 'trialbook';\nimport { z } from 'zod';",
      'const scale = 10;\nconst Learn = task("learn", { lr: z.number().default(1) }, async ({ lr }) => lr * scale);',
      'const scale = 20;',
      'const learned = Learn({ lr: 2 });\nLearn({});',
      'async function train() { return [typeof Learn, scale]; }'
    ],
    slice: `import { task } from 'trialbook';
import { z } from 'zod';

const scale_1 = 10;
const Learn = task("learn", { lr: z.number().default(1) }, async ({ lr }) => lr * scale_1);

const scale = 20;

async function train() { return [typeof Learn, scale]; }
`,
    gives: ['function', 20]
  },
  {
    about: 'callbacks that are called where they are written',
    cells: [
      'const shift = 1;\nconst moved = (x: number) => x + shift;',
      'const rows = [1, 2].map(moved).filter(x => moved(x) > 3);',
      'const train = () => rows;'
    ],
    slice: `const shift = 1;
const moved = (x: number) => x + shift;

const rows = [1, 2].map(moved).filter(x => moved(x) > 3);

const train = () => rows;
`,
    gives: [3]
  }
];
