import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { isRunId, shortId } from 'trialbook/format';
import { runsIcon } from '../icons';
import { CommandIDs, IHomes } from '../tokens';
import { showWidget } from './show-widget';
import type { CompareView } from '../widgets/compare-view';

/** Opens the difference of two runs in the main area, and opens it again after a reload. */
export const comparePlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-trialbook:compare',
  description: 'Shows what differs between two runs.',
  autoStart: true,
  requires: [IHomes],
  optional: [ITranslator, ILayoutRestorer],
  activate
};

type CompareWidget = MainAreaWidget<CompareView>;

const COMPARE_ARGS = {
  type: 'object',
  properties: {
    home: {
      type: 'string',
      description: 'Path of the home, relative to the root of the server.'
    },
    a: { type: 'string', description: 'Id of the first run.' },
    b: { type: 'string', description: 'Id of the second run.' }
  },
  required: ['home', 'a', 'b']
} as const;

function activate(
  app: JupyterFrontEnd,
  homes: IHomes,
  translator: ITranslator | null,
  restorer: ILayoutRestorer | null
): void {
  const trans = (translator ?? nullTranslator).load('jupyterlab_trialbook');
  const tracker = new WidgetTracker<CompareWidget>({
    namespace: 'trialbook-compare'
  });

  app.commands.addCommand(CommandIDs.compareRuns, {
    label: trans.__('Compare Runs'),
    caption: trans.__('Show what differs between two runs'),
    icon: runsIcon,
    describedBy: { args: COMPARE_ARGS },
    execute: async args => {
      const address = addressOf(args);
      if (!address) {
        throw new Error(
          trans.__('Two runs are compared by their home and their ids.')
        );
      }
      const parts = await loadParts();
      const id = widgetId(address);
      const widget =
        tracker.find(candidate => candidate.id === id) ??
        makeWidget(app, homes, address, parts, translator ?? nullTranslator);
      await showWidget(app, tracker, widget);
    }
  });

  if (restorer) {
    void restorer.restore(tracker, {
      command: CommandIDs.compareRuns,
      args: ({ content }) => ({ ...content.address }),
      name: ({ id }) => id
    });
  }
}

/** What a comparison is made of, loaded when the first one is opened. */
async function loadParts() {
  const [{ CompareModel }, { CompareView }] = await Promise.all([
    import('../model/compare-model'),
    import('../widgets/compare-view')
  ]);
  return { CompareModel, CompareView };
}

function makeWidget(
  app: JupyterFrontEnd,
  homes: IHomes,
  address: CompareView.IAddress,
  parts: Awaited<ReturnType<typeof loadParts>>,
  translator: ITranslator
): CompareWidget {
  const trans = translator.load('jupyterlab_trialbook');
  const home = homes.get(address.home);
  const model = new parts.CompareModel(
    home.run(address.a),
    home.run(address.b)
  );
  const execute = (command: string, args: ReadonlyPartialJSONObject) =>
    void app.commands.execute(command, { home: address.home, ...args });
  const content = new parts.CompareView({
    model,
    address,
    translator,
    actions: {
      openRun: run => execute(CommandIDs.openRun, { run }),
      swap: () =>
        execute(CommandIDs.compareRuns, { a: address.b, b: address.a })
    }
  });
  const widget = new MainAreaWidget({ content });
  widget.id = widgetId(address);
  // There is nothing in it, and an empty strip would remain.
  widget.toolbar.hide();
  widget.title.icon = runsIcon;
  widget.title.closable = true;
  widget.title.label = trans.__(
    '%1 ↔ %2',
    shortId(address.a),
    shortId(address.b)
  );
  widget.title.caption = trans.__(
    'What differs between the runs %1 and %2',
    address.a,
    address.b
  );
  return widget;
}

/** The home and the runs of a command's arguments; `null` unless all are what they ought to be. */
function addressOf(
  args: ReadonlyPartialJSONObject
): CompareView.IAddress | null {
  const { home, a, b } = args;
  return typeof home === 'string' && isRunId(a) && isRunId(b)
    ? { home, a, b }
    : null;
}

function widgetId({ home, a, b }: CompareView.IAddress): string {
  return `trialbook-compare-${a}-${b}-${encodeURIComponent(home)}`;
}
