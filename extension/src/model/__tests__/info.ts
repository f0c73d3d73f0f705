import type { IRunInfo } from '../../tokens';
import { blankInfo } from '../run-info';

/** A run for a test, of which only what matters is said. */
export function runInfo(part: Partial<IRunInfo> & { id: string }): IRunInfo {
  return { ...blankInfo(part.id), name: 'train', status: 'completed', ...part };
}
