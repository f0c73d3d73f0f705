// A home of ended runs for benchmarks: all of it but the files of the single runs.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { feedCreated, feedEnded, FEED_FILE, HOME_FILE } from 'trialbook/format';

const HOUR = 3_600_000;
const NAMES = ['train', 'evaluate', 'fit the baseline', 'prune'];

/** Makes a home of `count` runs, an hour apart, a few flags and scalars each. */
export function fabricate(home, count) {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, HOME_FILE), '{"format":1}\n');
  const lines = [];
  const begin = Date.now() - count * HOUR;
  for (let index = 0; index < count; index++) {
    const run = `r${String(index).padStart(11, '0')}`;
    const started = begin + index * HOUR;
    mkdirSync(join(home, run));
    lines.push(
      feedCreated({
        time: started,
        run,
        name: NAMES[index % NAMES.length],
        label: index % 3 ? undefined : `attempt ${index}`,
        tags: index % 5 ? [] : ['night'],
        flags: {
          lr: 0.1 / (1 + (index % 7)),
          epochs: 20 + (index % 4),
          batchSize: 32,
          optimizer: index % 2 ? 'adam' : 'sgd',
          seed: index
        },
        defaults: ['epochs', 'batchSize'],
        notebook: '../work.ipynb',
        scalars: `events.out.tfevents.${Math.floor(started / 1000)}.host`
      }),
      feedEnded({
        time: started + 90_000,
        run,
        status: index % 11 ? 'completed' : 'failed',
        started,
        error: index % 11 ? undefined : 'RangeError: loss is not finite',
        scalars: {
          loss: { last: 1 / (index + 1), step: 999 },
          accuracy: { last: 1 - 1 / (index + 2), step: 999 }
        },
        sparkline: Array.from(
          { length: 32 },
          (_, at) => 1 / (at + 1 + (index % 5))
        )
      })
    );
  }
  writeFileSync(join(home, FEED_FILE), Buffer.concat(lines));
}
