/** What differs between two runs: pure functions over facts, for Node and browsers. */
export * from './sequence';
export * from './words';
export * from './text';
export * from './values';
export * from './scalars';
export * from './cells';
export * from './effective-cells';
export * from './run-diff';
export * from './summary';
export * from './previous';
export type { CellPair } from './match-cells';
