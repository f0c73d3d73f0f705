import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { NotebookSnapshots } from '../model/notebook-snapshots';
import { JupyterFiles } from '../sources/jupyter-files';
import { IHomes } from '../tokens';

/** Gives a starting run what its kernel cannot know: the notebook as it stands in the editor. */
export const snapshotPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-trialbook:snapshot',
  description:
    'Writes the open notebook, unsaved edits too, into each run that starts from it.',
  autoStart: true,
  requires: [IHomes],
  optional: [INotebookTracker, ISettingRegistry],
  activate: (
    app,
    homes: IHomes,
    notebooks: INotebookTracker | null,
    settings: ISettingRegistry | null
  ) => {
    if (!notebooks) {
      return;
    }
    const { contents, serverSettings } = app.serviceManager;
    const source = new JupyterFiles({ contents, serverSettings });
    const snapshots = new NotebookSnapshots({ homes, source });
    let isEnabled = true;
    // Where settings cannot be read, the default holds.
    void settings?.load(snapshotPlugin.id).then(
      loaded => {
        const update = () => {
          isEnabled = loaded.get('writeDocument').composite !== false;
        };
        loaded.changed.connect(update);
        update();
      },
      () => undefined
    );
    notebooks.widgetAdded.connect((_, panel) => {
      const { context } = panel;
      const { sessionContext } = context;
      const notebook = {
        get path() {
          return contents.localPath(context.path);
        },
        text: () => JSON.stringify(context.model.toJSON(), null, 1)
      };
      const onStatus = () => {
        snapshots.setBusy(
          notebook,
          isEnabled && sessionContext.session?.kernel?.status === 'busy'
        );
      };
      sessionContext.statusChanged.connect(onStatus);
      panel.disposed.connect(() => {
        sessionContext.statusChanged.disconnect(onStatus);
        snapshots.setBusy(notebook, false);
      });
    });
  }
};
