/** `trialbook kernel install` and `trialbook kernel uninstall`. */
import { TrialbookError } from '../errors';
import {
  installKernelspec,
  kernelsFolder,
  removeKernelspec,
  type KernelsPlace
} from '../notebook/kernelspec';
import { findTslab, OWN_ROOT } from '../notebook/tslab/tslab-folder';
import {
  textOption,
  type Command,
  type CommandInput,
  type CommandOption
} from './command';

const PLACE = {
  user: {
    type: 'boolean',
    description: "Among the user's kernels, as without any"
  },
  'sys-prefix': {
    type: 'boolean',
    description: 'In the active Python environment'
  },
  prefix: {
    type: 'string',
    value: 'DIR',
    description: 'In the Python environment of this folder'
  },
  name: {
    type: 'string',
    value: 'NAME',
    default: 'trialbook',
    description: "Name of the kernel's folder"
  }
} as const satisfies Record<string, CommandOption>;

/** Adds the kernel to Jupyter. */
export const kernelInstall: Command = {
  words: 'kernel install',
  group: 'kernel',
  usage:
    '[--user | --sys-prefix | --prefix DIR] [--name NAME] [--display-name TEXT] [--tslab DIR]',
  summary: 'Adds the kernel "TypeScript (Trialbook)" to Jupyter.',
  options: {
    ...PLACE,
    'display-name': {
      type: 'string',
      default: 'TypeScript (Trialbook)',
      description: 'What Jupyter calls it'
    },
    tslab: {
      type: 'string',
      value: 'DIR',
      description: "The tslab to start; without it the notebook's own"
    }
  },
  run(input) {
    const tslab = textOption(input, 'tslab');
    const found = findTslab(tslab, OWN_ROOT);
    if (found === undefined) {
      throw new TrialbookError(
        'KERNEL_INSTALL',
        tslab === undefined
          ? `tslab was not found beside ${OWN_ROOT}. Run "npm install tslab" where trialbook is installed, or say where it is with --tslab DIR.`
          : `There is no tslab in ${tslab}: --tslab takes the folder of the installed package, which ends with node_modules/tslab.`
      );
    }
    const { folder, name } = place(input);
    const displayName = textOption(input, 'display-name') ?? '';
    const dir = installKernelspec(folder, {
      name,
      displayName,
      tslab: tslab === undefined ? undefined : found
    });
    input.print(`The kernel "${displayName}" is installed in ${dir}`);
    return { name, displayName, dir, tslab: found };
  }
};

/** Takes the kernel out of Jupyter. */
export const kernelUninstall: Command = {
  words: 'kernel uninstall',
  group: 'kernel',
  usage: '[--user | --sys-prefix | --prefix DIR] [--name NAME]',
  summary: 'Takes the kernel out of Jupyter.',
  options: PLACE,
  run(input) {
    const { folder, name } = place(input);
    const dir = removeKernelspec(folder, name);
    input.print(`The kernel is removed from ${dir}`);
    return { name, dir };
  }
};

function place(input: CommandInput): { folder: string; name: string } {
  const prefix = textOption(input, 'prefix');
  const chosen: KernelsPlace[] = [
    ...(input.values.user ? [{ kind: 'user' } as const] : []),
    ...(input.values['sys-prefix'] ? [{ kind: 'environment' } as const] : []),
    ...(prefix === undefined ? [] : [{ kind: 'prefix', prefix } as const])
  ];
  if (chosen.length > 1 || input.positionals.length > 0) {
    throw new TrialbookError(
      'USAGE',
      chosen.length > 1
        ? 'Choose one of --user, --sys-prefix and --prefix.'
        : `"${input.positionals[0]}" is not understood: give names and folders behind their options.`
    );
  }
  const folder = kernelsFolder(chosen[0] ?? { kind: 'user' });
  return { folder, name: textOption(input, 'name') ?? 'trialbook' };
}
