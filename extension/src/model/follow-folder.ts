import type { Contents } from '@jupyterlab/services';
import type { ISignal } from '@lumino/signaling';
import { folderOf } from './paths';

/** The part of the notebook tracker that matters here. */
interface INotebooks {
  currentWidget: { context: { path: string } } | null;
  currentChanged: ISignal<unknown, unknown>;
}

/** The part of a file browser's model that matters here. */
interface IBrowserModel {
  path: string;
  pathChanged: ISignal<unknown, unknown>;
}

/**
 * Tells which folder the reader is at: the active notebook's, or else the file browser's. When a notebook is closed
 * and none is left, the file browser's counts again.
 */
export function followFolder(options: {
  contents: Pick<Contents.IManager, 'localPath'>;
  browser: IBrowserModel | null;
  notebooks: INotebooks | null;
  ready: Promise<unknown>;
  setFolder: (folder: string) => void;
}): void {
  const { contents, browser, notebooks, setFolder } = options;
  const update = () => {
    const notebook = notebooks?.currentWidget;
    if (notebook) {
      setFolder(folderOf(contents.localPath(notebook.context.path)));
    } else {
      setFolder(contents.localPath(browser?.path ?? ''));
    }
  };
  void options.ready.then(() => {
    notebooks?.currentChanged.connect(update);
    browser?.pathChanged.connect(update);
    update();
  });
}
