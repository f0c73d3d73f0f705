/** The error of an experiment in which not everything went well. */
import { TrialbookError } from '../../errors';
import { plainText } from '../../format/plain-text';
import type { TaskOutcome } from './task-outcome';

/** Failures that are named, and UTF-16 units of each. */
const NAMED = 10;
const WORDS = 200;

/** Tasks were not completed; the message is a summary. */
export class ExperimentFailed extends TrialbookError {
  constructor(
    name: string,
    total: number,
    /** The tasks that were not completed. */
    readonly failures: readonly TaskOutcome[]
  ) {
    super('EXPERIMENT_FAILED', summary(name, total, failures));
    this.name = 'ExperimentFailed';
  }
}

/** `learn k3m9q2 (layers=2) failed: RangeError: lr is too high` */
export function failureLine(failure: TaskOutcome): string {
  return `${failure} ${failure.reason ?? failure.state}: ${(failure.message ?? '').slice(0, WORDS)}`;
}

function summary(
  name: string,
  total: number,
  failures: readonly TaskOutcome[]
): string {
  const lines = failures
    .slice(0, NAMED)
    .map(failure => plainText(`  ${failureLine(failure)}`));
  const more = failures.length - NAMED;
  return [
    `${failures.length} of ${total} tasks of ${name} ${failures.length === 1 ? 'was' : 'were'} not completed:`,
    ...lines,
    ...(more > 0 ? [`  and ${more} more`] : []),
    'Run the experiment again to try them again; what is completed stays.'
  ].join('\n');
}
