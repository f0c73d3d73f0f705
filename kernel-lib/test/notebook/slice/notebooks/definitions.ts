/** What cells define, in all the forms of the language. */
import type { Sliced } from './notebook';

export const DEFINITIONS: Sliced[] = [
  {
    about: 'a function with a constant, an import and another function',
    cells: [
      "import { join, sep } from 'path';\nconst factor = 3;\nconst unused = sep;",
      'function scaled(value: number) {\n  return value * factor;\n}',
      'function train({ lr = 1 } = {}) {\n  return join("lr", String(scaled(lr)));\n}'
    ],
    slice: `import { join } from 'path';

const factor = 3;

function scaled(value: number) {
  return value * factor;
}

function train({ lr = 1 } = {}) {
  return join("lr", String(scaled(lr)));
}
`,
    args: [{ lr: 2 }],
    gives: 'lr/6'
  },
  {
    about: 'an arrow function',
    cells: ['const train = async ({ lr = 0.5 }) => lr * 2;'],
    slice: `const train = async ({ lr = 0.5 }) => lr * 2;
`,
    args: [{}],
    gives: 1
  },
  {
    about: 'a function that calls itself, and two that call each other',
    cells: [
      'function isEven(n: number): boolean { return n === 0 || isOdd(n - 1); }\nfunction isOdd(n: number): boolean { return n !== 0 && isEven(n - 1); }',
      'function train(n: number): unknown { return n > 3 ? train(n - 1) : [isEven(n), isOdd(n)]; }'
    ],
    slice: `function isEven(n: number): boolean { return n === 0 || isOdd(n - 1); }
function isOdd(n: number): boolean { return n !== 0 && isEven(n - 1); }

function train(n: number): unknown { return n > 3 ? train(n - 1) : [isEven(n), isOdd(n)]; }
`,
    args: [9],
    gives: [false, true]
  },
  {
    about: 'a closure that is made by a function',
    cells: [
      'const base = 10;\nfunction makeTrain(k: number) {\n  let calls = 0;\n  return () => base + k + ++calls;\n}',
      'const train = makeTrain(3);'
    ],
    slice: `const base = 10;
function makeTrain(k: number) {
  let calls = 0;
  return () => base + k + ++calls;
}

const train = makeTrain(3);
`,
    gives: 14
  },
  {
    about: 'a function bound to its first argument',
    cells: [
      'function fit(this: unknown, k: number, lr: number) { return k * lr; }',
      'const train = fit.bind(null, 4);'
    ],
    slice: `function fit(this: unknown, k: number, lr: number) { return k * lr; }

const train = fit.bind(null, 4);
`,
    args: [2],
    gives: 8
  },
  {
    about: 'classes with a base class, private fields, accessors and statics',
    cells: [
      'class Base { protected w = 1; describe() { return `w=${this.w}`; } }\nclass Other {}',
      'class Model extends Base {\n  static made = 0;\n  #bias = 2;\n  get bias() { return this.#bias; }\n  set bias(value: number) { this.#bias = value; }\n  constructor() { super(); Model.made++; }\n}',
      'function train() { const m = new Model(); m.bias += 5; return [m.describe(), m.bias, Model.made]; }'
    ],
    slice: `class Base { protected w = 1; describe() { return \`w=\${this.w}\`; } }

class Model extends Base {
  static made = 0;
  #bias = 2;
  get bias() { return this.#bias; }
  set bias(value: number) { this.#bias = value; }
  constructor() { super(); Model.made++; }
}

function train() { const m = new Model(); m.bias += 5; return [m.describe(), m.bias, Model.made]; }
`,
    gives: ['w=1', 7, 1]
  },
  {
    about: 'a class expression and an object of it',
    cells: [
      'const Model = class Inner { constructor(readonly w: number) {} };',
      'const model = new Model(4);',
      'const train = () => model.w;'
    ],
    slice: `const Model = class Inner { constructor(readonly w: number) {} };

const model = new Model(4);

const train = () => model.w;
`,
    gives: 4
  },
  {
    about: 'a class with a static block and a computed name',
    cells: [
      'const key = "fit";',
      'class Model {\n  static size: number;\n  static { this.size = key.length; }\n  [key]() { return Model.size; }\n}',
      'const train = () => (new Model() as any).fit();'
    ],
    slice: `const key = "fit";

class Model {
  static size: number;
  static { this.size = key.length; }
  [key]() { return Model.size; }
}

const train = () => (new Model() as any).fit();
`,
    gives: 3
  },
  {
    about: 'a decorator',
    cells: [
      'function doubled(target: any, name: string, descriptor: PropertyDescriptor) {\n  const { value } = descriptor;\n  descriptor.value = function (this: unknown, x: number) { return 2 * value.call(this, x); };\n}',
      'class Model { @doubled fit(x: number) { return x + 1; } }',
      'const train = (x: number) => new Model().fit(x);'
    ],
    slice: `function doubled(target: any, name: string, descriptor: PropertyDescriptor) {
  const { value } = descriptor;
  descriptor.value = function (this: unknown, x: number) { return 2 * value.call(this, x); };
}

class Model { @doubled fit(x: number) { return x + 1; } }

const train = (x: number) => new Model().fit(x);
`,
    args: [4],
    gives: 10
  },
  {
    about: 'enums, also those that use each other',
    cells: [
      'enum Size { Small = 1, Large = Small << 3 }\nconst enum Kind { A = "a" }',
      'enum Bits { None = 0, All = Size.Large | Size.Small }',
      'const train = () => [Size.Large, Size[1], Bits.All, Kind.A];'
    ],
    slice: `enum Size { Small = 1, Large = Small << 3 }
const enum Kind { A = "a" }

enum Bits { None = 0, All = Size.Large | Size.Small }

const train = () => [Size.Large, Size[1], Bits.All, Kind.A];
`,
    gives: [8, 'Small', 9, 'a']
  },
  {
    about: 'a namespace that uses a constant',
    cells: [
      'const root = 2;\nnamespace Shapes {\n  export interface Square { side: number }\n  export const area = ({ side }: Square) => side ** root;\n}',
      'const train = (square: Shapes.Square) => Shapes.area(square);'
    ],
    slice: `const root = 2;
namespace Shapes {
  export interface Square { side: number }
  export const area = ({ side }: Square) => side ** root;
}

const train = (square: Shapes.Square) => Shapes.area(square);
`,
    args: [{ side: 3 }],
    gives: 9
  },
  {
    about: 'a function and a namespace of one name',
    cells: [
      'function train() { return train.scale * 2; }\nnamespace train { export const scale = 21; }'
    ],
    slice: `function train() { return train.scale * 2; }
namespace train { export const scale = 21; }
`,
    gives: 42
  },
  {
    about: 'a type and a constant of one name',
    cells: [
      'type Loss = "mse" | "mae";\nconst Loss = { mse: 1, mae: 2 };',
      'const train = (loss: Loss) => Loss[loss];'
    ],
    slice: `type Loss = "mse" | "mae";
const Loss = { mse: 1, mae: 2 };

const train = (loss: Loss) => Loss[loss];
`,
    args: ['mae'],
    gives: 2
  },
  {
    about:
      'types that need types: aliases, interfaces, generics, template literals',
    cells: [
      'type Letter = "a" | "b";\ntype Name = `${Letter}${number}`;\ninterface Named<T extends Name> { name: T }\ntype Unused = string;',
      'interface Options extends Named<Name> { lr?: number }',
      'function train({ name, lr = 1 }: Options): [Name, number] { return [name, lr]; }'
    ],
    slice: `type Letter = "a" | "b";
type Name = \`\${Letter}\${number}\`;
interface Named<T extends Name> { name: T }

interface Options extends Named<Name> { lr?: number }

function train({ name, lr = 1 }: Options): [Name, number] { return [name, lr]; }
`,
    args: [{ name: 'a1' }],
    gives: ['a1', 1]
  },
  {
    about: 'overloads',
    cells: [
      'function parse(text: string): string;\nfunction parse(text: number): number;\nfunction parse(text: any) { return text; }',
      'function train(a: number): string;\nfunction train(a: string): string;\nfunction train(a: any) { return `${typeof parse(a)}`; }'
    ],
    slice: `function parse(text: string): string;
function parse(text: number): number;
function parse(text: any) { return text; }

function train(a: number): string;
function train(a: string): string;
function train(a: any) { return \`\${typeof parse(a)}\`; }
`,
    args: [1],
    gives: 'number'
  },
  {
    about: 'a generator and its user',
    cells: [
      'function* steps(n: number) { for (let i = 0; i < n; i++) yield i; }',
      'function train(n: number) { return [...steps(n)]; }'
    ],
    slice: `function* steps(n: number) { for (let i = 0; i < n; i++) yield i; }

function train(n: number) { return [...steps(n)]; }
`,
    args: [3],
    gives: [0, 1, 2]
  },
  {
    about: 'asynchronous iterators',
    cells: [
      'async function* batches() { yield 1; yield 2; }',
      'class Stream { async *[Symbol.asyncIterator]() { yield* batches(); } }',
      'async function train() { let sum = 0; for await (const x of new Stream()) sum += x; return sum; }'
    ],
    slice: `async function* batches() { yield 1; yield 2; }

class Stream { async *[Symbol.asyncIterator]() { yield* batches(); } }

async function train() { let sum = 0; for await (const x of new Stream()) sum += x; return sum; }
`,
    gives: 3
  },
  {
    about: 'a default export',
    cells: ['const two = 2;\nexport default function train() { return two; }'],
    slice: `const two = 2;
function train() { return two; }
`,
    gives: 2
  },
  {
    about: 'this and arguments',
    cells: [
      'function count(..._: unknown[]) { return arguments.length; }',
      'function train(this: unknown) { return [count(1, 2, 3), arguments.length, this === undefined]; }'
    ],
    slice: `function count(..._: unknown[]) { return arguments.length; }

function train(this: unknown) { return [count(1, 2, 3), arguments.length, this === undefined]; }
`,
    args: [7, 8],
    gives: [3, 2, false]
  },
  {
    about: 'labels with the names of variables',
    cells: [
      'const outer = 1, steps = 3;',
      'function train() {\n  let n = 0;\n  outer: for (let i = 0; i < steps; i++) {\n    for (;;) { n++; continue outer; }\n  }\n  return n;\n}'
    ],
    slice: `const steps = 3;

function train() {
  let n = 0;
  outer: for (let i = 0; i < steps; i++) {
    for (;;) { n++; continue outer; }
  }
  return n;
}
`,
    gives: 3
  },
  {
    about: 'satisfies, optional chaining and non-null assertions',
    cells: [
      'interface Config { lr: number; deep?: { size: number } }\nconst config = { lr: 1 } satisfies Config;\nconst other: Config = { lr: 2, deep: { size: 3 } };',
      'const train = () => [config?.lr, other.deep!.size, (config as Config).deep?.size ?? "none"];'
    ],
    slice: `interface Config { lr: number; deep?: { size: number } }
const config = { lr: 1 } satisfies Config;
const other: Config = { lr: 2, deep: { size: 3 } };

const train = () => [config?.lr, other.deep!.size, (config as Config).deep?.size ?? "none"];
`,
    gives: [1, 3, 'none']
  }
];
