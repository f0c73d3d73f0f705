/** Every command of the command line, in the order of the usage. */
import type { Command } from './command';
import { checkOutput } from './check-output';
import { kernelInstall, kernelUninstall } from './kernel-install';

export const COMMANDS: readonly Command[] = [
  checkOutput,
  kernelInstall,
  kernelUninstall
];
