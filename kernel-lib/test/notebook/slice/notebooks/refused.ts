/** What exists as state of a kernel only. */
import type { Refused } from './notebook';

export const REFUSED: Refused[] = [
  {
    about: 'a variable that a later cell assigns',
    cells: ['let best = 0;', 'best = 3;', 'const train = () => best;'],
    names: 'best',
    inCells: [2, 1],
    because: 'changed it after'
  },
  {
    about: 'a variable that its own cell assigns in a loop',
    cells: [
      'let sum = 0;\nfor (const x of [1, 2]) sum += x;',
      'const train = () => sum;'
    ],
    names: 'sum',
    inCells: [1],
    because: 'changed it after it had defined it'
  },
  {
    about: 'an array that a later cell fills',
    cells: [
      'const rows: number[] = [];',
      'rows.push(1);',
      'const train = () => rows;'
    ],
    names: 'rows',
    inCells: [2, 1],
    because: 'changed it'
  },
  {
    about: 'an object that is changed through another name',
    cells: [
      'const model = { layers: [{ w: 1 }] };',
      'const [layer] = model.layers;',
      'layer.w = 2;',
      'const train = () => model;'
    ],
    names: 'model',
    inCells: [3, 1],
    because: 'changed it'
  },
  {
    about: 'an object that is changed inside of another one',
    cells: [
      'const model = { w: 1 };',
      'const all = { model: model };\nall.model.w = 2;',
      'const train = () => model;'
    ],
    names: 'model',
    inCells: [2, 1],
    because: 'changed it'
  },
  {
    about: 'an object that a function changes, called by a later cell',
    cells: [
      'const model = { w: 1 };\nfunction step(m: { w: number }, lr = 1) { m.w -= lr; }',
      'for (let i = 0; i < 3; i++) step(model);',
      'const train = () => model.w;'
    ],
    names: 'model',
    inCells: [2, 1],
    because: 'changed it'
  },
  {
    about: 'an object whose method a later cell calls',
    cells: [
      'class Model { w = 0; fit() { this.update(); return this; } update() { this.w++; } }',
      'const model = new Model();',
      'const fitted = model.fit();',
      'const train = () => model.w;'
    ],
    names: 'model',
    inCells: [3, 2],
    because: 'changed it'
  },
  {
    about: 'items that a loop or a callback changes',
    cells: [
      'const rows = [{ x: 1 }];',
      'rows.forEach(row => { row.x *= 2; });',
      'const train = () => rows[0].x;'
    ],
    names: 'rows',
    inCells: [2, 1],
    because: 'changed it'
  },
  {
    about: 'a counter behind a function that a later cell calls',
    cells: [
      'let step = 0;\nfunction tick() { step++; }',
      'tick();',
      'function train() { tick(); return step; }'
    ],
    names: 'step',
    inCells: [2, 1],
    because: 'changed it'
  },
  {
    about: 'properties assigned by Object.assign, and by delete',
    cells: [
      'const config: Record<string, number> = { lr: 1, size: 2 };',
      'Object.assign(config, { lr: 2 }); delete config.size;',
      'const train = () => config;'
    ],
    names: 'config',
    inCells: [2, 1],
    because: 'changed it'
  },
  {
    about: 'a swap of two variables',
    cells: ['let a = 1, b = 2;', '[a, b] = [b, a];', 'const train = () => a;'],
    names: 'a',
    inCells: [2, 1],
    because: 'changed it'
  },
  {
    about: 'a closure that keeps a state and was called',
    cells: [
      'function random(seed: number) { return () => (seed = (seed * 16807) % 2147483647); }\nconst next = random(1);',
      'const skipped = next();',
      'const train = () => next();'
    ],
    names: 'next',
    inCells: [2, 1],
    because: 'changed it'
  },
  {
    about: 'a function that a loop made',
    cells: [
      'const made: (() => number)[] = [];\nfor (const k of [1, 2]) made.push(() => k);',
      'const train = made[1];'
    ],
    names: 'made',
    inCells: [1],
    because: 'changed it after it had defined it'
  },
  {
    about: 'a variable of a branch',
    cells: [
      'const fast = [1].length > 0;\nif (fast) { var mode = "fast"; }\nfunction train() { return mode; }'
    ],
    names: 'mode',
    inCells: [1],
    because: 'inside of a loop, a branch or a block'
  },
  {
    about: 'chance',
    cells: [
      'const seed = Math.floor(Math.random() * 10);',
      'const train = () => seed;'
    ],
    names: 'seed',
    inCells: [1],
    because: 'Math.random()'
  },
  {
    about: 'chance behind functions and methods',
    cells: [
      'class Dice { roll() { return [1].map(draw); } }\nfunction draw() { return Math.random(); }',
      'const rolled = new Dice().roll();',
      'const first = rolled[0];',
      'const train = () => first;'
    ],
    names: 'rolled',
    inCells: [2],
    because: 'Math.random()'
  },
  {
    about: 'the clock',
    cells: ['const started = new Date();', 'const train = () => started;'],
    names: 'started',
    inCells: [1],
    because: 'asks for the time'
  },
  {
    about: 'the network',
    cells: [
      'async function load() { return (await fetch("data:,3")).text(); }\nconst text = await load();',
      'const train = () => text;'
    ],
    names: 'text',
    inCells: [1],
    because: 'fetch()'
  },
  {
    about: 'another process, and random bytes',
    cells: [
      "import { execFileSync } from 'node:child_process';\nimport { randomUUID } from 'crypto';\nconst user = execFileSync('true').toString();\nconst id = randomUUID();",
      'const train = () => user + id;'
    ],
    names: 'user',
    inCells: [1],
    because: 'execFileSync() of child_process'
  },
  {
    about: 'the result of a run',
    cells: [
      "import { run } from 'trialbook';\nfunction fit() { return 1; }",
      'const best = (await run(fit, {}, { home: "runs" })).value;',
      'const train = () => best;'
    ],
    names: 'best',
    inCells: [2],
    because: 'run(), which launches runs'
  },
  {
    about: 'a run that changed a variable',
    cells: [
      "import * as tb from 'trialbook';\nconst history: number[] = [];\nfunction fit() { history.push(1); }",
      'await tb.run(fit, {}, { home: "runs" });',
      'const train = () => history.length;'
    ],
    names: 'history',
    inCells: [2, 1],
    because: 'changed it'
  },
  {
    about: 'a value whose computation changes a variable',
    cells: [
      'let made = 0;\nconst make = () => ++made;\nconst model = make();',
      'const train = () => model;'
    ],
    names: 'model',
    inCells: [1],
    because: 'changes `made`'
  },
  {
    about: 'a function in between that needs it',
    cells: [
      'let scale = 1;',
      'const scaled = (x: number) => x * scale;',
      'scale = 2;',
      'const train = (x: number) => scaled(x);'
    ],
    names: 'scale',
    inCells: [3, 1],
    because: '(through `scaled`)'
  },
  {
    about: 'a static property that a later cell sets',
    cells: [
      'class Model { static size = 1; }',
      'Model.size = 2;',
      'const train = () => Model.size;'
    ],
    names: 'Model',
    inCells: [2, 1],
    because: 'changed it'
  },
  {
    about: 'the global object',
    cells: [
      '(globalThis as any).shared = 3;',
      'const train = () => (globalThis as any).shared;'
    ],
    names: 'shared',
    inCells: [1],
    because: 'put it on the global object'
  },
  {
    about: 'a variable whose newest declaration failed',
    cells: [
      'const lr = 1;',
      { code: 'const lr = 2;\nthrow new Error("late");', outcome: 'error' },
      'const train = () => lr;'
    ],
    names: 'lr',
    inCells: [2],
    because: 'declared it and failed'
  },
  {
    about: 'a function whose cell failed',
    cells: [
      {
        code: 'function train() { return 1; }\nthrow new Error("late");',
        outcome: 'error'
      }
    ],
    names: 'train',
    inCells: [1],
    because: 'failed'
  },
  {
    about: 'what was declared anew after it had been used',
    cells: [
      'const rate = 1;',
      'const rateOf = () => rate;',
      'const early = rateOf();',
      'const rate = 2;',
      'const train = () => [early, rateOf()];'
    ],
    names: 'rate',
    inCells: [4, 3],
    because: 'declared it anew after'
  },
  {
    about: 'what an object keeps of what it was made with',
    cells: [
      'class Trainer { constructor(readonly model: { w: number }) {} fit() { this.model.w = 2; } }',
      'const model = { w: 1 };',
      'const trainer = new Trainer(model);\ntrainer.fit();',
      'const train = () => model.w;'
    ],
    names: 'model',
    inCells: [3, 2],
    because: 'changed it'
  },
  {
    about: 'what functions return',
    cells: [
      'const model = { w: 1 };\nconst getModel = () => model;\nfunction same<T>(x: T) { return x; }',
      'same(getModel()).w = 2;',
      'const train = () => model.w;'
    ],
    names: 'model',
    inCells: [2, 1],
    because: 'changed it'
  },
  {
    about: 'an object that got another name by an assignment',
    cells: [
      'const model = { w: 1 };\nlet current = { w: 0 };',
      'current = model;\ncurrent.w = 2;',
      'const train = () => model.w;'
    ],
    names: 'model',
    inCells: [2, 1],
    because: 'changed it'
  },
  {
    about: 'items of a copy',
    cells: [
      'const rows = [{ x: 1 }, { x: 2 }];\nconst byName = { a: { x: 1 } };',
      'for (const row of rows.filter(({ x }) => x > 1)) row.x = 9;\nfor (const [, row] of Object.entries(byName)) row.x = 9;',
      'const train = () => rows[1].x;'
    ],
    names: 'rows',
    inCells: [2, 1],
    because: 'changed it'
  },
  {
    about: 'data of a module that another cell imports too',
    cells: [
      "import data from './data.json';",
      'data.rows.push(4);',
      "import data from './data.json';\nconst train = () => data.rows;"
    ],
    names: 'data',
    inCells: [2],
    because: 'changed it'
  },
  {
    about: 'functions in lists, and a method bound to an object',
    cells: [
      'const model = { w: 1 };\nconst rows: number[] = [];\nconst steps = [() => { model.w = 5; }];\nconst push = rows.push.bind(rows);',
      'steps.forEach(step => step());\npush(1);',
      'const train = () => model.w;',
      'const train = () => rows;'
    ],
    names: 'rows',
    inCells: [2, 1],
    because: 'changed it'
  },
  {
    about: 'a variable of a namespace',
    cells: [
      'namespace Counter { export let n = 0; export function up() { n++; } }\nconst train = () => Counter.n;',
      'Counter.up();'
    ],
    names: 'Counter',
    inCells: [2, 1],
    because: 'changed it'
  },
  {
    about: 'a template that a function takes, and a method of the base class',
    cells: [
      'let n = 0;\nfunction count(_: TemplateStringsArray) { n++; }\nclass A { w = 0; up() { this.w++; } }\nclass B extends A { go() { super.up(); } }\nconst b = new B();',
      'b.go();\ncount`x`;',
      'const train = () => [n, b.w];'
    ],
    names: 'n',
    inCells: [2, 1],
    because: 'changed it'
  },
  {
    about: 'chance in a class that another one extends, and in a getter',
    cells: [
      'class A { seed = Math.random(); }\nclass B extends A { get next() { return Date.now(); } }',
      'const b = new B();\nconst next = b.next;',
      'const train = () => [next, b.seed];'
    ],
    names: 'next',
    inCells: [2],
    because: 'Date.now()'
  },
  {
    about:
      'an object of a package that learned something, though the result is used',
    cells: [
      "import { createHash } from 'crypto';\nconst digest = createHash('sha256');",
      'const same = digest.update("a");',
      'const train = () => digest.copy().digest("hex");'
    ],
    names: 'digest',
    inCells: [2, 1],
    because: 'changed it'
  }
];
