/** Packs a folder as a zip archive. */
import { createWriteStream, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';

/**
 * Writes an archive of some files of a folder; it takes its name when it is whole. The files are read one after the
 * other, whatever their size.
 * @param files paths relative to the folder, with `/`.
 * @throws the file system's error; there is then no archive.
 */
export async function packZip(
  archive: string,
  folder: string,
  files: readonly string[]
): Promise<void> {
  const zip = new ZipFile();
  const written = `${archive}.${process.pid}.part`;
  const failed = new AbortController();
  // A file that cannot be read ends the archive, which would wait for it otherwise.
  zip.on('error', error => failed.abort(error));
  try {
    for (const file of files) {
      zip.addFile(join(folder, file), file);
    }
    zip.end();
    await pipeline(
      zip.outputStream,
      createWriteStream(written, { flags: 'wx' }),
      { signal: failed.signal }
    );
    renameSync(written, archive);
  } catch (error) {
    rmSync(written, { force: true });
    throw failed.signal.aborted ? failed.signal.reason : error;
  }
}
