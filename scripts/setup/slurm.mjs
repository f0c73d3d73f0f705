/** A Slurm for the tests to start: the system's, else Debian's package. */
import { existsSync } from 'node:fs';
import { runCommand } from './run-command.mjs';

const PROGRAMS = [
  '/usr/sbin/slurmctld',
  '/usr/sbin/slurmd',
  '/usr/sbin/munged'
];

/** Where it cannot be installed, the tests that need it say so. */
export async function installSlurm(say) {
  if (
    PROGRAMS.every(existsSync) ||
    !existsSync('/etc/debian_version') ||
    process.getuid?.() !== 0
  ) {
    return;
  }
  say("Installing Debian's Slurm");
  try {
    await runCommand('apt-get', ['update']);
    await runCommand(
      'apt-get',
      ['install', '-y', '--no-install-recommends', 'slurm-wlm', 'munge'],
      { env: { DEBIAN_FRONTEND: 'noninteractive' } }
    );
  } catch (error) {
    say(`That failed: ${error.message.split('\n')[0]}`);
  }
}
