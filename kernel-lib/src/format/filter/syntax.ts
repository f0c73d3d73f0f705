/** What a filter says, as a tree. See `parser.ts` for how it is written. */

/** Where a name is looked for; `any` is a flag, else a scalar, else an attribute. */
export type FilterScope = 'any' | 'field' | 'flag' | 'scalar' | 'attr';

/** What a condition is about. */
export interface FilterReference {
  scope: FilterScope;
  name: string;
}

export type FilterOperator = '=' | '!=' | '<' | '<=' | '>' | '>=' | '~';

/** What is compared with: as written, without its quotes. */
export interface FilterValue {
  text: string;
  /** Quoted values are texts, whatever they look like. */
  quoted: boolean;
}

interface Placed {
  /** Column at which it begins, from 1. */
  at: number;
}

/** Two or more conditions, none of them of the same kind itself. */
export interface FilterGroup extends Placed {
  kind: 'and' | 'or';
  items: FilterNode[];
}

export interface FilterNot extends Placed {
  kind: 'not';
  item: FilterNode;
}

/** A text to be found in the run's name, label, tags, id or flags. */
export interface FilterWord extends Placed {
  kind: 'word';
  text: string;
}

/** Whether the run has it. */
export interface FilterHas extends Placed {
  kind: 'has';
  reference: FilterReference;
}

export interface FilterComparison extends Placed {
  kind: 'compare';
  reference: FilterReference;
  operator: Exclude<FilterOperator, '~'>;
  value: FilterValue;
  /** The value may go on: it is being typed, and counts as the beginning of one. */
  unfinished?: true;
}

/** Whether a text matches a pattern. */
export interface FilterMatch extends Placed {
  kind: 'match';
  reference: FilterReference;
  /** A regular expression, `/` not escaped. */
  pattern: string;
  ignoreCase: boolean;
}

/** A filter that is not empty. */
export type FilterNode =
  | FilterGroup
  | FilterNot
  | FilterWord
  | FilterHas
  | FilterComparison
  | FilterMatch;
