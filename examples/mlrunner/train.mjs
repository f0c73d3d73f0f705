// Stands for a training program: writes a checkpoint for each epoch to --save-dir.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    seed: { type: 'string' },
    'save-dir': { type: 'string' },
    normalization: { type: 'string' },
    moment: { type: 'string' },
    'early-stop': { type: 'boolean' }
  }
});
const epochs = values['early-stop'] ? 3 : 5;
const speed = values.normalization === 'new' ? 0.5 : 0.3;
for (let epoch = 1; epoch <= epochs; epoch++) {
  const loss = Math.exp(-speed * epoch) + Number(values.moment);
  // Lines of this form become scalars of the run.
  console.log(`step: ${epoch}\nloss: ${loss.toFixed(4)}`);
  writeFileSync(
    `${values['save-dir']}/checkpoint${epoch}.json`,
    JSON.stringify({ loss })
  );
}
