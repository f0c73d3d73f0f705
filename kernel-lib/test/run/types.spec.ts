/** The declarations, checked by the TypeScript 5.0.4 that tslab brings, with its module resolution. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type * as TypeScript from 'typescript';
import { PACKAGE, newFolder } from './script';

// tslab's own copy of the compiler has the same interface.
const ts = require('@tslab/typescript-for-tslab') as typeof TypeScript;

/** What the compiler says about a script that imports the package. */
function check(code: string, strict: boolean): string[] {
  const folder = newFolder();
  const modules = path.join(folder, 'node_modules');
  mkdirSync(path.join(modules, '@types'), { recursive: true });
  symlinkSync(PACKAGE, path.join(modules, 'trialbook'), 'dir');
  symlinkSync(
    path.dirname(require.resolve('@types/node/package.json')),
    path.join(modules, '@types', 'node'),
    'dir'
  );
  const file = path.join(folder, 'script.ts');
  writeFileSync(file, code);
  const program = ts.createProgram([file], {
    strict,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.NodeJs,
    types: ['node'],
    skipLibCheck: true
  });
  return ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) =>
      ts.flattenDiagnosticMessageText(messageText, ' ')
    );
}

const TRAIN = `
  import { run, log, currentRun, Run } from 'trialbook';
  import { ScalarTable } from 'trialbook/format';
  async function train({ lr = 0.1, epochs = 20, opt = 'sgd' as 'sgd' | 'adam' } = {}) { return { accuracy: lr }; }
  async function main() {`;

describe.each([true, false])('the declarations, strict %s', strict => {
  it('is TypeScript 5.0.4', () => {
    expect(ts.version).toBe('5.0.4');
  });

  it('give the value and the flags their types', () => {
    expect(
      check(
        `${TRAIN}
          const r = await run(train, { lr: 0.5, opt: 'adam' }, { label: 'x', tags: ['a'] });
          const value: number = r.value.accuracy;
          const epochs: number = r.flags.epochs;
          const opt: 'sgd' | 'adam' = r.flags.opt;
          const none = await run(() => 3);
          const three: number = none.value;
          const g = await run(function* () { yield 1; return 'end'; });
          const end: string = g.value;
          const a = await run(async function* ({ n = 1 } = {}) { yield n; return true; }, { n: 2 });
          const yes: boolean = a.value;
          const p = await run((lr: number, n = 2) => lr * n, [0.5]);
          const q = await run((lr: number, n = 2) => lr * n, { lr: 0.5 });
          const s: number = p.value + q.value;
          const current: Run | undefined = currentRun();
          log('x', 1); log({ x: 1 }, 2); r.log('x', 1);
          new ScalarTable();
        }`,
        strict
      )
    ).toEqual([]);
  });

  it.each([
    ['a wrong name', '{ lrr: 1 }', /'lrr' does not exist/],
    [
      'a wrong type',
      "{ lr: 'fast' }",
      /'string' is not assignable to type 'number/
    ],
    ['a wrong choice', "{ opt: 'sdg' }", /'"sdg"' is not assignable/]
  ])('refuse %s', (_, params, message) => {
    const found = check(`${TRAIN} await run(train, ${params}); }`, strict);
    expect(found).toEqual([expect.stringMatching(message)]);
  });

  it('refuse a wrong option', () => {
    const found = check(
      `${TRAIN} await run(train, {}, { lable: 'x' }); }`,
      strict
    );
    expect(found).toEqual([expect.stringMatching(/'lable' does not exist/)]);
  });
});
