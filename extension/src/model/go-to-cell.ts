import type { NotebookPanel } from '@jupyterlab/notebook';
import type { CommandRegistry } from '@lumino/commands';
import type { ICellAddress } from '../widgets/run-view-props';

/**
 * Opens a notebook, makes a cell of it active and brings it into sight.
 *
 * @returns false when the notebook has no such cell.
 */
export async function goToCell(
  commands: CommandRegistry,
  path: string,
  address: ICellAddress
): Promise<boolean> {
  const opened = (await commands.execute('docmanager:open', {
    path
  })) as unknown;
  const panel = opened as Partial<NotebookPanel> | undefined;
  const { content, context, revealed } = panel ?? {};
  if (!content || !context) {
    return false;
  }
  await context.ready;
  await revealed;
  const index = findCell(
    content.widgets.map(({ model }) => ({
      id: model.id,
      code: model.sharedModel.getSource()
    })),
    address
  );
  if (index < 0) {
    return false;
  }
  content.mode = 'command';
  content.deselectAll();
  content.activeCellIndex = index;
  await content.scrollToItem(index, 'center');
  content.activate();
  return true;
}

/** The cell of an id; without an id, the first one of a text; -1 when there is none. */
export function findCell(
  cells: readonly { id: string; code: string }[],
  { id, code }: ICellAddress
): number {
  return cells.findIndex(cell =>
    id === undefined ? cell.code === code : cell.id === id
  );
}
