import { TrialbookError } from '../../errors';

/** A filter that cannot be understood. `message` names the place. */
export class FilterError extends TrialbookError {
  constructor(
    /** Where, in UTF-16 units from 1; one behind the end when something is missing there. */
    readonly column: number,
    /** What is wrong there and what was expected: a sentence or two. */
    readonly reason: string
  ) {
    super('BAD_FILTER', `Column ${column} of the filter: ${reason}`);
    this.name = 'FilterError';
  }
}
