/** Which run came before which. */

/** What tells whether two runs are of the same function. */
export interface RunIdentity {
  name: string;
  /** Path of the notebook, relative to the home. */
  notebook?: string;
}

/**
 * The newest run before the one at `at` that ran the same function: of the same name and, where the notebook is known, of
 * the same notebook.
 * @param runs newest first
 */
export function previousRun<T extends RunIdentity>(
  runs: readonly T[],
  at: number
): T | undefined {
  const run = runs[at];
  for (let before = at + 1; run && before < runs.length; before++) {
    const { name, notebook } = runs[before];
    if (
      name === run.name &&
      (run.notebook === undefined || notebook === run.notebook)
    ) {
      return runs[before];
    }
  }
  return undefined;
}
