import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ILayoutRestorer } from '@jupyterlab/application';
import { MainAreaWidget, WidgetTracker } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { isRunId } from 'trialbook/format';
import { runsIcon } from '../icons';
import type { SweepAction } from '../model/sweep-model';
import { CommandIDs, IHomes } from '../tokens';
import type { SweepView } from '../widgets/sweep-view';
import { showWidget } from './show-widget';

/** Opens sweeps in the main area, again after a reload, and has the commands about them. */
export const sweepsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-trialbook:sweeps',
  description: 'Shows sweeps and experiments, and asks for things of them.',
  autoStart: true,
  requires: [IHomes],
  optional: [ITranslator, ILayoutRestorer],
  activate
};

type SweepWidget = MainAreaWidget<SweepView>;

const SWEEP_ARGS = {
  type: 'object',
  properties: {
    home: {
      type: 'string',
      description: 'Path of the home, relative to the root of the server.'
    },
    batch: { type: 'string', description: 'Id of a submission of the sweep.' },
    job: { type: 'string', description: 'Id of a job, for a retry of that.' }
  },
  required: ['home', 'batch']
} as const;

/** What a sweep is shown with, loaded when it is needed. */
async function loadParts() {
  const [{ SweepModel }, { SweepView }] = await Promise.all([
    import('../model/sweep-model'),
    import('../widgets/sweep-view')
  ]);
  return { SweepModel, SweepView };
}

function activate(
  app: JupyterFrontEnd,
  homes: IHomes,
  translator: ITranslator | null,
  restorer: ILayoutRestorer | null
): void {
  const trans = (translator ?? nullTranslator).load('jupyterlab_trialbook');
  const tracker = new WidgetTracker<SweepWidget>({
    namespace: 'trialbook-sweep'
  });
  const addressOf = (args: ReadonlyPartialJSONObject): SweepView.IAddress => {
    const { home, batch } = args;
    if (typeof home !== 'string' || !isRunId(batch)) {
      throw new Error(
        trans.__('A sweep is named by its home and a submission of it.')
      );
    }
    return { home, batch };
  };

  app.commands.addCommand(CommandIDs.openSweep, {
    label: trans.__('Open Sweep'),
    icon: runsIcon,
    describedBy: { args: SWEEP_ARGS },
    execute: async args => {
      const { home, batch } = addressOf(args);
      const known = tracker.find(
        ({ content }) =>
          content.address.home === home &&
          (content.model.info?.batches.includes(batch) ||
            content.address.batch === batch)
      );
      if (known) {
        return showWidget(app, tracker, known);
      }
      const { SweepModel, SweepView } = await loadParts();
      const model = new SweepModel({ home: homes.get(home), batch });
      const content = new SweepView({
        model,
        trans,
        onOpen: run =>
          void app.commands.execute(CommandIDs.openRun, { home, run })
      });
      const widget = new MainAreaWidget({ content });
      widget.id = `trialbook-sweep-${batch}-${encodeURIComponent(home)}`;
      // There is nothing in it, and an empty strip would remain.
      widget.toolbar.hide();
      widget.title.icon = runsIcon;
      widget.title.closable = true;
      const name = () => {
        const { info } = model;
        widget.title.label = info
          ? [info.name, info.label].filter(Boolean).join(' · ')
          : trans.__('Sweep');
      };
      name();
      model.changed.connect(name);
      await showWidget(app, tracker, widget);
    }
  });

  const addAction = (id: string, action: SweepAction, label: string) =>
    app.commands.addCommand(id, {
      label,
      describedBy: { args: SWEEP_ARGS },
      execute: async args => {
        const { home, batch } = addressOf(args);
        const { SweepModel } = await loadParts();
        const model = new SweepModel({ home: homes.get(home), batch });
        try {
          await model.home.refresh();
          await model.ask(action, isRunId(args.job) ? [args.job] : undefined);
          if (model.problem !== null) {
            throw new Error(model.problem);
          }
        } finally {
          model.dispose();
        }
      }
    });
  addAction(CommandIDs.cancelSweep, 'cancel', trans.__('Cancel Sweep'));
  addAction(CommandIDs.pauseSweep, 'pause', trans.__('Pause Sweep'));
  addAction(CommandIDs.resumeSweep, 'resume', trans.__('Resume Sweep'));
  addAction(CommandIDs.retrySweep, 'retry', trans.__('Retry Failed Runs'));

  if (restorer) {
    void restorer.restore(tracker, {
      command: CommandIDs.openSweep,
      args: ({ content }) => ({ ...content.address }),
      name: ({ id }) => id
    });
  }
}
