import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { INotebookTracker } from '@jupyterlab/notebook';
import { nullTranslator } from '@jupyterlab/translation';
import { FakeRun } from '../../__tests__/fake-run';
import { insertRerun, placeBelow, rerunSource } from '../rerun-cell';

const trans = nullTranslator.load('jupyterlab_trialbook');

const cells = [
  { id: 'a', source: 'import { run } from "trialbook";' },
  { id: 'b', source: 'await run(train)' },
  { id: 'c', source: '1 + 1' }
];

/** A notebook of which the tests say what it holds. */
function notebook(path: string, active = 0) {
  const inserted: [number, unknown][] = [];
  const panel = {
    id: `panel ${path}`,
    context: { path, ready: Promise.resolve() },
    revealed: Promise.resolve(),
    content: {
      activeCellIndex: active,
      model: {
        sharedModel: {
          cells: cells.map(({ id, source }) => ({
            id,
            getSource: () => source
          })),
          insertCell: (index: number, cell: unknown) =>
            inserted.push([index, cell])
        }
      },
      deselectAll: () => undefined,
      activate: () => undefined,
      scrollToItem: () => Promise.resolve()
    }
  };
  return { panel, inserted };
}

type FakeNotebook = ReturnType<typeof notebook>;

function application(open: FakeNotebook[], current?: FakeNotebook) {
  const opened: unknown[] = [];
  const activated: string[] = [];
  const app = {
    shell: { activateById: (id: string) => activated.push(id) },
    serviceManager: { contents: { localPath: (path: string) => path } },
    commands: {
      execute: (id: string, args: { path: string }) => {
        opened.push([id, args]);
        return Promise.resolve(notebook(args.path).panel);
      }
    }
  } as unknown as JupyterFrontEnd;
  const notebooks = {
    currentWidget: current?.panel ?? null,
    find: (test: (panel: unknown) => boolean) =>
      open.map(({ panel }) => panel).find(test)
  } as unknown as INotebookTracker;
  return { app, notebooks, opened, activated };
}

function launchedBy(cell: string | undefined, path?: string): FakeRun {
  const run = new FakeRun();
  run.source = {
    kernel: { name: 'tslab' },
    ...(path !== undefined && { notebook: path }),
    cell: { ...(cell !== undefined && { id: cell }), count: 2 }
  };
  return run;
}

describe('insertRerun()', () => {
  it('puts the cell below the one that launched the run, in its notebook, and executes nothing', async () => {
    const other = notebook('work/other.ipynb');
    const own = notebook('work/book.ipynb', 2);
    const { app, notebooks, opened, activated } = application([other, own]);
    const run = launchedBy('b', '../book.ipynb');
    await insertRerun({ app, notebooks, home: 'work/runs', run, trans });
    expect(other.inserted).toEqual([]);
    expect(own.inserted).toEqual([
      [
        2,
        {
          cell_type: 'code',
          source:
            'import { rerun } from "trialbook";\nawait rerun("k3f9q2a7b1cd")',
          metadata: {}
        }
      ]
    ]);
    expect(own.panel.content.activeCellIndex).toBe(2);
    expect(activated).toEqual(['panel work/book.ipynb']);
    expect(opened).toEqual([]);
  });

  it('opens the notebook when it is not open', async () => {
    const { app, notebooks, opened, activated } = application([]);
    const run = launchedBy('b', '../book.ipynb');
    await insertRerun({ app, notebooks, home: 'work/runs', run, trans });
    expect(opened).toEqual([
      ['docmanager:open', { path: 'work/book.ipynb', factory: 'Notebook' }]
    ]);
    expect(activated).toEqual(['panel work/book.ipynb']);
  });

  it('takes the notebook at hand when it is not known which one it was', async () => {
    const current = notebook('any.ipynb', 0);
    const { app, notebooks } = application([], current);
    const run = launchedBy('gone');
    await insertRerun({ app, notebooks, home: 'runs', run, trans });
    expect(current.inserted[0][0]).toBe(1);
  });

  it('says so when there is no notebook to put it in', async () => {
    const { app, notebooks } = application([]);
    const run = launchedBy('b');
    await expect(
      insertRerun({ app, notebooks, home: 'runs', run, trans })
    ).rejects.toThrow('Open the notebook in which to run it again');
  });
});

describe('rerunSource()', () => {
  it('imports rerun unless another cell does', () => {
    expect(rerunSource('k', cells)).toBe(
      'import { rerun } from "trialbook";\nawait rerun("k")'
    );
    const source = "import {\n  run,\n  rerun\n} from 'trialbook';";
    expect(rerunSource('k', [{ id: 'x', source }])).toBe('await rerun("k")');
  });
});

describe('placeBelow()', () => {
  it('is below the launching cell, else below the active one, within the notebook', () => {
    expect(placeBelow(cells, 'a', 2)).toBe(1);
    expect(placeBelow(cells, undefined, 0)).toBe(1);
    expect(placeBelow(cells, 'gone', 2)).toBe(3);
    expect(placeBelow([], 'gone', -1)).toBe(0);
  });
});
