import type ts from 'typescript';
import type { ExecutedCell } from '../../src/format/cells';
import { skippableRuns } from '../../src/notebook/tslab/needed-runs';

const typescript = require('@tslab/typescript-for-tslab') as typeof ts;

/** Whether the runs of each cell can be left out when the last one is repeated. */
function skippable(
  ...cells: (string | (Partial<ExecutedCell> & { code: string }))[]
): boolean[] {
  const executed = cells.map(
    (cell): ExecutedCell =>
      typeof cell === 'string'
        ? { code: cell, outcome: 'ok' }
        : { outcome: 'ok', ...cell }
  );
  return skippableRuns(typescript, executed, executed.length - 1);
}

/** The same for the second cell of: these definitions, a cell, and the repeated run. */
function canSkip(definitions: string, cell: string, later = ''): boolean {
  return skippable(
    `import { run, log } from "trialbook"; ${definitions}`,
    cell,
    `${later}\nawait run(other);`
  )[1];
}

const TRAIN =
  'const rows = [1, 2]; function train({ lr = 1 } = {}) { let sum = 0; for (const row of rows) sum += row * lr; return sum; }';

describe('an earlier run is left out when', () => {
  it.each([
    ['its result is thrown away', 'await run(train, { lr: 2 });'],
    ['its result is only shown', 'await run(train)'],
    ['it is not awaited', 'run(train);'],
    [
      'several are awaited together',
      'await Promise.all([run(train), run(train)]);'
    ],
    [
      'it is one of a list',
      'await Promise.all([1, 2].map(lr => run(train, { lr })));'
    ],
    [
      'it is in a loop',
      'for (const lr of [1, 2]) { await run(train, { lr }); }'
    ],
    [
      'its result is only printed',
      'const r = await run(train); console.log(r.value.toFixed(2), r.flags);'
    ],
    [
      'its result is only shown by name',
      'const r = await run(train);\nr.value'
    ],
    ['its function is written in place', 'await run(() => { log("x", 1); });']
  ])('%s', (_, cell) => {
    expect(canSkip(TRAIN, cell)).toBe(true);
  });

  it('a later cell declares its name anew', () => {
    expect(
      canSkip(TRAIN, 'const r = await run(train);', 'const r = 1; r + 1;')
    ).toBe(true);
  });

  it('it is called by another name, or by that of the package', () => {
    expect(
      skippable(
        'import { run as track } from "trialbook"; function f() {}',
        'await track(f);',
        'import * as tb from "trialbook";\nawait tb.run(f);',
        'await run(f)'
      )
    ).toEqual([false, true, true, true]);
  });
});

describe('an earlier run is executed when', () => {
  it.each([
    ['its result is used at once', 'const best = (await run(train)).value;'],
    ['its result decides something', 'if (await run(train)) {}'],
    ['its result is kept in an object', 'const all = { a: await run(train) };'],
    ['its result is printed by something else', 'show(await run(train));'],
    [
      'what is printed is computed with side effects',
      'const r = await run(train); console.log((rows.length = r.value));'
    ],
    ['a function holds it', 'async function again() { await run(train); }']
  ])('%s', (_, cell) => {
    expect(canSkip(TRAIN, cell)).toBe(false);
  });

  it('a later cell uses its result', () => {
    expect(
      canSkip(TRAIN, 'const r = await run(train);', 'console.log(r.value);')
    ).toBe(false);
  });

  it('its cell failed', () => {
    const [, failed] = skippable(
      TRAIN,
      { code: 'await run(train);', outcome: 'error' },
      'await run(train)'
    );
    expect(failed).toBe(false);
  });

  it.each([
    ['assigns to a variable', 'let best = 0; function train() { best = 1; }'],
    ['counts one up', 'let n = 0; function train() { n++; }'],
    [
      'assigns inside a variable',
      'const m = { w: 0 }; function train() { m.w -= 1; }'
    ],
    [
      'pushes to an array',
      'const seen = []; function train() { seen.push(1); }'
    ],
    [
      'changes what it takes out of a variable',
      'const m = { w: [0] }; function train() { const { w } = m; w[0] = 1; }'
    ],
    [
      'changes the items of a variable',
      'const ms = [{ w: 0 }]; function train() { for (const m of ms) m.w = 1; }'
    ],
    [
      'lets another function change a variable',
      'const m = { w: 0 }; function step(model) { model.w++; } function train() { step(m); }'
    ],
    [
      'calls a method that changes its object',
      'class M { w = 0; fit() { this.w++; } } const m = new M(); function train() { m.fit(); }'
    ],
    [
      'calls a method that calls such a method',
      'class M { w = 0; up() { this.w++; } fit() { this.up(); } } const m = new M(); function train() { m.fit(); }'
    ],
    [
      'draws from a generator that a cell made',
      'const next = random(1); function train() { return next(); }'
    ],
    ['is a method', 'class M { fit() {} } const train = new M().fit;'],
    ['is of a module', 'import { train } from "./train";']
  ])('its function %s', (_, definitions) => {
    expect(canSkip(definitions, 'await run(train);')).toBe(false);
  });

  it('it is given a variable that its function changes', () => {
    const definitions =
      'const model = { w: 0 }; function train({ model: m, lr = 1 }) { m.w += lr; }';
    expect(canSkip(definitions, 'await run(train, { model });')).toBe(false);
    expect(canSkip(definitions, 'await run(train, { model: {} });')).toBe(true);
  });
});

describe('a run is left out although its function', () => {
  it.each([
    [
      'has variables of the same name',
      'let n = 0; function train() { let n = 1; n++; }'
    ],
    [
      'fills an array of its own',
      'const all = []; function train() { const all = []; all.push(1); }'
    ],
    [
      'makes an object and changes it',
      'class M { w = 0; fit() { this.w++; } } function train() { const m = new M(); m.fit(); }'
    ],
    [
      'makes a generator of its own',
      'function random(seed) { return () => seed++; } function train() { const next = random(1); return next(); }'
    ],
    ['calls itself', 'function train(n = 3) { return n ? train(n - 1) : 0; }']
  ])('%s', (_, definitions) => {
    expect(canSkip(definitions, 'await run(train);')).toBe(true);
  });
});

describe('skippableRuns()', () => {
  it('takes any text for a cell', () => {
    expect(skippable('', '}{(', 'await run(', '\u0000', 'run')).toEqual(
      expect.arrayContaining([false])
    );
  });

  it('knows nothing of compiled cells', () => {
    expect(
      skippable({ code: 'run(train)', compiled: true }, 'run(train)')[0]
    ).toBe(false);
  });
});
