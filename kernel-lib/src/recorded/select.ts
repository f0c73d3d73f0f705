/** How people name runs: by the beginning of an id (which is a letter), by number, or `latest`. */
import { TrialbookError } from '../errors';
import { listRuns, type ListedRun } from './catalogue';
import { readRun, type RecordedRun } from './read-run';

/**
 * The run that a text names.
 * @param runs newest first.
 * @param name the beginning of an id, a number from 1 (the newest), or `latest`.
 * @throws TrialbookError RUN_NOT_FOUND, or RUN_AMBIGUOUS with the runs that the beginning fits.
 */
export function selectRun(runs: readonly ListedRun[], name: string): ListedRun {
  if (runs.length === 0) {
    throw new TrialbookError('RUN_NOT_FOUND', 'There are no runs here yet.');
  }
  if (name === 'latest') {
    return runs[0];
  }
  if (/^[1-9]\d*$/.test(name)) {
    return byNumber(runs, Number(name));
  }
  const found = runs.filter(({ run }) => run.startsWith(name));
  if (found.length === 1) {
    return found[0];
  }
  if (found.length === 0 || name === '') {
    throw new TrialbookError(
      'RUN_NOT_FOUND',
      `No run begins with ${JSON.stringify(name)}. Name a run by the beginning of its id, by a number from 1 (the newest) to ${runs.length}, or as "latest".`
    );
  }
  const ids = found.slice(0, 5).map(({ run }) => run);
  throw new TrialbookError(
    'RUN_AMBIGUOUS',
    `${found.length} runs begin with "${name}": ${ids.join(', ')}${found.length > 5 ? ', …' : ''}. Give more letters of the id.`
  );
}

/**
 * The runs that texts name, in their order, each once. Beside what `selectRun` takes, `A:B` is a range of numbers and
 * `:` all runs.
 * @throws TrialbookError RUN_NOT_FOUND or RUN_AMBIGUOUS
 */
export function selectRuns(
  runs: readonly ListedRun[],
  names: readonly string[]
): ListedRun[] {
  return [
    ...new Set(
      names.flatMap(name => {
        const range = /^(\d*):(\d*)$/.exec(name);
        return range
          ? runs.slice(
              Math.max(Number(range[1] || 1) - 1, 0),
              Number(range[2] || runs.length)
            )
          : [selectRun(runs, name)];
      })
    )
  ];
}

/**
 * The newest run of a home.
 * @throws TrialbookError RUN_NOT_FOUND
 */
export function latestRun(home: string): RecordedRun {
  const [newest] = listRuns(home);
  if (!newest) {
    throw new TrialbookError(
      'RUN_NOT_FOUND',
      `The home ${home} has no runs yet.`
    );
  }
  return readRun(newest.dir);
}

function byNumber(runs: readonly ListedRun[], number: number): ListedRun {
  const run = runs[number - 1];
  if (!run) {
    throw new TrialbookError(
      'RUN_NOT_FOUND',
      `There is no run ${number}: the runs are numbered from 1 (the newest) to ${runs.length}.`
    );
  }
  return run;
}
