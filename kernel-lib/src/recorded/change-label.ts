/** Labels changed in part. */
import { setLabel, type RunPlace } from './change';
import { readRun } from './read-run';

/** What is done to a label. */
export type LabelChange =
  | { kind: 'set' | 'prepend' | 'append' | 'remove'; text: string }
  | { kind: 'clear' };

/**
 * Changes the label of a run.
 * @returns the new label; `null` when it has none.
 * @throws TrialbookError RUN_NOT_FOUND, OUTSIDE_HOME.
 */
export function changeLabel(
  place: RunPlace,
  change: LabelChange
): string | null {
  const before = readRun(place.dir).label;
  const after = changedLabel(before, change) || null;
  if (after !== (before ?? null)) {
    setLabel(place, after);
  }
  return after;
}

/** The label after the change; empty when nothing is left of it. */
export function changedLabel(
  label: string | undefined,
  change: LabelChange
): string {
  switch (change.kind) {
    case 'set':
      return change.text;
    case 'prepend':
      return joined(change.text, label);
    case 'append':
      return joined(label, change.text);
    case 'remove':
      return label === undefined ? '' : without(label, change.text);
    case 'clear':
      return '';
  }
}

function joined(...parts: (string | undefined)[]): string {
  return parts.filter(Boolean).join(' ');
}

/** Where the text stood between two spaces, one remains. */
function without(label: string, text: string): string {
  return text === ''
    ? label
    : joined(...label.split(text).map(part => part.trim()));
}
