/** Which Jupyter is there, and whether it has the extension. */
import { execFile } from 'node:child_process';
import { findProgram } from '../../store/find-program';
import type { Finding } from '.';

/** Milliseconds that Jupyter may take to answer; it starts a Python. */
const LIMIT = 60_000;

/** JupyterLab that the extension is made for. */
const LAB = { major: 4, minor: 6 };

const EXTENSION = 'jupyterlab-trialbook';

/** JupyterLab and the extension. */
export async function findJupyter(env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const program = findProgram('jupyter', env);
  if (program === undefined) {
    return [
      missing(
        'JupyterLab',
        'jupyter not found',
        'Activate the Python environment that holds it, or: pip install "jupyterlab>=4.6,<5"'
      )
    ];
  }
  const [version, extensions] = await Promise.all([
    ask(program, ['lab', '--version'], env),
    ask(program, ['labextension', 'list'], env)
  ]);
  return [labFinding(program, version), extensionFinding(extensions)];
}

/** What the version says. */
export function labFinding(program: string, printed: string): Finding {
  const version = /^(\d+)\.(\d+)\S*$/m.exec(printed);
  if (!version) {
    return missing(
      'JupyterLab',
      `${program} has no JupyterLab`,
      'pip install "jupyterlab>=4.6,<5"'
    );
  }
  const [text, major, minor] = version;
  const fits = Number(major) === LAB.major && Number(minor) >= LAB.minor;
  return fits
    ? {
        name: 'JupyterLab',
        ok: true,
        needed: false,
        text: `${text} (${program})`
      }
    : missing(
        'JupyterLab',
        `${text} (${program})`,
        `The extension is made for JupyterLab ${LAB.major}.${LAB.minor} and newer 4.x: pip install "jupyterlab>=4.6,<5"`
      );
}

/** What the list of extensions says, such as `jupyterlab-trialbook v0.1.0 enabled OK`. */
export function extensionFinding(printed: string): Finding {
  // Colours, where they are printed at all, stand around the words.
  const line = printed
    .split('\n')
    .find(line => line.trimStart().startsWith(EXTENSION));
  const version = /\bv(\S+)/.exec(line ?? '')?.[1];
  if (line === undefined) {
    return missing(
      'extension',
      `${EXTENSION} is not installed in this JupyterLab`,
      'In a clone of Trialbook, with the Python environment of your JupyterLab active: pip install .'
    );
  }
  return /\benabled\b/.test(line)
    ? {
        name: 'extension',
        ok: true,
        needed: false,
        text: `${EXTENSION} ${version ?? ''} enabled`.replace('  ', ' ')
      }
    : missing(
        'extension',
        `${EXTENSION} is disabled`,
        `jupyter labextension enable ${EXTENSION}`
      );
}

function missing(name: string, text: string, cure: string): Finding {
  return { name, ok: false, needed: false, text, cure };
}

/** All that a command prints; nothing when it cannot be asked. */
function ask(
  program: string,
  args: string[],
  env: NodeJS.ProcessEnv
): Promise<string> {
  return new Promise(resolve => {
    execFile(
      program,
      args,
      { env: { ...env, NO_COLOR: '1' }, timeout: LIMIT, encoding: 'utf8' },
      (_error, stdout, stderr) => resolve(`${stdout}\n${stderr}`)
    );
  });
}
