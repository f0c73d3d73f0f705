import { readdirSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { FeedFold, LineReader } from '../../src/format';
import { KernelClient } from './kernel-client';
import { STOCK, projectFolder } from './kernelspecs';

const KERNELS = 10;
const RUNS = 100;

describe('ten kernels that write into one home at once', () => {
  it('leave every run in the feed exactly once', async () => {
    const folder = projectFolder();
    const kernels = await Promise.all(
      Array.from({ length: KERNELS }, () => KernelClient.start(STOCK, folder))
    );
    try {
      const ends = await Promise.all(
        kernels.map((kernel, index) =>
          kernel.execute(`
            import { run, log } from "trialbook";
            function work({ kernel = 0, i = 0 } = {}) { log("i", i); return i; }
            for (let i = 0; i < ${RUNS}; i++) await run(work, { kernel: ${index}, i }, { display: false });
          `)
        )
      );
      expect(ends.map(({ status, stderr }) => ({ status, stderr }))).toEqual(
        Array.from({ length: KERNELS }, () => ({ status: 'ok', stderr: '' }))
      );
    } finally {
      await Promise.all(kernels.map(kernel => kernel.kill()));
    }
    const home = path.join(folder, 'runs');
    const bytes = readFileSync(path.join(home, 'feed.jsonl'));
    const reader = new LineReader();
    const lines = reader.push(bytes) as { type: string; run: string }[];
    expect(reader.problems).toEqual([]);
    const ids = readdirSync(home).filter(name => !name.includes('.'));
    expect(ids).toHaveLength(KERNELS * RUNS);
    for (const type of ['created', 'ended']) {
      const told = lines.filter(line => line.type === type);
      expect(told.map(line => line.run).sort()).toEqual([...ids].sort());
    }
    const feed = new FeedFold();
    feed.push(bytes);
    const seen = [...feed.digests.values()].map(({ flags, status, scalars }) =>
      [flags.kernel, flags.i, status, scalars.i.last].join(' ')
    );
    const expected = Array.from({ length: KERNELS * RUNS }, (_, at) => {
      const i = at % RUNS;
      return [Math.floor(at / RUNS), i, 'completed', i].join(' ');
    });
    expect(seen.sort()).toEqual(expected.sort());
  }, 180_000);
});
