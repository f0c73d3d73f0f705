/** Notebooks in miniature: each is sliced; what is kept is bundled, and executed in a process of its own. */
import { execFile, fork } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type ts from 'typescript';
import { bundleSlice } from '../../../src/notebook/slice/bundle';
import { sliceCells } from '../../../src/notebook/slice/slice-cells';
import { PACKAGE } from '../../kernel/kernelspecs';
import { madeUpFolder } from './made-up-folder';
import { DEFINITIONS } from './notebooks/definitions';
import { EXECUTIONS } from './notebooks/executions';
import type { MiniCell, Refused, Sliced } from './notebooks/notebook';
import { REFUSED } from './notebooks/refused';
import { VALUES } from './notebooks/values';

jest.setTimeout(120_000);

const typescript = require('@tslab/typescript-for-tslab') as typeof ts;

const SLICED: Sliced[] = [...DEFINITIONS, ...VALUES, ...EXECUTIONS];

const folder = madeUpFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const executed = (cells: MiniCell[]) =>
  cells.map((cell, at) => ({
    count: at + 1,
    ...(typeof cell === 'string'
      ? { code: cell, outcome: 'ok' as const }
      : cell)
  }));

const sliceOf = ({ cells, of = 'train' }: Sliced | Refused) =>
  sliceCells(executed(cells), of, { ts: typescript, base: folder });

/** What the function returns in a process that has the bundle only. */
async function inFreshProcess(notebook: Sliced): Promise<unknown> {
  const { code, hash } = await bundleSlice(sliceOf(notebook), { base: folder });
  const file = path.join(folder, `${hash}.cjs`);
  writeFileSync(file, code);
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      path.join(__dirname, 'execute-slice.cjs'),
      file,
      JSON.stringify(notebook.args ?? [])
    ],
    { cwd: PACKAGE }
  );
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1));
}

interface Answer {
  outcomes?: string[];
  value?: unknown;
  /** Why there is no value. */
  failed?: string;
}

/** How tslab itself executes notebooks. */
function inKernel(notebooks: (Sliced | Refused)[]): Promise<Answer[]> {
  const child = fork(path.join(__dirname, 'execute-cells.cjs'), {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc']
  });
  const answers: Answer[] = [];
  child.on('message', answer => answers.push(answer as Answer));
  child.send(
    notebooks.map(notebook => ({
      cells: notebook.cells.map(cell =>
        typeof cell === 'string' ? cell : cell.code
      ),
      ...('gives' in notebook && {
        call: `(${notebook.of ?? 'train'} as any)(...${JSON.stringify(notebook.args ?? [])})`
      })
    }))
  );
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => resolve(answers));
  });
}

describe('a slice keeps exactly what is needed:', () => {
  it.each(SLICED)('$about', notebook => {
    expect(sliceOf(notebook).code).toBe(notebook.slice);
  });
});

describe('a bundled slice gives in a fresh process what is expected:', () => {
  it.each(SLICED)('$about', async notebook => {
    expect(await inFreshProcess(notebook)).toEqual(notebook.gives);
  });
});

describe('a function is refused before anything starts:', () => {
  it.each(REFUSED)('$about', notebook => {
    const { of = 'train', names, inCells, because } = notebook;
    expect(() => sliceOf(notebook)).toThrow(
      expect.objectContaining({
        code: 'NOT_SLICEABLE',
        message: expect.stringContaining(`\`${names}\``) as string
      })
    );
    expect(() => sliceOf(notebook)).toThrow(because);
    for (const count of inCells) {
      expect(() => sliceOf(notebook)).toThrow(`cell [${count}]`);
    }
    const cure =
      names === of
        ? 'Execute cell'
        : `ake \`${names}\` a flag of \`${of}\`, or compute it in a function`;
    expect(() => sliceOf(notebook)).toThrow(cure);
  });
});

describe('a kernel', () => {
  it('executes the notebooks as they say, and its functions give the same', async () => {
    const all = [...SLICED, ...REFUSED];
    const answers = await inKernel(all);
    const seen = answers.map(({ outcomes = [], value, failed }, at) => ({
      about: all[at].about,
      outcomes: outcomes.slice(0, all[at].cells.length),
      ...('gives' in all[at] && { value }),
      ...(failed !== undefined && { failed })
    }));
    expect(seen).toEqual(
      all.map(({ about, cells, ...rest }) => ({
        about,
        outcomes: cells.map(cell =>
          typeof cell === 'string'
            ? 'ok'
            : cell.ran === false
              ? 'not compiled'
              : cell.outcome
        ),
        ...('gives' in rest && { value: rest.gives })
      }))
    );
  });
});
