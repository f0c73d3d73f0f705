/** All flags of an operation: those of the project file, and those that its script has. */
import { join } from 'node:path';
import { TrialbookError } from '../errors';
import { closest } from '../format/closest';
import type { FlagDefinition, Operation, Project } from './operation';
import { readScriptFlags } from './script-flags';

export interface OperationFlags {
  flags: Record<string, FlagDefinition>;
  /** Flags that are variables of the script. */
  globals?: ReadonlySet<string>;
}

/**
 * The flags of an operation. What the project file says of an imported flag comes before what the script says.
 * @throws TrialbookError BAD_PROJECT when the script cannot be read, or lacks a flag that is named.
 */
export function operationFlags(
  { dir, file }: Project,
  { name, main, flags, flagsImport }: Operation
): OperationFlags {
  if (flagsImport === undefined || main?.kind !== 'script') {
    return { flags };
  }
  const script = readScriptFlags(join(dir, main.path));
  const known = Object.keys(script.flags);
  const names = flagsImport === 'all' ? known : flagsImport;
  const unknown = names.find(flag => !known.includes(flag));
  if (unknown !== undefined) {
    const meant = closest(unknown, known);
    throw new TrialbookError(
      'BAD_PROJECT',
      `${file}: "flags-import" of ${name}: ${main.path} has no flag "${unknown}".${meant === undefined ? '' : ` Did you mean "${meant}"?`} It has ${known.join(', ') || 'none'}.`
    );
  }
  const imported = names.map((flag): [string, FlagDefinition] => [
    flag,
    { ...script.flags[flag], ...flags[flag] }
  ]);
  return {
    flags: { ...Object.fromEntries(imported), ...rest(flags, names) },
    ...(script.by === 'globals' && { globals: new Set(names) })
  };
}

function rest(
  flags: Record<string, FlagDefinition>,
  names: readonly string[]
): Record<string, FlagDefinition> {
  return Object.fromEntries(
    Object.entries(flags).filter(([flag]) => !names.includes(flag))
  );
}
