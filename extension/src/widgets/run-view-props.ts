import type { TranslationBundle } from '@jupyterlab/translation';
import type { RunTab, RunViewModel } from '../model/run-view-model';

/** A cell of a notebook: by its id, else by its text. */
export interface ICellAddress {
  id?: string;
  code: string;
}

/** What the view asks of the application. */
export interface IRunViewActions {
  /** Opens a file of the run folder, or a notebook, by its path as the contents API knows it. */
  openPath(path: string): void;
  /**
   * Opens a notebook, and brings a cell into sight and makes it active; `null` where notebooks are not shown. Resolved with
   * false when the notebook has no such cell any more.
   */
  goToCell: ((path: string, cell: ICellAddress) => Promise<boolean>) | null;
  /** Shows the run folder in the file browser; `null` where there is none. */
  showFolder: (() => void) | null;
  /** Opens another run of the same home. */
  openRun(id: string): void;
  /** Puts a cell into the notebook that runs this run again; `null` where there are no notebooks. */
  rerun: (() => void) | null;
  /** Shows what differs from another run of the home. */
  compareWith(run: string): void;
}

/** What every part of the view is given. */
export interface IRunViewProps {
  model: RunViewModel;
  trans: TranslationBundle;
  actions: IRunViewActions;
}

/** Id of the element that shows a tab of a run. */
export function paneId(run: string, tab: RunTab): string {
  return `jp-trialbook-run-${run}-${tab}`;
}
