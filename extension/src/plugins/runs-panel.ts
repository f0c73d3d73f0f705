import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import {
  Clipboard,
  ICommandPalette,
  showErrorMessage
} from '@jupyterlab/apputils';
import { IDefaultFileBrowser } from '@jupyterlab/filebrowser';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { refreshIcon } from '@jupyterlab/ui-components';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { addRunCommands } from '../commands';
import { runsIcon } from '../icons';
import { followFolder } from '../model/follow-folder';
import { RunsPanelModel } from '../model/runs-panel-model';
import { CommandIDs, IHomes } from '../tokens';
import { RunsPanel } from '../widgets/runs-panel';

/** The Runs panel at the left, and the commands on what it lists. */
export const runsPanelPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-trialbook:runs-panel',
  description: 'Lists the runs of the nearest home in the left area.',
  autoStart: true,
  requires: [IHomes],
  optional: [
    ITranslator,
    ILayoutRestorer,
    ICommandPalette,
    IDefaultFileBrowser,
    INotebookTracker
  ],
  activate
};

function activate(
  app: JupyterFrontEnd,
  homes: IHomes,
  translator: ITranslator | null,
  restorer: ILayoutRestorer | null,
  palette: ICommandPalette | null,
  browser: IDefaultFileBrowser | null,
  notebooks: INotebookTracker | null
): void {
  const trans = (translator ?? nullTranslator).load('jupyterlab_trialbook');
  const model = new RunsPanelModel(homes);
  const execute = (command: string, args: ReadonlyPartialJSONObject) => {
    const home = model.home?.path;
    if (home !== undefined) {
      void app.commands
        .execute(command, { home, ...args })
        .catch(error => showErrorMessage(trans.__('Trialbook'), error));
    }
  };
  const panel = new RunsPanel({
    model,
    trans,
    open: run => execute(CommandIDs.openRun, { run }),
    stop: run => execute(CommandIDs.stopRun, { run }),
    compare: () => {
      if (model.pair) {
        execute(CommandIDs.compareRuns, model.pair);
      }
    },
    openSweep: batch => execute(CommandIDs.openSweep, { batch })
  });
  app.shell.add(panel, 'left', { rank: 350, type: 'Runs' });
  restorer?.add(panel, panel.id);
  followFolder({
    contents: app.serviceManager.contents,
    browser: browser?.model ?? null,
    notebooks,
    // A folder is known only when the file browser and the notebooks are restored.
    ready: Promise.all([app.restored, browser?.model.restored]),
    setFolder: folder => model.setFolder(folder)
  });
  addRunCommands({
    app,
    homes,
    model,
    trans,
    copy: text => Clipboard.copyToSystem(text),
    showFolder: browser
      ? async path => {
          await browser.model.cd(`/${path}`);
          app.shell.activateById(browser.id);
        }
      : null,
    rerun: notebooks
      ? async (home, run) => {
          const { insertRerun } = await import('../model/rerun-cell');
          await insertRerun({ app, notebooks, home, run, trans });
        }
      : null
  });
  addPanelCommands();

  function addPanelCommands(): void {
    const noArgs = { args: { type: 'object', properties: {} } } as const;
    app.commands.addCommand(CommandIDs.showRuns, {
      label: trans.__('Show Runs'),
      caption: trans.__('Show the runs of the nearest home'),
      icon: runsIcon,
      describedBy: noArgs,
      execute: () => app.shell.activateById(panel.id)
    });
    app.commands.addCommand(CommandIDs.filterRuns, {
      label: trans.__('Filter Runs'),
      describedBy: noArgs,
      execute: () => {
        app.shell.activateById(panel.id);
        panel.focusFilter();
      }
    });
    app.commands.addCommand(CommandIDs.refreshRuns, {
      label: trans.__('Refresh Runs'),
      icon: refreshIcon,
      describedBy: noArgs,
      execute: () => model.refresh()
    });
    const category = trans.__('Trialbook');
    for (const command of [
      CommandIDs.showRuns,
      CommandIDs.filterRuns,
      CommandIDs.refreshRuns,
      CommandIDs.openSelectedRun,
      CommandIDs.stopRun,
      ...(notebooks ? [CommandIDs.rerunRun] : []),
      CommandIDs.compareWithPrevious,
      CommandIDs.compareWithSelected,
      CommandIDs.copyRunId,
      CommandIDs.copyFlags,
      ...(browser ? [CommandIDs.showRunFolder] : [])
    ]) {
      palette?.addItem({ command, category });
    }
  }
}
