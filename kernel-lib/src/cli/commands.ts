/** Every command of the command line, in the order of the usage: within its group, as listed here. */
import { cancel } from './cancel';
import { cat } from './cat';
import { check } from './check';
import { checkOutput } from './check-output';
import type { Command } from './command';
import { compare } from './compare';
import { deleteCommand, purge, restore } from './delete';
import { diff } from './diff';
import { exportCommand } from './export';
import { doctor } from './doctor';
import { experimentRun } from './experiment-run';
import { importCommand } from './import';
import { jobs } from './jobs';
import { kernelInstall, kernelUninstall } from './kernel-install';
import { label } from './label';
import { ls } from './ls';
import { mark, unmark } from './mark';
import { note } from './note';
import { open } from './open';
import { ops } from './ops';
import { output } from './output';
import { pause, resume } from './pause';
import { queue } from './queue';
import { rerunCommand } from './rerun';
import { retry } from './retry';
import { runCommandLine } from './run';
import { runs } from './runs';
import { show } from './show';
import { startCommand } from './start';
import { stop } from './stop';
import { tag } from './tag';
import { tensorboard } from './tensorboard';
import { watch } from './watch';
import { workers } from './workers';

export const COMMANDS: readonly Command[] = [
  runs,
  show,
  watch,
  output,
  ls,
  cat,
  open,
  compare,
  diff,
  label,
  tag,
  note,
  mark,
  unmark,
  deleteCommand,
  restore,
  purge,
  stop,
  exportCommand,
  importCommand,
  tensorboard,
  rerunCommand,
  runCommandLine,
  startCommand,
  experimentRun,
  checkOutput,
  ops,
  jobs,
  queue,
  workers,
  pause,
  resume,
  cancel,
  retry,
  doctor,
  check,
  kernelInstall,
  kernelUninstall
];
