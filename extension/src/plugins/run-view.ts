import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { INotebookTracker } from '@jupyterlab/notebook';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { isRunId } from 'trialbook/format';
import { runsIcon } from '../icons';
import { goToCell } from '../model/go-to-cell';
import { CommandIDs, IHomes } from '../tokens';
import { showWidget } from './show-widget';
import type { RunView } from '../widgets/run-view';

/** Opens runs in the main area, and opens them again after a reload. */
export const runViewPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-trialbook:run-view',
  description: 'Opens runs in the main area.',
  autoStart: true,
  requires: [IHomes],
  optional: [ITranslator, ILayoutRestorer, INotebookTracker],
  activate
};

/** Characters of a title. */
const TITLE_LIMIT = 80;

type RunWidget = MainAreaWidget<RunView>;

const OPEN_ARGS = {
  type: 'object',
  properties: {
    home: {
      type: 'string',
      description: 'Path of the home, relative to the root of the server.'
    },
    run: { type: 'string', description: 'Id of the run.' }
  },
  required: ['home', 'run']
} as const;

function activate(
  app: JupyterFrontEnd,
  homes: IHomes,
  translator: ITranslator | null,
  restorer: ILayoutRestorer | null,
  notebooks: INotebookTracker | null
): void {
  const trans = (translator ?? nullTranslator).load('jupyterlab_trialbook');
  const tracker = new WidgetTracker<RunWidget>({
    namespace: 'trialbook-run-view'
  });

  app.commands.addCommand(CommandIDs.openRun, {
    label: trans.__('Open Run'),
    caption: trans.__('Open a run in the main area'),
    icon: runsIcon,
    describedBy: { args: OPEN_ARGS },
    execute: async args => {
      const address = addressOf(args);
      if (!address) {
        throw new Error(
          trans.__(
            'A run is opened by its home and its id: neither may be missing.'
          )
        );
      }
      const parts = await loadParts();
      const id = widgetId(address.home, address.run);
      const widget =
        tracker.find(candidate => candidate.id === id) ??
        makeWidget(
          app,
          homes,
          address,
          parts,
          translator ?? nullTranslator,
          notebooks
        );
      await showWidget(app, tracker, widget);
    }
  });

  if (restorer) {
    void restorer.restore(tracker, {
      command: CommandIDs.openRun,
      args: ({ content }) => ({ ...content.address }),
      name: ({ id }) => id
    });
  }
}

/** The status bar shows a title as long as it is. */
function cut(title: string): string {
  return title.length > TITLE_LIMIT ? `${title.slice(0, TITLE_LIMIT)}…` : title;
}

/** What a run view is made of, loaded when the first one is opened. */
async function loadParts() {
  const [{ RunViewModel }, { RunView }] = await Promise.all([
    import('../model/run-view-model'),
    import('../widgets/run-view')
  ]);
  return { RunViewModel, RunView };
}

function makeWidget(
  app: JupyterFrontEnd,
  homes: IHomes,
  address: RunView.IAddress,
  parts: Awaited<ReturnType<typeof loadParts>>,
  translator: ITranslator,
  notebooks: INotebookTracker | null
): RunWidget {
  const run = homes.get(address.home).run(address.run);
  const model = new parts.RunViewModel(run);
  const { commands } = app;
  const content = new parts.RunView({
    model,
    address,
    translator,
    actions: {
      openPath: path => void commands.execute('docmanager:open', { path }),
      goToCell: notebooks
        ? (path, cell) => goToCell(commands, path, cell)
        : null,
      showFolder: commands.hasCommand('filebrowser:go-to-path')
        ? () =>
            void commands.execute('filebrowser:go-to-path', { path: run.path })
        : null,
      openRun: id =>
        void commands.execute(CommandIDs.openRun, {
          home: address.home,
          run: id
        }),
      rerun: commands.hasCommand(CommandIDs.rerunRun)
        ? () => void commands.execute(CommandIDs.rerunRun, { ...address })
        : null,
      compareWith: a =>
        void commands.execute(CommandIDs.compareRuns, {
          home: address.home,
          a,
          b: address.run
        })
    }
  });
  const widget = new MainAreaWidget({ content });
  widget.id = widgetId(address.home, address.run);
  // There is nothing in it, and an empty strip would remain.
  widget.toolbar.hide();
  widget.title.icon = runsIcon;
  widget.title.closable = true;
  const setTitle = () => {
    const { name, label, id } = model.run.info;
    widget.title.label = cut(label ? `${name} · ${label}` : name || id);
    widget.title.caption = `${cut(name)}\n${id}\n${model.run.path}`;
  };
  setTitle();
  model.changed.connect((_, change) => {
    if (change === 'info') {
      setTitle();
    }
  });
  return widget;
}

/** The home and the run of a command's arguments; `null` unless both are what they ought to be. */
function addressOf(args: ReadonlyPartialJSONObject): RunView.IAddress | null {
  const { home, run } = args;
  return typeof home === 'string' && isRunId(run) ? { home, run } : null;
}

function widgetId(home: string, run: string): string {
  return `trialbook-run-${run}-${encodeURIComponent(home)}`;
}
