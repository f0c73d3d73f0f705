/** Adam, by Kingma and Ba: https://arxiv.org/abs/1412.6980 */

export type Gradient = (at: number[]) => number[];

/** One step after the other, each from where the one before has led. */
export function adam(gradient: Gradient, lr: number) {
  const [slow, fast, tiny] = [0.9, 0.999, 1e-8];
  const mean: number[] = [];
  const square: number[] = [];
  let count = 0;
  return (at: number[]): number[] => {
    count++;
    return gradient(at).map((g, i) => {
      mean[i] = slow * (mean[i] ?? 0) + (1 - slow) * g;
      square[i] = fast * (square[i] ?? 0) + (1 - fast) * g * g;
      const m = mean[i] / (1 - slow ** count);
      const v = square[i] / (1 - fast ** count);
      return at[i] - (lr * m) / (Math.sqrt(v) + tiny);
    });
  };
}
