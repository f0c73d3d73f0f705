// Points along the line y = 2x + 1, with noise that the seed decides.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { rows: { type: 'string' }, seed: { type: 'string' } }
});
let state = Number(values.seed);
const random = () => (state = (state * 48271) % 2147483647) / 2147483647;

const points = Array.from({ length: Number(values.rows) }, () => {
  const x = random();
  return [x, 2 * x + 1 + (random() - 0.5) / 5];
});
writeFileSync('points.json', JSON.stringify(points));
console.log(`rows: ${points.length}`);
