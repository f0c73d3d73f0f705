import type { ExecutedCell, RunFacts, ScalarSummary } from 'trialbook/format';
import { RUN_FILES, RunFold, recordNumber } from 'trialbook/format';
import type { IFileSource } from '../sources/file-source';
import type { IRun, ISeries } from '../tokens';
import { readCells } from './cells-reader';
import { FileTail } from './file-tail';
import { joinPath } from './paths';

/** What is compared of a run that is followed. */
export function factsOf(run: IRun, cells: readonly ExecutedCell[]): RunFacts {
  const { info } = run;
  return {
    run: run.id,
    name: info.name,
    label: info.label,
    status: info.status,
    created: info.created,
    error: run.error,
    value: run.value,
    flags: info.flags,
    scalars: scalarsOf(run.series),
    environment: run.environment ?? {},
    source: run.source,
    cells
  };
}

/**
 * What was there when a run began, read once: flags, environment, cells, and not its points. `null` when the run cannot
 * be read.
 */
export async function readFacts(
  source: IFileSource,
  path: string
): Promise<RunFacts | null> {
  let fold = new RunFold();
  const journal = new FileTail(source, joinPath(path, RUN_FILES.journal), {
    push: bytes => fold.push(bytes),
    reset: () => {
      fold = new RunFold();
    }
  });
  await journal.read();
  const { record } = fold;
  return record.run === ''
    ? null
    : {
        run: record.run,
        name: record.name,
        label: record.label,
        status: record.status,
        created: record.created,
        flags: record.flags,
        environment: record.environment,
        source: record.source,
        cells: await readCells(source, path)
      };
}

/** The scalars as a run sums them up at its end. */
export function scalarsOf(
  series: ReadonlyMap<string, ISeries>
): Record<string, ScalarSummary> {
  return Object.fromEntries(
    [...series.values()]
      .filter(({ length }) => length > 0)
      .map(({ tag, length, steps, values }) => [
        tag,
        {
          count: length,
          last: recordNumber(values[length - 1]),
          step: steps[length - 1],
          ...extremes(values)
        }
      ])
  );
}

/** NaN counts only where there is nothing else. */
function extremes(values: Float64Array): Pick<ScalarSummary, 'min' | 'max'> {
  let min = NaN;
  let max = NaN;
  for (const value of values) {
    if (!(min <= value) && !Number.isNaN(value)) {
      min = value;
    }
    if (!(max >= value) && !Number.isNaN(value)) {
      max = value;
    }
  }
  return { min: recordNumber(min), max: recordNumber(max) };
}
