/** A Python that has Optuna, installed when there is none. */
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { TrialbookError } from '../../errors';
import { findProgram, isProgram } from '../../store/find-program';

const run = promisify(execFile);

/** What is installed: the interface of ask and tell, and journals as files. */
const PACKAGE = 'optuna>=4';

let found: Promise<string> | undefined;

/**
 * Path of a Python with Optuna: `$TRIALBOOK_PYTHON`, the active environment's or the first on the PATH, if it has it; else an
 * environment of our own in the user's cache, which is made at the first time.
 * @param say what takes its time, in a sentence.
 * @throws TrialbookError OPTUNA with the cure.
 */
export function optunaPython(say: (text: string) => void): Promise<string> {
  found ??= search(say).catch(error => {
    // The next call may find what was installed in the meantime.
    found = undefined;
    throw error;
  });
  return found;
}

async function search(say: (text: string) => void): Promise<string> {
  const given = process.env.TRIALBOOK_PYTHON;
  const python = given ?? findProgram('python3') ?? findProgram('python');
  if (python === undefined) {
    throw new TrialbookError(
      'OPTUNA',
      'Optuna needs Python, and none was found. Install Python 3.9 or newer, or name one by $TRIALBOOK_PYTHON.'
    );
  }
  if (await hasOptuna(python)) {
    return python;
  }
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(cache, 'trialbook', 'optuna');
  const own = join(folder, 'bin', 'python');
  if (isProgram(own) && (await hasOptuna(own))) {
    return own;
  }
  say(`Trialbook: Optuna is installed into ${folder}, once.`);
  return install(python, folder, own);
}

async function install(
  python: string,
  folder: string,
  own: string
): Promise<string> {
  try {
    mkdirSync(folder, { recursive: true });
    await run(python, ['-m', 'venv', folder]);
    await run(own, ['-m', 'pip', 'install', '--quiet', PACKAGE]);
    return own;
  } catch (cause) {
    const { stderr, message } = cause as { stderr?: string; message: string };
    const words = (stderr || message).trim().split('\n').at(-1) ?? '';
    throw new TrialbookError(
      'OPTUNA',
      `Optuna could not be installed into ${folder}: ${words} Install it yourself (pip install optuna), and name that Python by $TRIALBOOK_PYTHON.`,
      { cause }
    );
  }
}

async function hasOptuna(python: string): Promise<boolean> {
  try {
    await run(python, ['-c', 'import optuna.storages.journal']);
    return true;
  } catch {
    return false;
  }
}
