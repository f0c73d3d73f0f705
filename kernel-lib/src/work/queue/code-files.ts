/** The code of jobs, kept in the home under its hash. */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync
} from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { TrialbookError } from '../../errors';
import { CODE_DIR } from '../../format/layout';
import { writingTo } from '../../store/home';

/** Path of a bundle. */
export function codeFile(home: string, hash: string): string {
  return join(home, CODE_DIR, `${hash}.cjs`);
}

/** Path of the text that people read instead of the bundle. */
export function codeText(home: string, hash: string): string {
  return join(home, CODE_DIR, `${hash}.ts`);
}

/**
 * Keeps a bundle; one that is there stays.
 * @param text the code as people wrote it.
 * @throws TrialbookError HOME_NOT_WRITABLE
 */
export function keepCode(
  home: string,
  bundle: { code: string; hash: string },
  text: string
): void {
  const files: [string, string][] = [
    [codeText(home, bundle.hash), text],
    [codeFile(home, bundle.hash), bundle.code]
  ];
  writingTo(home, () => {
    mkdirSync(join(home, CODE_DIR), { recursive: true });
    for (const [file, content] of files) {
      if (!existsSync(file)) {
        const made = `${file}.${randomBytes(4).toString('hex')}`;
        writeFileSync(made, content);
        renameSync(made, file);
      }
    }
  });
}

/**
 * Path of a bundle that is as it was kept.
 * @throws TrialbookError CODE when it is gone or somebody has changed it.
 */
export function checkedCode(home: string, hash: string): string {
  const file = codeFile(home, hash);
  let found: string | undefined;
  try {
    found = createHash('sha256').update(readFileSync(file)).digest('hex');
  } catch {
    // Gone.
  }
  if (found !== hash) {
    throw new TrialbookError(
      'CODE',
      `The code ${file} ${found === undefined ? 'is gone' : 'is not what was submitted'}. Submit the jobs again.`
    );
  }
  return file;
}
