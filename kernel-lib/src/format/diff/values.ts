/** What differs between two sets of named values. */

/** A named value that only one side has, or that differs. */
export interface Change<T> {
  name: string;
  kind: 'added' | 'removed' | 'changed';
  /** Value of the first side; an added one has none. */
  a?: T;
  /** Value of the second side; a removed one has none. */
  b?: T;
}

/** Two sets of named values side by side. */
export interface Comparison<T, C extends Change<T> = Change<T>> {
  /** Changed and removed ones in the order of the first side, then the added ones. */
  changes: C[];
  same: { name: string; value: T }[];
}

/** Compares by name. */
export function compareNamed<T>(
  a: Readonly<Record<string, T>>,
  b: Readonly<Record<string, T>>,
  isSame: (a: T, b: T) => boolean
): Comparison<T> {
  const changes: Change<T>[] = [];
  const same: { name: string; value: T }[] = [];
  for (const [name, value] of Object.entries(a)) {
    if (!Object.hasOwn(b, name)) {
      changes.push({ name, kind: 'removed', a: value });
    } else if (isSame(value, b[name])) {
      same.push({ name, value });
    } else {
      changes.push({ name, kind: 'changed', a: value, b: b[name] });
    }
  }
  for (const [name, value] of Object.entries(b)) {
    if (!Object.hasOwn(a, name)) {
      changes.push({ name, kind: 'added', b: value });
    }
  }
  return { changes, same };
}
