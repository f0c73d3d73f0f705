/** Every command of the command line, in the order of the usage. */
import type { Command } from './command';
import { checkOutput } from './check-output';
import { diff } from './diff';
import { kernelInstall, kernelUninstall } from './kernel-install';

export const COMMANDS: readonly Command[] = [
  diff,
  checkOutput,
  kernelInstall,
  kernelUninstall
];
