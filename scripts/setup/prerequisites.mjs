/** What has to be on the machine, each missing thing told in one sentence with its cure. */
import { spawnSync } from 'node:child_process';

/** An error whose message is for the user, without a stack. */
export class MissingPrerequisite extends Error {}

export function checkNode(version = process.versions.node) {
  if (Number(version.split('.')[0]) < 20) {
    throw new MissingPrerequisite(
      `Trialbook needs Node.js 20 or newer, this is ${version}: install it from https://nodejs.org.`
    );
  }
}

const PROBE =
  'import sys, importlib.util as u; print("%d.%d %d" % (sys.version_info[0], sys.version_info[1], bool(u.find_spec("venv") and u.find_spec("ensurepip"))))';

/** The command of a Python that can make virtual environments. */
export function findPython(candidates = ['python3', 'python', 'py']) {
  let seen = 'none was found on the PATH';
  for (const command of candidates) {
    const { status, stdout } = spawnSync(command, ['-c', PROBE], {
      encoding: 'utf8'
    });
    if (status !== 0) {
      continue;
    }
    const [version, hasVenv] = stdout.trim().split(' ');
    const [major, minor] = version.split('.').map(Number);
    if (major < 3 || (major === 3 && minor < 10)) {
      seen = `${command} is ${version}`;
    } else if (hasVenv !== '1') {
      throw new MissingPrerequisite(
        `Python ${version} lacks its venv module: install it (on Debian and Ubuntu: apt-get install python3-venv).`
      );
    } else {
      return command;
    }
  }
  throw new MissingPrerequisite(
    `Trialbook's demo and tests need Python 3.10 or newer for JupyterLab, ${seen}: install it from https://www.python.org or with your package manager.`
  );
}
