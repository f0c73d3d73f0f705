/** Runs as one zip archive, to be handed on. */
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { TrialbookError } from '../errors';
import {
  isZip,
  packZip,
  unpackZip,
  type ArchiveLimits
} from '../store/archive';
import { openHome } from '../store/home';
import type { ListedRun } from './catalogue';
import { copyRuns, type CopyResult } from './copy-runs';
import { importRuns, type ImportOptions, type ImportResult } from './import';
import { listFiles } from './import/list-files';

/** How an archive is brought in. All of it is optional. */
export interface ImportArchiveOptions extends ImportOptions {
  /** How much it may unpack to. */
  limits?: ArchiveLimits;
}

/** Whether it is the name of a zip archive, or a file that is one. */
export function isArchive(path: string): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? stat.isFile() && isZip(head(path)) : /\.zip$/i.test(path);
}

/**
 * Writes runs to a zip archive; unpacked, it is a home. As with `copyRuns()`, runs under way are left out and links
 * are not followed.
 * @param from the home that has them.
 * @param archive the file, which must not be there yet.
 * @throws TrialbookError FILE_EXISTS; the file system's error, and then there is no archive.
 * @example
 * await exportArchive(listRuns('runs').slice(0, 3), 'runs', 'three-runs.zip');
 */
export async function exportArchive(
  runs: readonly ListedRun[],
  from: string,
  archive: string
): Promise<CopyResult[]> {
  if (existsSync(archive)) {
    throw new TrialbookError(
      'FILE_EXISTS',
      `${archive} is there already. Choose another name, or delete it first.`
    );
  }
  // Beside the archive: there has to be room for it anyway, and copies on one file system may share their bytes.
  const target = resolve(archive);
  const folder = mkdtempSync(join(dirname(target), `.${basename(target)}-`));
  try {
    const results = copyRuns(runs, from, folder);
    await packZip(target, folder, listFiles(folder).files);
    return results;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Imports the runs of a zip archive, as `importRuns()` does those of a folder. Nothing is written outside the home,
 * whatever the archive holds, and nothing at all when it is damaged.
 * @throws TrialbookError ARCHIVE when its members must not be unpacked; IMPORT when it holds no runs.
 */
export async function importArchive(
  archive: string,
  home: string,
  { limits, ...options }: ImportArchiveOptions = {}
): Promise<ImportResult[]> {
  const beside = options.dryRun
    ? tmpdir()
    : openHome({ home, from: process.cwd() }).dir;
  const folder = mkdtempSync(join(beside, '.importing-'));
  try {
    await unpackZip(archive, folder, limits);
    return importRuns(onlyFolder(folder), home, options);
  } catch (error) {
    throw inTermsOf(archive, folder, error);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What people pack is often the folder itself. */
function onlyFolder(folder: string): string {
  const [first, ...more] = readdirSync(folder, { withFileTypes: true });
  return first?.isDirectory() && more.length === 0
    ? join(folder, first.name)
    : folder;
}

/** The folder is gone when the error is read; the archive is what people know. */
function inTermsOf(archive: string, folder: string, error: unknown): unknown {
  return error instanceof TrialbookError && error.code === 'IMPORT'
    ? new TrialbookError('IMPORT', error.message.replaceAll(folder, archive))
    : error;
}

function head(path: string): Uint8Array {
  const file = openSync(path, 'r');
  try {
    const bytes = new Uint8Array(4);
    readSync(file, bytes, 0, 4, 0);
    return bytes;
  } finally {
    closeSync(file);
  }
}
