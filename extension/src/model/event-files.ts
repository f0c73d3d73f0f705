import { EVENT_FOLDERS, EVENTS_MARK, RECORD_DIR } from 'trialbook/format';
import type { IFileSource } from '../sources/file-source';
import { joinPath } from './paths';

/**
 * Any file in the run folder, or in a folder of it, that has the mark in its name, whoever wrote it: paths relative to the
 * run. Depth and number are bounded.
 */
export async function listEventFiles(
  source: IFileSource,
  runPath: string
): Promise<string[]> {
  const found: string[] = [];
  let folders = [''];
  let left: number = EVENT_FOLDERS.folders;
  for (let depth = 0; depth <= EVENT_FOLDERS.depth && left > 0; depth++) {
    const asked = folders.slice(0, left);
    left -= asked.length;
    const listings = await Promise.all(
      asked.map(folder => source.list(joinPath(runPath, folder)))
    );
    folders = [];
    for (const [at, listing] of listings.entries()) {
      for (const entry of listing.kind === 'entries' ? listing.entries : []) {
        const path = joinPath(asked[at], entry.name);
        if (entry.type === 'directory' && path !== RECORD_DIR) {
          folders.push(path);
        } else if (entry.type === 'file' && entry.name.includes(EVENTS_MARK)) {
          found.push(path);
        }
      }
    }
  }
  return found.slice(0, EVENT_FOLDERS.files);
}
