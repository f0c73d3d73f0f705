import { RECORD_DIR } from 'trialbook/format';
import type { IFileSource } from '../sources/file-source';
import type { IRunFile } from '../tokens';
import { joinPath } from './paths';

/** More files than these are not listed, and folders are not entered deeper than this. */
const FILE_LIMIT = 1000;
const DEPTH_LIMIT = 6;

/** The files of a run and of the folders in it, the user's before Trialbook's own, by path. */
export async function listFiles(
  source: IFileSource,
  runPath: string
): Promise<IRunFile[]> {
  const files: IRunFile[] = [];
  let folders = [''];
  for (let depth = 0; depth < DEPTH_LIMIT && folders.length > 0; depth++) {
    const deeper: string[] = [];
    for (const folder of folders) {
      const listing = await source.list(joinPath(runPath, folder));
      for (const entry of listing.kind === 'entries' ? listing.entries : []) {
        const path = joinPath(folder, entry.name);
        if (entry.type === 'directory') {
          deeper.push(path);
        } else if (files.length < FILE_LIMIT) {
          const { size, modified, type } = entry;
          files.push({ path, size, modified, type });
        }
      }
    }
    folders = deeper;
  }
  return files.sort(
    (a, b) =>
      Number(isOwn(a.path)) - Number(isOwn(b.path)) ||
      a.path.localeCompare(b.path)
  );
}

function isOwn(path: string): boolean {
  return path.startsWith(`${RECORD_DIR}/`);
}
