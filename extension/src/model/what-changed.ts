import {
  diffFacts,
  previousRun,
  summariseChanges,
  type ExecutedCell
} from 'trialbook/format';
import type { IRun } from '../tokens';
import { factsOf } from './run-facts';

/** What was changed before a run. */
export interface IWhatChanged {
  /** Id of the previous run of the same function. */
  previous: string;
  /** A line; empty when nothing was changed. */
  text: string;
}

/** What was changed since the previous run of the same function; `null` when there is none, or it cannot be read. */
export async function whatChanged(
  run: IRun,
  cells: () => Promise<readonly ExecutedCell[]> = () => run.cells()
): Promise<IWhatChanged | null> {
  const { home } = run;
  if (!home) {
    return null;
  }
  if (!home.runs.some(({ id }) => id === run.id)) {
    // Nobody looks at the list.
    await home.refresh();
  }
  const at = home.runs.findIndex(({ id }) => id === run.id);
  const previous = previousRun(home.runs, at);
  const facts = previous && (await home.facts(previous.id));
  if (!facts) {
    return null;
  }
  const now = factsOf(run, await cells());
  return {
    previous: facts.run,
    text: summariseChanges(diffFacts({ ...facts, scalars: now.scalars }, now))
  };
}
