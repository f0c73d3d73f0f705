import { SERIES_COLORS } from './run-color';

/** Colours of two runs that are shown together: their own, unless these are the same. */
export function compareColors(a: number, b: number): { a: number; b: number } {
  return { a: a === b ? (a + 1) % SERIES_COLORS : a, b };
}
