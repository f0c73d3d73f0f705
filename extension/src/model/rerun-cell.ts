import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { IRun } from '../tokens';
import { resolvePath } from './notebook-snapshots';

/** What of a notebook decides where the cell goes and what it says. */
export interface ICellText {
  id: string;
  source: string;
}

/**
 * Puts a cell that runs a run again into the run's notebook, below the cell that launched it, and goes there. It is not
 * executed. The notebook is opened when it is not.
 *
 * @throws Error when it is not known which notebook that is, and none is open.
 */
export async function insertRerun(options: {
  app: JupyterFrontEnd;
  notebooks: INotebookTracker;
  home: string;
  run: IRun;
  trans: TranslationBundle;
}): Promise<void> {
  const { app, run, trans } = options;
  const panel = await notebookOf(options);
  if (!panel) {
    throw new Error(
      trans.__(
        'It is not known from which notebook run %1 was started. Open the notebook in which to run it again.',
        run.id
      )
    );
  }
  app.shell.activateById(panel.id);
  await panel.context.ready;
  await panel.revealed;
  const { content } = panel;
  const cells = (content.model?.sharedModel.cells ?? []).map(cell => ({
    id: cell.id,
    source: cell.getSource()
  }));
  const index = placeBelow(
    cells,
    run.source?.cell?.id,
    content.activeCellIndex
  );
  content.model?.sharedModel.insertCell(index, {
    cell_type: 'code',
    source: rerunSource(run.id, cells),
    metadata: {}
  });
  content.activeCellIndex = index;
  content.deselectAll();
  content.activate();
  await content.scrollToItem(index);
}

async function notebookOf(options: {
  app: JupyterFrontEnd;
  notebooks: INotebookTracker;
  home: string;
  run: IRun;
}): Promise<NotebookPanel | null> {
  const { app, notebooks, home, run } = options;
  const { contents } = app.serviceManager;
  const notebook = run.source?.notebook ?? run.info.notebook;
  if (notebook === undefined) {
    return notebooks.currentWidget;
  }
  const path = resolvePath(home, notebook);
  const found = notebooks.find(
    ({ context }) => contents.localPath(context.path) === path
  );
  return (
    found ??
    (await app.commands.execute('docmanager:open', {
      path,
      factory: 'Notebook'
    }))
  );
}

/** Where the new cell goes: below the launching cell; without one, below the active cell. */
export function placeBelow(
  cells: readonly ICellText[],
  launching: string | undefined,
  active: number
): number {
  const at = cells.findIndex(({ id }) => id === launching);
  return Math.min(cells.length, Math.max(0, at < 0 ? active : at) + 1);
}

/** The text of the cell; it imports what it needs unless another cell does. */
export function rerunSource(run: string, cells: readonly ICellText[]): string {
  const imported = cells.some(({ source }) =>
    /import\s*{[^}]*\brerun\b[^}]*}\s*from\s*['"]trialbook['"]/.test(source)
  );
  const call = `await rerun("${run}")`;
  return imported ? call : `import { rerun } from "trialbook";\n${call}`;
}
