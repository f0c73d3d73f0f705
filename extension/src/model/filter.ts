import type { FilterTest } from 'trialbook/format';
import { FilterError, filterTest } from 'trialbook/format';

/** What a filter box holds: a test, or what is wrong with the text. */
export interface IRunFilter {
  /** Every run passes a filter that is wrong: nothing is hidden while it is being typed. */
  test: FilterTest;
  /** What is wrong, `null` when nothing is. */
  problem: IFilterProblem | null;
}

/** Where and what is wrong with a filter. */
export interface IFilterProblem {
  /** In UTF-16 units from 1. */
  column: number;
  /** What is wrong there and what was expected. */
  reason: string;
}

/**
 * The filter of a text that is being typed: what stands at its very end counts as the beginning of a value.
 * `docs/find-and-compare.md` says what it may say.
 */
export function runFilter(text: string): IRunFilter {
  try {
    return { test: filterTest(text, { typing: true }), problem: null };
  } catch (error) {
    if (!(error instanceof FilterError)) {
      throw error;
    }
    const { column, reason } = error;
    return { test: () => true, problem: { column, reason } };
  }
}
