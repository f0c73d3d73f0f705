/** Types of Vega that several files need, in one place that costs nothing at run time. */
export type { Changeset as ChangeSet, View } from 'vega';
