/** Compares a run with the one it repeats, and writes down what came of it. */
import type { ReproducedEntry } from '../format/journal';
import { compareRuns, type RunOutcome } from '../format/reproduce';
import type { Series } from '../format/tfevents';
import { eventFiles, readEventFiles } from '../store/event-files';
import { setReproduced, type RunPlace } from './change';
import { readRun, type RecordedRun } from './read-run';

/**
 * Writes on a run whether it reproduced another.
 * @param before the run that was repeated.
 * @param place the run that repeats it, and has ended.
 * @param notes what else is known to differ, a sentence each.
 * @param excuses what may be why, if it was not reproduced, a sentence each.
 */
export function recordReproduction(
  before: RecordedRun,
  place: RunPlace,
  tolerance: number,
  notes: readonly string[],
  excuses: readonly string[] = []
): ReproducedEntry {
  const [old, recent] = [before, readRun(place.dir)].map(outcomeOf);
  const found = compareRuns(old, recent, tolerance, notes);
  const isUnexplained = !found.reproduced && !found.changed;
  const entry: ReproducedEntry = {
    type: 'reproduced',
    time: Date.now(),
    of: before.id,
    ...(isUnexplained && excuses.length > 0
      ? compareRuns(old, recent, tolerance, [...excuses, ...notes])
      : found)
  };
  setReproduced(place, entry);
  return entry;
}

/** All scalars of a run by tag. @param dir the run folder */
export function runSeries(dir: string): ReadonlyMap<string, Series> {
  return readEventFiles(dir, eventFiles(dir)).series;
}

function outcomeOf(run: RecordedRun): RunOutcome {
  return { record: run, scalars: runSeries(run.dir) };
}
