import {
  accessSync,
  appendFileSync,
  constants,
  existsSync,
  mkdirSync,
  statSync,
  writeFileSync
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { TrialbookError } from '../errors';
import {
  FEED_FILE,
  FORMAT_VERSION,
  HOME_FILE,
  ID_ALPHABET,
  QUEUE_FILE
} from '../format/layout';
import { homeDir, type HomeOptions } from './find-home';

export { explainHome, homeDir, type HomeOptions } from './find-home';

/** A home on disk. */
export interface Home {
  /** Absolute path. */
  dir: string;
  /** True when this call made it. */
  isNew: boolean;
}

/**
 * Opens the home, making it when it is missing.
 * @throws TrialbookError HOME_NOT_WRITABLE
 */
export function openHome(options: HomeOptions): Home {
  const dir = homeDir(options);
  try {
    if (existsSync(join(dir, HOME_FILE))) {
      accessSync(dir, constants.W_OK | constants.X_OK);
      return { dir, isNew: false };
    }
    mkdirSync(dir, { recursive: true });
    const facts = { trialbook: 'home', version: FORMAT_VERSION, id: newId() };
    try {
      writeFileSync(join(dir, HOME_FILE), JSON.stringify(facts) + '\n', {
        flag: 'wx'
      });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw error;
      }
      return { dir, isNew: false };
    }
    appendFileSync(join(dir, FEED_FILE), '');
    // Whoever follows a home need not ask again and again whether there is one yet.
    appendFileSync(join(dir, QUEUE_FILE), '');
    return { dir, isNew: true };
  } catch (error) {
    throw notWritable(dir, error as NodeJS.ErrnoException);
  }
}

/** The error of a home that cannot be written to, with its cure. */
export function notWritable(
  dir: string,
  cause: NodeJS.ErrnoException
): TrialbookError {
  const why = isFile(dir) ? 'it is a file' : (cause.code ?? cause.message);
  const cure =
    cause.code === 'ENOSPC'
      ? 'Free some space on its disk'
      : 'Make the folder writable';
  return new TrialbookError(
    'HOME_NOT_WRITABLE',
    `The home ${dir} cannot be written to (${why}). ${cure}, or choose another with the option \`home\` or $TRIALBOOK_HOME.`,
    { cause }
  );
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** A new random id: a letter, then eleven letters or digits. */
export function newId(): string {
  const bytes = randomBytes(12);
  let id = '';
  for (const [index, byte] of bytes.entries()) {
    id +=
      index === 0
        ? ID_ALPHABET[10 + (byte % 22)]
        : ID_ALPHABET[byte % ID_ALPHABET.length];
  }
  return id;
}

/**
 * Does what writes to a home.
 * @throws TrialbookError HOME_NOT_WRITABLE instead of the file system's error.
 */
export function writingTo<T>(home: string, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw error instanceof TrialbookError
      ? error
      : notWritable(home, error as NodeJS.ErrnoException);
  }
}

/**
 * Makes the folder of a new run, whose name no other run has.
 * @throws TrialbookError HOME_NOT_WRITABLE
 */
export function makeRunDir(home: string): { id: string; dir: string } {
  for (;;) {
    const id = newId();
    const dir = join(home, id);
    try {
      mkdirSync(dir);
      return { id, dir };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
        throw notWritable(home, error as NodeJS.ErrnoException);
      }
    }
  }
}
