// The mean of the checkpoints in --inputs.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: { inputs: { type: 'string' }, output: { type: 'string' } }
});
const losses = readdirSync(values.inputs)
  .filter(name => name.startsWith('checkpoint'))
  .map(
    name => JSON.parse(readFileSync(join(values.inputs, name), 'utf8')).loss
  );
const loss = losses.reduce((sum, value) => sum + value, 0) / losses.length;
writeFileSync(values.output, JSON.stringify({ loss }));
console.log(`averaged ${losses.length} checkpoints`);
