// Identities: ten thousand tasks, made, sealed and told apart.
import { fileURLToPath } from 'node:url';
import { config, identityOf, seal, task } from 'trialbook';
import { z } from 'zod';
import { median } from './measure.mjs';

const TASKS = 10_000;

const Model = config('bench.model', {
  layers: z.number().int().default(2),
  hidden: z.number().int().default(64),
  kernels: z.array(z.number()).default([3])
});
const Learn = task(
  'bench.learn',
  {
    model: Model,
    lr: z.number().default(0.01),
    optimizer: z.enum(['sgd', 'adam']).default('sgd'),
    seed: z.number().int(),
    data: z.string().default('mnist')
  },
  () => 0
);

/** Seconds for all of them; every second one is there already. */
function measure() {
  const begin = performance.now();
  const known = new Set();
  for (let at = 0; at < TASKS; at++) {
    const seed = at >> 1;
    const learn = Learn({
      model: { layers: seed % 7 },
      lr: seed / TASKS,
      seed
    });
    known.add(identityOf(seal(learn)));
  }
  if (known.size !== TASKS / 2) {
    throw new Error(`${known.size} identities instead of ${TASKS / 2}`);
  }
  return (performance.now() - begin) / 1000;
}

export async function bench() {
  measure();
  const seconds = await median(measure);
  return [
    {
      what: 'identity and dedupe of 10 000 tasks',
      figure: `${seconds.toFixed(2)} s`,
      bar: '<= 1 s'
    }
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.table(await bench());
}
