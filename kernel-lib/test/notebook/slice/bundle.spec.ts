/** What becomes of a slice on its way to another process. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type ts from 'typescript';
import type { bundleSlice as Bundle } from '../../../src/notebook/slice/bundle';
import type { loadEntry as Load } from '../../../src/notebook/slice/load-entry';
import { sliceCells } from '../../../src/notebook/slice/slice-cells';
import { PACKAGE } from '../../kernel/kernelspecs';
import { madeUpFolder } from './made-up-folder';

const typescript = require('@tslab/typescript-for-tslab') as typeof ts;
const { bundleSlice, loadEntry } = require(
  path.join(PACKAGE, 'dist', 'notebook', 'slice')
) as { bundleSlice: typeof Bundle; loadEntry: typeof Load };

const folder = madeUpFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bundle = (...cells: string[]) =>
  bundleSlice(
    sliceCells(
      cells.map(code => ({ code, outcome: 'ok' as const })),
      'train',
      { ts: typescript, base: folder }
    ),
    { base: folder }
  );

/** The function of a bundle that lies far from the notebook. */
async function entryOf(...cells: string[]) {
  const { code, hash } = await bundle(...cells);
  const place = path.join(folder, 'home', 'code');
  mkdirSync(place, { recursive: true });
  const file = path.join(place, `${hash}.cjs`);
  writeFileSync(file, code);
  return {
    file,
    load: async () => (await loadEntry(file)) as (...args: unknown[]) => unknown
  };
}

describe('a bundled slice', () => {
  it('begins anew whenever it is loaded', async () => {
    const { load } = await entryOf(
      'let count = 0;',
      'const train = () => ++count;'
    );
    const [first, second] = [await load(), await load()];
    expect([first(), first(), second()]).toEqual([1, 2, 1]);
  });

  it('keeps the name and the parameters of the function', async () => {
    const { load } = await entryOf(
      'const train = async ({ lr = 0.5, steps = 3 }: { lr?: number; steps?: number } = {}) => lr * steps;'
    );
    const entry = await load();
    expect(entry.name).toBe('train');
    expect(String(entry)).toMatch(
      /^async \(\{ lr = 0\.5, steps = 3 \} = \{\}\)/
    );
  });

  it("finds packages where the notebook finds them, and the loader's own Trialbook", async () => {
    const { load } = await entryOf(
      "import { TrialbookError } from 'trialbook';\nimport { parse } from 'yaml';",
      'const train = async () => [TrialbookError, parse("a: 1"), (await import("yaml")).stringify([1])];'
    );
    const { TrialbookError } = require(path.join(PACKAGE, 'dist')) as {
      TrialbookError: unknown;
    };
    expect(await (await load())()).toEqual([TrialbookError, { a: 1 }, '- 1\n']);
  });

  it('is the same file whenever the code is the same', async () => {
    const cells = [
      "import { scale } from './scale';",
      'const train = () => scale(1);'
    ];
    expect(await bundle(...cells)).toEqual(await bundle(...cells));
  });

  it('passes on what its definitions throw', async () => {
    const plain = await entryOf(
      'const x = JSON.parse("{");\nconst train = () => x;'
    );
    await expect(plain.load()).rejects.toMatchObject({
      name: 'SyntaxError'
    });
    const awaited = await entryOf(
      'const x = await Promise.reject(new RangeError("far"));\nconst train = () => x;'
    );
    await expect(awaited.load()).rejects.toMatchObject({
      name: 'RangeError'
    });
  });

  it('is refused when a module beside the notebook is not there', async () => {
    await expect(
      bundle("import { x } from './gone';", 'const train = () => x;')
    ).rejects.toMatchObject({
      code: 'NOT_SLICEABLE',
      message: expect.stringMatching(
        /`train` cannot be bundled.*gone/s
      ) as string
    });
  });
});
