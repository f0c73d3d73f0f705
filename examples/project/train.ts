// Fits a line to the points by gradient descent.
import { readFileSync } from 'node:fs';
import { log } from 'trialbook';
import { meanSquare } from './loss';

export function train({ lr = 0.1, steps = 100 } = {}): [number, number] {
  const text = readFileSync('points.json', 'utf8');
  const points = JSON.parse(text) as [number, number][];
  let slope = 0;
  let offset = 0;
  for (let step = 0; step < steps; step++) {
    const errors = points.map(([x, y]) => slope * x + offset - y);
    slope -= (lr * sum(errors.map((e, i) => e * points[i][0]))) / points.length;
    offset -= (lr * sum(errors)) / points.length;
    log({ loss: meanSquare(errors), slope, offset }, step);
  }
  return [slope, offset];
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
