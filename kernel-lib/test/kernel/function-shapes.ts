/** Functions as people write them in cells, with what `run()` has to make of their parameters. */

export interface FunctionShape {
  name: string;
  /** The cell that defines `f`. */
  cell: string;
  /** What `run(f, …)` is given, as TypeScript. */
  params?: string;
  /** The flags as recorded. */
  flags: Record<string, unknown>;
  /** Names of those that took the function's default. */
  defaults?: string[];
  /** What the function itself saw, when it is not the flags. */
  saw?: unknown;
}

const all = (flags: Record<string, unknown>) => Object.keys(flags);

/** A shape whose flags are all defaults. */
const plain = (
  name: string,
  cell: string,
  flags: Record<string, unknown>
): FunctionShape => ({ name, cell, flags, defaults: all(flags) });

export const FUNCTION_SHAPES: FunctionShape[] = [
  // An object parameter with defaults
  plain(
    'function declaration',
    'function f({ lr = 0.1, epochs = 20 } = {}) { return { lr, epochs }; }',
    { lr: 0.1, epochs: 20 }
  ),
  plain(
    'async function',
    'async function f({ lr = 0.1, epochs = 20 } = {}) { await null; return { lr, epochs }; }',
    { lr: 0.1, epochs: 20 }
  ),
  plain(
    'generator function',
    'function* f({ n = 3 } = {}) { for (let i = 0; i < n; i++) yield i; return { n }; }',
    { n: 3 }
  ),
  plain(
    'async generator function',
    'async function* f({ n = 3 } = {}) { for (let i = 0; i < n; i++) yield i; return { n }; }',
    { n: 3 }
  ),
  plain('arrow function', 'const f = ({ lr = 0.1 } = {}) => ({ lr });', {
    lr: 0.1
  }),
  plain(
    'async arrow function',
    'const f = async ({ lr = 0.1 } = {}) => ({ lr });',
    { lr: 0.1 }
  ),
  plain(
    'arrow function with a body',
    'const f = ({ lr = 0.1 } = {}) => { const used = lr; return { lr: used }; };',
    { lr: 0.1 }
  ),
  plain(
    'function expression',
    'const f = function ({ lr = 0.1 } = {}) { return { lr }; };',
    { lr: 0.1 }
  ),
  plain(
    'named function expression',
    'const f = function train({ lr = 0.1 } = {}) { return { lr }; };',
    { lr: 0.1 }
  ),
  plain(
    'generator expression',
    'const f = function* ({ lr = 0.1 } = {}) { return { lr }; };',
    { lr: 0.1 }
  ),
  plain(
    'object method',
    'const o = { f({ lr = 0.1 } = {}) { return { lr }; } }; const f = o.f;',
    { lr: 0.1 }
  ),
  plain(
    'async object method',
    'const o = { async f({ lr = 0.1 } = {}) { return { lr }; } }; const f = o.f;',
    { lr: 0.1 }
  ),
  plain(
    'generator method',
    'const o = { *f({ lr = 0.1 } = {}) { return { lr }; } }; const f = o.f;',
    { lr: 0.1 }
  ),
  plain(
    'async generator method',
    'const o = { async *f({ lr = 0.1 } = {}) { return { lr }; } }; const f = o.f;',
    { lr: 0.1 }
  ),
  plain(
    'method with a computed name',
    'const o = { ["a b"]({ lr = 0.1 } = {}) { return { lr }; } }; const f = o["a b"];',
    { lr: 0.1 }
  ),
  plain(
    'method named by a text',
    'const o = { "train-it"({ lr = 0.1 } = {}) { return { lr }; } }; const f = o["train-it"];',
    { lr: 0.1 }
  ),
  plain(
    'class method',
    'class A { fit({ lr = 0.1 } = {}) { return { lr }; } } const f = new A().fit;',
    { lr: 0.1 }
  ),
  plain(
    'static class method',
    'class A { static fit({ lr = 0.1 } = {}) { return { lr }; } } const f = A.fit;',
    { lr: 0.1 }
  ),
  plain(
    'private class method',
    'class A { #fit({ lr = 0.1 } = {}) { return { lr }; } get it() { return this.#fit; } } const f = new A().it;',
    { lr: 0.1 }
  ),
  plain(
    'class property that is an arrow function',
    'class A { rate = 0.2; fit = ({ lr = 0.1 } = {}) => ({ lr }); } const f = new A().fit;',
    { lr: 0.1 }
  ),
  plain(
    'method that calls super',
    'class B { base() { return 1; } } class A extends B { fit({ lr = 0.1 } = {}) { void (() => super.base()); return { lr }; } } const f = new A().fit;',
    { lr: 0.1 }
  ),
  plain(
    'bound method',
    'class A { k = 2; fit({ lr = 0.1 } = {}) { return { lr: lr * this.k / this.k }; } } const a = new A(); const f = a.fit.bind(a);',
    { lr: 0.1 }
  ),
  plain(
    'method named get',
    'const o = { get({ lr = 0.1 } = {}) { return { lr }; } }; const f = o.get;',
    { lr: 0.1 }
  ),
  plain(
    'method named async',
    'const o = { async({ lr = 0.1 } = {}) { return { lr }; } }; const f = o.async;',
    { lr: 0.1 }
  ),

  // Types and what TypeScript leaves of them
  plain(
    'typed parameter',
    'function f({ lr = 0.1, name = "a" }: { lr?: number; name?: string } = {}) { return { lr, name }; }',
    { lr: 0.1, name: 'a' }
  ),
  plain(
    'interface and generic',
    'interface Flags<T> { lr?: T } function f<T extends number>({ lr = 0.1 as T }: Flags<T> = {}) { return { lr }; }',
    { lr: 0.1 }
  ),
  plain(
    'enum member as a default',
    'enum Opt { SGD = "sgd", ADAM = "adam" } function f({ opt = Opt.ADAM } = {}) { return { opt }; }',
    { opt: 'adam' }
  ),
  plain(
    'const assertion and satisfies',
    'function f({ opt = "sgd" as const, k = 3 satisfies number } = {}) { return { opt, k }; }',
    { opt: 'sgd', k: 3 }
  ),
  plain(
    'overloads',
    'function f(o?: { lr?: number }): object; function f({ lr = 0.1 } = {}) { return { lr }; }',
    { lr: 0.1 }
  ),
  plain(
    'optional chaining and nullish defaults',
    'const env: { lr?: number } | undefined = undefined; function f({ lr = env?.lr ?? 0.1 } = {}) { return { lr }; }',
    { lr: 0.1 }
  ),

  // What is passed
  {
    name: 'some flags passed',
    cell: 'function f({ lr = 0.1, epochs = 20 } = {}) { return { lr, epochs }; }',
    params: '{ lr: 0.5 }',
    flags: { lr: 0.5, epochs: 20 },
    defaults: ['epochs']
  },
  {
    name: 'undefined takes the default',
    cell: 'function f({ lr = 0.1, epochs = 20 } = {}) { return { lr, epochs }; }',
    params: '{ lr: undefined, epochs: 3 }',
    flags: { lr: 0.1, epochs: 3 },
    defaults: ['lr']
  },
  {
    name: 'null is a value',
    cell: 'function f({ lr = 0.1 as number | null } = {}) { return { lr }; }',
    params: '{ lr: null }',
    flags: { lr: null }
  },
  {
    name: 'a flag without a default',
    cell: 'function f({ data, lr = 0.1 }: { data: string; lr?: number }) { return { data, lr }; }',
    params: '{ data: "a.csv" }',
    flags: { data: 'a.csv', lr: 0.1 },
    defaults: ['lr']
  },
  {
    name: 'renamed flags',
    cell: 'function f({ learningRate: lr = 0.1, "batch-size": size = 8 } = {}) { return { learningRate: lr, "batch-size": size }; }',
    params: '{ "batch-size": 16 }',
    flags: { learningRate: 0.1, 'batch-size': 16 },
    defaults: ['learningRate']
  },
  {
    name: 'a rest of flags',
    cell: 'function f({ lr = 0.1, ...rest }: { lr?: number; [k: string]: unknown } = {}) { return { lr, ...rest }; }',
    params: '{ momentum: 0.9 }',
    flags: { lr: 0.1, momentum: 0.9 },
    defaults: ['lr']
  },
  {
    name: 'nested flags',
    cell: 'function f({ opt: { lr = 0.1, name = "sgd" } = {}, epochs = 2 } = {}) { return { opt: { lr, name }, epochs }; }',
    params: '{ opt: { lr: 1 } }',
    flags: { opt: { lr: 1, name: 'sgd' }, epochs: 2 },
    defaults: ['epochs']
  },
  plain(
    'nested flags by default',
    'function f({ opt: { lr = 0.1 } = {} } = {}) { return { opt: { lr } }; }',
    { opt: { lr: 0.1 } }
  ),
  plain(
    'a whole default object',
    'function f({ lr, epochs = 3 } = { lr: 0.3 } as { lr: number; epochs?: number }) { return { lr, epochs }; }',
    { lr: 0.3, epochs: 3 }
  ),
  plain(
    'literal arrays and objects',
    'function f({ sizes = [64, 32], opt = { name: "sgd", decay: -1e-4 } } = {}) { return { sizes, opt }; }',
    { sizes: [64, 32], opt: { name: 'sgd', decay: -1e-4 } }
  ),
  plain(
    'texts with brackets, commas and comments',
    'function f({ a = "}, b = {", /* c = 1, */ b = `x, ${"y"}`, c = ")=>" } = {}) { return { a, b, c }; }',
    { a: '}, b = {', b: 'x, y', c: ')=>' }
  ),
  plain(
    'numbers in every notation',
    'function f({ a = 0x10, b = 1e-3, c = 1_000, d = .5, e = -2, g = 0b11 } = {}) { return { a, b, c, d, e, g }; }',
    { a: 16, b: 0.001, c: 1000, d: 0.5, e: -2, g: 3 }
  ),
  plain(
    'booleans and null',
    'function f({ a = true, b = !true, c = null as null | string } = {}) { return { a, b, c }; }',
    { a: true, b: false, c: null }
  ),

  // Expressions
  plain(
    'a constant of an earlier cell',
    'function f({ lr = base / 10 } = {}) { return { lr }; }',
    { lr: 0.05 }
  ),
  plain(
    'a constant of the same cell',
    'const near = 0.7; function f({ lr = near * 2 } = {}) { return { lr }; }',
    { lr: 1.4 }
  ),
  plain(
    'a function of an earlier cell, called once',
    'const before = calls.n; function f({ id = nextId() } = {}) { return { id: calls.n - before }; }',
    { id: 1 }
  ),
  plain(
    'a default that refers to another flag',
    'function f({ lr = 0.1, decay = lr / 100 } = {}) { return { lr, decay }; }',
    { lr: 0.1, decay: 0.001 }
  ),
  plain(
    'a variable of an enclosing function',
    'function make(rate: number) { return ({ lr = rate } = {}) => ({ lr }); } const f = make(0.25);',
    { lr: 0.25 }
  ),
  plain(
    'a conditional and a call',
    'function f({ n = Math.max(1, 2), mode = base > 0 ? "a" : "b" } = {}) { return { n, mode }; }',
    { n: 2, mode: 'a' }
  ),
  plain(
    'a new object',
    'function f({ when = new Date(0) } = {}) { return { when }; }',
    { when: { $type: 'Date', text: '1970-01-01T00:00:00.000Z' } }
  ),

  {
    name: 'a default that only the call can work out, by its text',
    cell: 'function f({ n = arguments.length, opt: { k = this === undefined } = {} } = {}) { return { n, opt: { k } }; }',
    flags: {
      n: { $type: 'expression', text: 'arguments.length' },
      opt: { k: { $type: 'expression', text: 'this === undefined' } }
    },
    defaults: ['n', 'opt'],
    saw: { n: 1, opt: { k: false } }
  },

  // Positional parameters
  plain(
    'positional parameters',
    'function f(lr = 0.1, epochs = 20) { return { lr, epochs }; }',
    { lr: 0.1, epochs: 20 }
  ),
  {
    name: 'positional parameters by name',
    cell: 'function f(lr = 0.1, epochs = 20) { return { lr, epochs }; }',
    params: '{ epochs: 5 }',
    flags: { lr: 0.1, epochs: 5 },
    defaults: ['lr']
  },
  {
    name: 'positional parameters by position',
    cell: 'function f(lr = 0.1, epochs = 20) { return { lr, epochs }; }',
    params: '[0.5]',
    flags: { lr: 0.5, epochs: 20 },
    defaults: ['epochs']
  },
  {
    name: 'one positional parameter by name',
    cell: 'function f(n = 3) { return { n }; }',
    params: '{ n: 4 }',
    flags: { n: 4 }
  },
  {
    name: 'an optional parameter without default',
    cell: 'function f(lr: number, note?: string) { return { lr, note: note ?? null }; }',
    params: '[0.5]',
    flags: { lr: 0.5, note: { $type: 'undefined' } },
    saw: { lr: 0.5, note: null }
  },
  plain(
    'a default that refers to an earlier parameter',
    'function f(a = 2, b = a * 3) { return { a, b }; }',
    { a: 2, b: 6 }
  ),
  {
    name: 'positional and object mixed',
    cell: 'function f(data: string, { lr = 0.1, epochs = 2 } = {}) { return { data, lr, epochs }; }',
    params: '{ data: "a", lr: 1 }',
    flags: { data: 'a', lr: 1, epochs: 2 },
    defaults: ['epochs']
  },
  {
    name: 'positional and object mixed, by position',
    cell: 'function f(data: string, { lr = 0.1, epochs = 2 } = {}) { return { data, lr, epochs }; }',
    params: '["a", { epochs: 3 }]',
    flags: { data: 'a', lr: 0.1, epochs: 3 },
    defaults: ['lr']
  },
  {
    name: 'two object parameters',
    cell: 'function f({ a = 1 } = {}, { b = 2 } = {}) { return { a, b }; }',
    params: '{ b: 5 }',
    flags: { a: 1, b: 5 },
    defaults: ['a']
  },
  {
    name: 'a rest parameter',
    cell: 'function f(first: number, ...others: number[]) { return { first, others }; }',
    params: '[1, 2, 3]',
    flags: { first: 1, others: [2, 3] }
  },
  {
    name: 'an array pattern',
    cell: 'function f([a, b] = [1, 2]) { return { arg1: [a, b] }; }',
    flags: { arg1: [1, 2] },
    defaults: ['arg1']
  },
  {
    name: 'a parameter that is the object of flags',
    cell: 'function f(config: { lr: number }) { return { ...config }; }',
    params: '{ lr: 2 }',
    flags: { lr: 2 }
  },
  plain(
    'a parameter with a default object',
    'function f(config = { lr: 0.1, opt: "sgd" }) { return { ...config }; }',
    { lr: 0.1, opt: 'sgd' }
  ),
  {
    name: 'no parameters',
    cell: 'function f() { return {}; }',
    flags: {}
  },
  {
    name: 'a bound argument',
    cell: 'function g(a: number, b = a + 1) { return { b }; } const f = g.bind(null, 4);',
    flags: { b: 5 },
    defaults: ['b']
  },
  {
    name: 'a function that wraps another',
    cell: 'function g({ lr = 0.1 } = {}) { return { lr }; } const f = (...args: [{ lr?: number }?]) => g(...args);',
    params: '{ lr: 3 } as never',
    flags: { lr: 3 }
  },

  // Values that JSON has no words for
  {
    name: 'NaN, infinities and minus zero',
    cell: 'function f({ a = NaN, b = -Infinity, c = -0 } = {}) { return {}; }',
    flags: {
      a: { $type: 'number', text: 'NaN' },
      b: { $type: 'number', text: '-Infinity' },
      c: { $type: 'number', text: '-0' }
    },
    defaults: ['a', 'b', 'c'],
    saw: {}
  },
  {
    name: 'functions, big integers and symbols',
    cell: 'function f({ act = Math.tanh, big = 2n ** 70n, sym = Symbol("s") } = {}) { return {}; }',
    flags: {
      act: { $type: 'function', text: 'tanh' },
      big: { $type: 'bigint', text: '1180591620717411303424' },
      sym: { $type: 'symbol', text: 's' }
    },
    defaults: ['act', 'big', 'sym'],
    saw: {}
  },
  {
    name: 'a gigabyte of numbers',
    cell: 'const big = new Float64Array(134217728); function f({ data }: { data: Float64Array }) { return {}; }',
    params: '{ data: big }',
    flags: {
      data: { $type: 'Float64Array', shape: [134217728], dtype: 'float64' }
    },
    saw: {}
  },
  {
    name: 'a cycle',
    cell: 'const loop: { self?: object } = {}; loop.self = loop; function f({ o }: { o: object }) { return {}; }',
    params: '{ o: loop }',
    flags: { o: { self: { $type: 'cycle' } } },
    saw: {}
  },
  {
    name: 'maps, sets and class instances',
    cell: 'class Adam { lr = 1; } function f({ m = new Map([[1, 2]]), s = new Set([1]), opt = new Adam() } = {}) { return {}; }',
    flags: {
      m: { $type: 'Map', shape: [1] },
      s: { $type: 'Set', shape: [1] },
      opt: { $type: 'Adam' }
    },
    defaults: ['m', 's', 'opt'],
    saw: {}
  }
];
