/** Every command of the command line, in the order of the usage: within its group, as listed here. */
import { checkOutput } from './check-output';
import type { Command } from './command';
import { diff } from './diff';
import { kernelInstall, kernelUninstall } from './kernel-install';
import { rerunCommand } from './rerun';
import { label } from './label';
import { mark, unmark } from './mark';
import { note } from './note';
import { show } from './show';
import { tag } from './tag';

export const COMMANDS: readonly Command[] = [
  show,
  diff,
  label,
  tag,
  note,
  mark,
  unmark,
  checkOutput,
  rerunCommand,
  kernelInstall,
  kernelUninstall
];
