/** The home that runs are recorded to and found in. */
import { dirname } from 'node:path';
import { homeDir } from '../store/home';
import { activeRun } from './context';
import { currentKernel } from './current-kernel';
import { firstDirectory } from './start';

/**
 * The home that is named; inside a run, that of the run; else the one near the notebook, or where the process began.
 * @returns its absolute path; it need not exist.
 */
export function recordingHome(home?: string): string {
  const notebook = currentKernel().notebookPath();
  return homeDir({
    home: home ?? activeRun()?.facts.home,
    from: notebook === undefined ? firstDirectory : dirname(notebook)
  });
}
