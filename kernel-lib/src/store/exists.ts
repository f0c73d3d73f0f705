import { statSync } from 'node:fs';

/** Whether there is anything at the path that can be seen. Never throws, whatever has become of the folders above. */
export function exists(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}
