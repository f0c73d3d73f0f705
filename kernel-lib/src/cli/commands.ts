/** Every command of the command line, in the order of the usage. */
import type { Command } from './command';
import { checkOutput } from './check-output';
import { diff } from './diff';
import { kernelInstall, kernelUninstall } from './kernel-install';
import { rerunCommand } from './rerun';

export const COMMANDS: readonly Command[] = [
  diff,
  checkOutput,
  rerunCommand,
  kernelInstall,
  kernelUninstall
];
