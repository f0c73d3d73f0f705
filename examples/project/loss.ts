/** Mean of the squares. */
export function meanSquare(errors: readonly number[]): number {
  return errors.reduce((total, e) => total + e * e, 0) / errors.length;
}
