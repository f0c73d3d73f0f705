/** The types of configs and tasks, checked by the TypeScript of tslab and by ours. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type * as TypeScript from 'typescript';
import { PACKAGE, newFolder } from '../run/script';

const DECLARATIONS = `
  import { config, task, meta, path, constant, tag, outputOf, type RunValues } from 'trialbook';
  import { z } from 'zod';
  const CNN = config('cnn', {
    layers: z.number().default(2),
    kind: z.enum(['relu', 'tanh']).default('relu')
  });
  const Wide = CNN.extend('wide', { width: z.number() });
  const Learn = task('learn', {
    model: CNN, lr: z.number(), threads: meta(z.number().default(1)), out: path('x.bin'), version: constant('2')
  }, async ({ model, lr, out, version }) => {
    const layers: number = model.layers;
    const kind: 'relu' | 'tanh' = model.kind;
    const file: string = out;
    const two: '2' = version;
    return { accuracy: layers * lr, weights: [1], kind, file, two };
  });
  const Use = task('use', { learned: Learn, scale: z.number().default(1), all: z.array(z.number()).default([]) },
    ({ learned, scale }) => learned.accuracy * scale);
`;

const RIGHT = `
  const layers: number = CNN().layers;
  const learned = Learn({ model: CNN({ layers: tag(3) }), lr: tag(0.1) });
  Learn({ model: Wide({ width: 3 }), lr: 1, threads: 2, out: 'y.bin' });
  Learn({ model: { kind: 'tanh' }, lr: 1 });
  const use = Use({ learned, scale: outputOf(learned, 'accuracy') });
  Use({ learned, scale: Use({ learned }), all: [1, outputOf(learned, 'accuracy')] });
  const name: string = Learn.typeName;
  learned.lr = 3;
  export { layers, use, name };
`;

/** Each line is an error. */
const WRONG = [
  `CNN({ layers: 'x' });`,
  `CNN({ layerz: 3 });`,
  `CNN({ kind: 'sigmoid' });`,
  `Learn({ model: CNN() });`,
  `Learn({ model: 3, lr: 1 });`,
  `Wide();`,
  `Learn({ model: CNN(), lr: 1, version: '3' });`,
  `Use({ learned: CNN() });`,
  `Use({ learned: Learn({ model: CNN(), lr: 1 }), scale: outputOf(Learn({ model: CNN(), lr: 1 }), 'kind') });`,
  `outputOf(Learn({ model: CNN(), lr: 1 }), 'nothing');`,
  `outputOf(CNN());`,
  `const text: string = CNN().layers;`
];

const folder = newFolder();
const modules = path.join(folder, 'node_modules');
mkdirSync(path.join(modules, '@types'), { recursive: true });
for (const [name, target] of [
  ['trialbook', PACKAGE],
  ['zod', path.dirname(require.resolve('zod/package.json'))],
  ['@types/node', path.dirname(require.resolve('@types/node/package.json'))]
]) {
  symlinkSync(target, path.join(modules, name), 'dir');
}

/** Each file's errors. */
function check(ts: typeof TypeScript, codes: readonly string[]): string[][] {
  const files = codes.map((code, at) => {
    const file = path.join(folder, `script-${at}.ts`);
    writeFileSync(file, DECLARATIONS + code);
    return file;
  });
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.NodeJs,
    types: ['node'],
    skipLibCheck: true
  });
  return files.map(file =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(({ messageText }) =>
        ts.flattenDiagnosticMessageText(messageText, ' ')
      )
  );
}

jest.setTimeout(60_000);

describe.each([
  ['5.0', '@tslab/typescript-for-tslab'],
  ['5.9', 'typescript']
])('the types of config() and task(), TypeScript %s', (version, module) => {
  const ts = require(module) as typeof TypeScript;
  const [right, ...wrong] = check(ts, [RIGHT, ...WRONG]);

  it('is that version', () => {
    expect(ts.versionMajorMinor).toBe(version);
  });

  it('takes what fits', () => {
    expect(right).toEqual([]);
  });

  it.each(WRONG.map((code, at) => [code, wrong[at]] as const))(
    'refuses %s',
    (_code, errors) => {
      expect(errors).toHaveLength(1);
    }
  );
});
