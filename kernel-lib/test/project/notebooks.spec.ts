import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { OURS, PACKAGE } from '../kernel/kernelspecs';
import { readOutput } from '../run/script';
import {
  injectParameters,
  parametersOf
} from '../../src/project/notebook/parameters';
import {
  sourceOf,
  type Notebook,
  type NotebookCell
} from '../../src/project/notebook/notebook-file';
import { until } from '../work/jobs';
import { projectWith, runsOf, start, trialbook } from './cli';

jest.setTimeout(180_000);

const VENV = path.resolve(PACKAGE, '..', '.venv');

type CellText = string | { text: string; tags: string[] };

function notebookOf(
  kernel: 'trialbook' | 'python3',
  cells: readonly CellText[]
): Notebook {
  return {
    cells: cells.map(
      (cell, at): NotebookCell => ({
        cell_type: 'code',
        id: `cell-${at}`,
        metadata: typeof cell === 'string' ? {} : { tags: cell.tags },
        source: typeof cell === 'string' ? cell : cell.text,
        outputs: [],
        execution_count: null
      })
    ),
    metadata: {
      kernelspec: {
        name: kernel,
        language: kernel === 'python3' ? 'python' : 'typescript'
      }
    },
    nbformat: 4,
    nbformat_minor: 5
  };
}

/** A project with notebooks, and Jupyter's folder with our kernel in it. */
function projectOf(notebooks: Record<string, Notebook>) {
  const folder = projectWith(
    Object.fromEntries(
      Object.entries(notebooks).map(([name, notebook]) => [
        name,
        JSON.stringify(notebook)
      ])
    )
  );
  const data = path.join(folder, '.jupyter');
  const spec = path.join(data, 'kernels', 'trialbook');
  mkdirSync(spec, { recursive: true });
  writeFileSync(
    path.join(spec, 'kernel.json'),
    JSON.stringify({ ...OURS, display_name: 'x', language: 'typescript' })
  );
  return { folder, env: { JUPYTER_PATH: data, VIRTUAL_ENV: VENV } };
}

const executed = (dir: string, name: string) =>
  JSON.parse(readFileSync(path.join(dir, name), 'utf8')) as Notebook;

const PARAMETERS = {
  text: 'const lr: number = 0.1;\nlet steps = 3; // how many',
  tags: ['parameters']
};

describe('trialbook run NOTEBOOK.ipynb', () => {
  it('executes it in its own kernel with the flags given, output and scalars recorded', async () => {
    const { folder, env } = projectOf({
      'train.ipynb': notebookOf('trialbook', [
        PARAMETERS,
        'for (let i = 0; i < steps; i++) console.log("loss:", lr / (i + 1));',
        'lr * 2'
      ])
    });
    const { code, stdout, stderr } = await trialbook(
      folder,
      ['run', 'train.ipynb', 'steps=2', '--label', 'first'],
      env
    );
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'loss: 0.1\nloss: 0.05\n0.2\n'
    });
    expect(stderr).toContain('cell 4/4\n');
    const [run] = runsOf(folder);
    expect(run.record).toMatchObject({
      name: 'train',
      kind: 'notebook',
      label: 'first',
      status: 'completed',
      flags: { lr: 0.1, steps: 2 },
      defaults: ['lr'],
      source: { kernel: { name: 'trialbook' }, notebook: '../train.ipynb' }
    });
    expect(run.scalars).toEqual({ loss: [0.1, 0.05] });
    const { cells } = executed(run.dir, 'train.ipynb');
    expect(cells.map(cell => cell.metadata.tags)).toEqual([
      ...[['parameters'], ['injected-parameters'], undefined, undefined]
    ]);
    expect(sourceOf(cells[1])).toBe('// Parameters\nlet steps = 2;');
    expect(cells[3].outputs).toEqual([
      { output_type: 'stream', name: 'stdout', text: '0.2\n' }
    ]);
    expect(cells.map(cell => cell.execution_count)).toEqual([1, 2, 3, 4]);
  });

  it('keeps everything up to a cell that fails, and names the cell', async () => {
    const { folder, env } = projectOf({
      'py.ipynb': notebookOf('python3', [
        { text: 'lr = 0.1\nsteps: int = 3', tags: ['parameters'] },
        'print("loss:", lr)',
        '1 / 0',
        'print("never")'
      ])
    });
    const { code, stderr } = await trialbook(
      folder,
      ['run', 'py.ipynb', 'lr=0.5'],
      env
    );
    expect(code).toBe(1);
    expect(stderr).toContain('division by zero (cell 4 of 5, id cell-2)');
    const [run] = runsOf(folder);
    expect(run.record).toMatchObject({
      status: 'failed',
      flags: { lr: 0.5, steps: 3 },
      error: {
        name: 'ZeroDivisionError',
        position: { cell: 'cell-2', count: 4 }
      }
    });
    expect(run.stdout).toBe('loss: 0.5\n');
    expect(readOutput(run.dir).stderr).toContain('ZeroDivisionError');
    const { cells } = executed(run.dir, 'py.ipynb');
    expect(cells[2].outputs).toMatchObject([{ output_type: 'stream' }]);
    expect(cells[3].outputs).toMatchObject([{ output_type: 'error' }]);
    expect(cells[4].outputs).toEqual([]);
  });

  it('says what went wrong in a cell of tslab, which prints it', async () => {
    const { folder, env } = projectOf({
      'ts.ipynb': notebookOf('trialbook', [
        'function f(x: number) { if (x > 1) throw new RangeError("x is too large"); return x; }',
        'f(2)'
      ]),
      'types.ipynb': notebookOf('trialbook', ['const x: number = "a";'])
    });
    const { code, stderr } = await trialbook(folder, ['run', 'ts.ipynb'], env);
    expect(code).toBe(1);
    expect(stderr).toContain('failed: x is too large (cell 2 of 2, id cell-1)');
    expect(runsOf(folder)[0].record.error).toMatchObject({
      name: 'RangeError',
      message: 'x is too large (cell 2 of 2, id cell-1)',
      stack: expect.stringMatching(/at (Proxy\.)?f \(/) as string
    });
    const types = await trialbook(folder, ['run', 'types.ipynb'], env);
    expect(types.stderr).toContain(
      "Type 'string' is not assignable to type 'number'. (cell 1 of 1, id cell-0)"
    );
  });

  it('records live, and stops at the interrupt', async () => {
    const { folder, env } = projectOf({
      'wait.ipynb': notebookOf('python3', [
        'print("loss: 1", flush=True)',
        'import time\nprint("waiting", flush=True)\ntime.sleep(1000)'
      ])
    });
    const { child, printed, ended } = start(folder, ['run', 'wait.ipynb'], env);
    await printed('waiting');
    // What is printed is on disk a moment later.
    await until(() => runsOf(folder)[0].stdout.includes('loss: 1'));
    const [live] = runsOf(folder);
    expect(live.record.status).toBe('running');
    expect(live.scalars).toEqual({ loss: [1] });
    expect(executed(live.dir, 'wait.ipynb').cells[0].outputs).toHaveLength(1);
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(runsOf(folder)[0].record.status).toBe('terminated');
  });

  it('stops when it is asked to', async () => {
    const { folder, env } = projectOf({
      'wait.ipynb': notebookOf('python3', [
        'import time\nprint("waiting", flush=True)\ntime.sleep(1000)'
      ])
    });
    const { printed, ended } = start(folder, ['run', 'wait.ipynb'], env);
    await printed('waiting');
    const [live] = runsOf(folder);
    writeFileSync(path.join(live.dir, 'trialbook/signals/stop.json'), '{}');
    expect((await ended).code).toBe(143);
    expect(runsOf(folder)[0].record).toMatchObject({
      status: 'terminated',
      signals: [{ name: 'stop' }]
    });
  });

  it('nests the runs of the notebook in its own', async () => {
    const { folder, env } = projectOf({
      'nested.ipynb': notebookOf('trialbook', [
        'import { run } from "trialbook";',
        'await run(function inner(n = 2) { return n; });'
      ])
    });
    const { code } = await trialbook(folder, ['run', 'nested.ipynb'], env);
    expect(code).toBe(0);
    const [outer, inner] = runsOf(folder);
    expect(inner.record).toMatchObject({
      name: 'inner',
      parent: outer.record.run,
      status: 'completed'
    });
  });

  it.each([
    [
      'typo.ipynb',
      ['stepz=2'],
      'Did you mean "steps"? Its parameters are: lr, steps.'
    ],
    ['none.ipynb', [], 'There is no notebook'],
    ['broken.ipynb', [], 'cannot be read as a notebook'],
    [
      'foreign.ipynb',
      [],
      'No kernel "no-such-kernel" was found. The kernels there are: '
    ]
  ])('%s makes no run: %j, %s', async (name, flags, message) => {
    const foreign = notebookOf('trialbook', ['1']);
    foreign.metadata.kernelspec = { name: 'no-such-kernel', language: 'cobol' };
    const { folder, env } = projectOf({
      'typo.ipynb': notebookOf('trialbook', [PARAMETERS]),
      'foreign.ipynb': foreign
    });
    writeFileSync(path.join(folder, 'broken.ipynb'), '{');
    const { code, stderr } = await trialbook(
      folder,
      ['run', name, ...flags],
      env
    );
    expect(code).toBe(1);
    expect(stderr).toContain(message);
    expect(runsOf(folder)).toEqual([]);
  });

  it('runs as an operation of a project too', async () => {
    const { folder, env } = projectOf({
      'nb.ipynb': notebookOf('trialbook', [
        PARAMETERS,
        'console.log("x: " + lr)'
      ])
    });
    writeFileSync(
      path.join(folder, 'trialbook.yml'),
      'operations: { nb: { main: nb.ipynb, flags: { lr: { default: 0.25, max: 1 } } } }'
    );
    const { stdout } = await trialbook(folder, ['run', 'nb'], env);
    expect(stdout).toBe('x: 0.25\n');
    expect(runsOf(folder)[0].record).toMatchObject({
      operation: 'nb',
      kind: 'notebook',
      flags: { lr: 0.25, steps: 3 }
    });
  });
});

describe('two notebooks and one command at once in one home', () => {
  // Must hold: nothing mixed.
  it('mix nothing', async () => {
    const rounds = 40;
    const { folder, env } = projectOf({
      'a.ipynb': notebookOf('trialbook', [
        `for (let i = 0; i < ${rounds}; i++) { console.log('a: ' + (1000 + i)); await new Promise(r => setTimeout(r, 5)); }`
      ]),
      'b.ipynb': notebookOf('python3', [
        `import time\nfor i in range(${rounds}):\n    print('b:', 2000 + i, flush=True)\n    time.sleep(0.005)`
      ])
    });
    writeFileSync(
      path.join(folder, 'c.js'),
      `let i = 0; const timer = setInterval(() => { console.log('c: ' + (3000 + i)); if (++i === ${rounds}) clearInterval(timer); }, 20);`
    );
    const all = await Promise.all([
      trialbook(folder, ['run', 'a.ipynb'], env),
      trialbook(folder, ['run', 'b.ipynb'], env),
      trialbook(folder, ['run', '--', 'node', 'c.js', '--x', '1'], env)
    ]);
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0]);
    const runs = runsOf(folder);
    expect(runs.map(({ record }) => record.name).sort()).toEqual([
      ...['a', 'b', 'c']
    ]);
    for (const [at, name] of ['a', 'b', 'c'].entries()) {
      const run = runs.find(({ record }) => record.name === name);
      const values = Array.from(
        { length: rounds },
        (_, i) => (at + 1) * 1000 + i
      );
      expect(run?.record.status).toBe('completed');
      expect(run?.record.parent).toBeUndefined();
      expect(run?.scalars).toEqual({ [name]: values });
      expect(run?.stdout).toBe(
        values.map(value => `${name}: ${value}\n`).join('')
      );
    }
    const { stdout } = await trialbook(folder, ['show', '1', '--json'], env);
    expect(JSON.parse(stdout)).toBeDefined();
  });
});

describe('injectParameters()', () => {
  it('replaces what was injected before, and writes Python as Python', () => {
    const notebook = notebookOf('python3', [
      'import os',
      { text: 'lr = 0.1', tags: ['parameters'] },
      { text: 'lr = 9', tags: ['injected-parameters'] },
      'print(lr)'
    ]);
    const { cells } = injectParameters(notebook, {
      lr: 0.5,
      fast: true,
      none: null,
      opts: { a: [1, false], 'quo"te': "it's" }
    });
    expect(cells).toHaveLength(4);
    expect(sourceOf(cells[2])).toBe(
      `# Parameters\nlr = 0.5\nfast = True\nnone = None\nopts = {"a": [1, False], "quo\\"te": "it's"}`
    );
  });

  it('stands first without a cell of parameters, and changes nothing without flags', () => {
    const notebook = notebookOf('trialbook', ['1']);
    const { cells } = injectParameters(notebook, { lr: 1, α: 'x' });
    expect(sourceOf(cells[0])).toBe(
      '// Parameters\nconst lr = 1;\nconst α = "x";'
    );
    expect(injectParameters(notebook, {}).cells).toEqual(notebook.cells);
  });

  it('writes no code that a flag name would smuggle in', () => {
    const notebook = notebookOf('python3', ['1']);
    expect(() => injectParameters(notebook, { 'x=1;y': 2 })).toThrow(
      'cannot name a variable'
    );
  });
});

describe('parametersOf()', () => {
  it('reads literals line by line; the rest has names only', () => {
    const text = [
      'const lr: number = 0.1; // rate',
      'let name = "a b"',
      "var q = 'single'",
      'const big = 1_000;',
      'const list: number[] = [1, 2];',
      'const on = true;',
      'const later = compute(3);',
      'doSomething();'
    ].join('\n');
    const notebook = notebookOf('trialbook', [{ text, tags: ['parameters'] }]);
    expect(
      parametersOf(notebook)?.map(({ name, value }) => [name, value])
    ).toEqual([
      ['lr', 0.1],
      ['name', 'a b'],
      ['q', 'single'],
      ['big', 1000],
      ['list', [1, 2]],
      ['on', true],
      ['later', undefined]
    ]);
  });
});
