import { EVENTS_FILE, HandMadeHome } from './run-folder';

/** Ids of 24 letters and digits' worth of made-up runs: `a00000000000`, `a00000000001`, … */
export const madeUpId = (index: number) =>
  `a${String(index).padStart(11, '0')}`;

/** Ended runs, of which the last one is the newest. */
export function madeUpHome(dir: string, count: number): void {
  const home = new HandMadeHome(dir);
  for (let index = 0; index < count; index++) {
    const time = Date.now() - (count - index) * 60_000;
    const run = madeUpId(index);
    home.feed(
      {
        type: 'created',
        time,
        run,
        name: index % 2 ? 'train' : 'evaluate',
        label: `number ${index}`,
        tags: index === 3 ? ['special'] : [],
        flags: { lr: index / 10, depth: 4 },
        scalars: EVENTS_FILE
      },
      {
        type: 'ended',
        time: time + 1500,
        run,
        status: 'completed',
        started: time,
        scalars: { loss: { last: 1 / (index + 1), step: 9 } },
        sparkline: [3, 2, 1]
      }
    );
  }
}
