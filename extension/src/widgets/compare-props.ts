import type { TranslationBundle } from '@jupyterlab/translation';
import type { CompareModel, CompareSection } from '../model/compare-model';

/** What the comparison asks of the application. */
export interface ICompareActions {
  /** Opens one of the two runs. */
  openRun(run: string): void;
  /** Shows the two runs the other way round. */
  swap(): void;
}

/** What every part of the comparison is given. */
export interface ICompareProps {
  model: CompareModel;
  trans: TranslationBundle;
  actions: ICompareActions;
}

/** The heading of a section. */
export function sectionTitle(
  section: CompareSection,
  trans: TranslationBundle
): string {
  switch (section) {
    case 'values':
      return trans.__('Flags and scalars');
    case 'charts':
      return trans.__('Charts');
    case 'cells':
      return trans.__('Cells');
    case 'packages':
      return trans.__('Packages');
    case 'environment':
      return trans.__('Environment and commit');
    case 'patch':
      return trans.__('Uncommitted changes');
    case 'output':
      return trans.__('Output');
  }
}
