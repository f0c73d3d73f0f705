import type { JupyterFrontEnd } from '@jupyterlab/application';
import { showErrorMessage } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';
import { stopIcon } from '@jupyterlab/ui-components';
import { previousRun } from 'trialbook/format';
import { rerunIcon, runsIcon } from './icons';
import { flagsAsTypeScript } from './model/flags-text';
import { joinPath } from './model/paths';
import type { RunsPanelModel } from './model/runs-panel-model';
import { CommandIDs } from './tokens';
import type { IHomes, IRun } from './tokens';

/** A run as the arguments of a command name it. */
export interface IRunAddress {
  home: string;
  run: string;
}

/** Arguments of the commands that act on a run. */
const RUN_ARGS = {
  type: 'object',
  properties: {
    home: {
      type: 'string',
      description:
        'Path of the home, relative to the root of the server. The selected run when left out.'
    },
    run: { type: 'string', description: 'Id of the run.' }
  }
} as const;

/** Adds the commands that act on one run: the one of the arguments, under the context menu, or selected. */
export function addRunCommands(options: {
  app: JupyterFrontEnd;
  homes: IHomes;
  model: RunsPanelModel;
  trans: TranslationBundle;
  /** Puts a text on the clipboard. */
  copy: (text: string) => void;
  /** Shows a folder in the file browser; `null` where there is none. */
  showFolder: ((path: string) => Promise<void>) | null;
  /** Inserts a cell that runs a run again; `null` where there are no notebooks. */
  rerun: ((home: string, run: IRun) => Promise<void>) | null;
}): void {
  const { app, homes, model, trans, copy, showFolder, rerun } = options;
  const { commands } = app;
  const describedBy = { args: RUN_ARGS };
  const address = (args: ReadonlyPartialJSONObject) =>
    addressOf(args) ?? addressUnderMenu(app) ?? addressSelected(model);
  const isEnabled = (args: ReadonlyPartialJSONObject) => address(args) !== null;
  const withRun = async (
    args: ReadonlyPartialJSONObject,
    action: (run: IRun) => unknown
  ) => {
    const target = address(args);
    const run = target && homes.get(target.home).run(target.run);
    try {
      await run?.ready;
      await (run && action(run));
    } finally {
      run?.dispose();
    }
  };

  commands.addCommand(CommandIDs.openSelectedRun, {
    label: trans.__('Open Run'),
    icon: runsIcon,
    describedBy,
    isEnabled,
    execute: async args => {
      const target = address(args);
      if (target) {
        await commands.execute(CommandIDs.openRun, { ...target });
      }
    }
  });
  commands.addCommand(CommandIDs.stopRun, {
    label: trans.__('Stop Run'),
    caption: trans.__('Ask the run to stop at its next log()'),
    icon: stopIcon,
    describedBy,
    isEnabled: args => {
      const target = address(args);
      const info = target && infoOf(homes, target);
      return info ? info.status === 'running' : target !== null;
    },
    execute: async args => {
      const target = address(args);
      if (!target) {
        return;
      }
      try {
        await (target.home === model.home?.path
          ? model.stop(target.run)
          : withRun(args, run => run.stop()));
      } catch (error) {
        await showErrorMessage(
          trans.__('The run cannot be stopped'),
          error as Error
        );
      }
    }
  });
  if (rerun) {
    commands.addCommand(CommandIDs.rerunRun, {
      label: trans.__('Rerun…'),
      caption: trans.__('Insert a cell into the notebook that runs this again'),
      icon: rerunIcon,
      describedBy,
      isEnabled,
      execute: async args => {
        const target = address(args);
        try {
          await (target &&
            withRun({ ...target }, run => rerun(target.home, run)));
        } catch (error) {
          await showErrorMessage(
            trans.__('The run cannot be run again'),
            error as Error
          );
        }
      }
    });
  }
  const compare = async (home: string, a: string, b: string) => {
    await commands.execute(CommandIDs.compareRuns, { home, a, b });
  };
  commands.addCommand(CommandIDs.compareWithPrevious, {
    label: trans.__('Compare with Previous Run'),
    caption: trans.__(
      'Show what differs from the previous run of the function'
    ),
    describedBy,
    isEnabled: args => {
      const target = address(args);
      return target !== null && previousOf(homes, target) !== undefined;
    },
    execute: async args => {
      const target = address(args);
      const previous = target && previousOf(homes, target);
      if (target && previous) {
        await compare(target.home, previous, target.run);
      }
    }
  });
  commands.addCommand(CommandIDs.compareWithSelected, {
    label: () =>
      model.pair
        ? trans.__('Compare Selected Runs')
        : trans.__('Compare with Selected Run'),
    describedBy,
    isEnabled: args => pairOf(model, address(args)) !== null,
    execute: async args => {
      const target = address(args);
      const pair = pairOf(model, target);
      const home = target?.home ?? model.home?.path;
      if (pair && home !== undefined) {
        await compare(home, pair.a, pair.b);
      }
    }
  });
  commands.addCommand(CommandIDs.copyRunId, {
    label: trans.__('Copy Run Id'),
    describedBy,
    isEnabled,
    execute: args => {
      const target = address(args);
      if (target) {
        copy(target.run);
      }
    }
  });
  commands.addCommand(CommandIDs.copyFlags, {
    label: trans.__('Copy Flags as TypeScript Object'),
    describedBy,
    isEnabled,
    // From the run itself, for the list may hold only the short ones.
    execute: args =>
      withRun(args, run => copy(flagsAsTypeScript(run.info.flags)))
  });
  if (showFolder) {
    commands.addCommand(CommandIDs.showRunFolder, {
      label: trans.__('Show Run Folder in File Browser'),
      describedBy,
      isEnabled,
      execute: async args => {
        const target = address(args);
        if (target) {
          await showFolder(joinPath(target.home, target.run));
        }
      }
    });
  }
}

/** The run before one that ran the same function. */
function previousOf(
  homes: IHomes,
  { home, run }: IRunAddress
): string | undefined {
  const { runs } = homes.get(home);
  const at = runs.findIndex(({ id }) => id === run);
  return previousRun(runs, at)?.id;
}

/** The two selected runs; with one selected, that one and the one under the menu, the older one first. */
function pairOf(
  model: RunsPanelModel,
  target: IRunAddress | null
): { a: string; b: string } | null {
  const { pair, home, selected } = model;
  if (pair || !target || !home || target.home !== home.path || !selected) {
    return pair;
  }
  const place = (run: string) => home.runs.findIndex(({ id }) => id === run);
  if (selected === target.run) {
    return null;
  }
  return place(selected) > place(target.run)
    ? { a: selected, b: target.run }
    : { a: target.run, b: selected };
}

function infoOf(homes: IHomes, { home, run }: IRunAddress) {
  return homes.get(home).runs.find(info => info.id === run);
}

function addressOf(args: ReadonlyPartialJSONObject): IRunAddress | null {
  const { home, run } = args;
  return typeof home === 'string' && typeof run === 'string'
    ? { home, run }
    : null;
}

function addressUnderMenu(app: JupyterFrontEnd): IRunAddress | null {
  const node = app.contextMenuHitTest(
    element => element.dataset.run !== undefined
  );
  const { home, run } = node?.dataset ?? {};
  return home !== undefined && run !== undefined ? { home, run } : null;
}

function addressSelected(model: RunsPanelModel): IRunAddress | null {
  return model.home && model.selected
    ? { home: model.home.path, run: model.selected }
    : null;
}
