/** Options of `sbatch`. */
import type { Requirement } from '../../plan/requirements';

/** Those that the launcher needs for itself. */
const OWN: ReadonlySet<string> = new Set([
  'array',
  'chdir',
  'cluster',
  'clusters',
  'error',
  'export',
  'export-file',
  'help',
  'input',
  'job-name',
  'no-requeue',
  'open-mode',
  'output',
  'parsable',
  'quiet',
  'requeue',
  'signal',
  'test-only',
  'uid',
  'usage',
  'verbose',
  'version',
  'wait',
  'wrap'
]);

/** Why an option cannot be given, a sentence; undefined when it can. */
export function refusedOption(name: string): string | undefined {
  if (!/^[a-z][a-z-]*$/.test(name)) {
    return `${JSON.stringify(name)} is no name of an option of sbatch: write the long one without dashes, such as "partition"`;
  }
  return OWN.has(name)
    ? `the option "${name}" of sbatch is taken by Trialbook itself`
    : undefined;
}

/**
 * What a requirement is for `sbatch`. Times are whole minutes and memory whole MiB there, so both are rounded up.
 * @param gres how GPUs are asked for, such as `gpu` or `gpu:a100`.
 */
export function optionsFor(
  { duration, cores, memory, accelerators }: Requirement,
  gres = 'gpu'
): Record<string, string> {
  return {
    ...(duration !== undefined && {
      time: String(Math.ceil(duration / 60_000))
    }),
    ...(cores !== undefined && { 'cpus-per-task': String(cores) }),
    ...(memory !== undefined && { mem: `${Math.ceil(memory / 2 ** 20)}M` }),
    ...(accelerators.length > 0 && { gres: `${gres}:${accelerators.length}` })
  };
}
