/** The example examples/mnist-cnn.ipynb, executed in a real kernel: a training library, pictures of a package, two workers. */
import { cpSync, existsSync, readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { atRest, jobsOf, runsOf } from '../work/jobs';
import { KernelClient, type Execution } from './kernel-client';
import { OURS, PACKAGE, emptyFolder, linkPackage } from './kernelspecs';

jest.setTimeout(300_000);

const PACKAGES = [
  'zod',
  'mnist',
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  '@tensorflow/tfjs-backend-cpu'
];

interface Notebook {
  cells: { cell_type: string; id: string; source: string[] }[];
}

describe('examples/mnist-cnn.ipynb', () => {
  let folder: string;
  let client: KernelClient;

  beforeAll(async () => {
    folder = emptyFolder();
    PACKAGES.forEach(name => linkPackage(folder, name));
    const notebook = path.join(folder, 'mnist-cnn.ipynb');
    cpSync(path.join(PACKAGE, '..', 'examples', 'mnist-cnn.ipynb'), notebook);
    client = await KernelClient.start(OURS, folder, notebook);
  });

  afterAll(async () => {
    await client.kill();
    if (existsSync(path.join(home(), 'queue.jsonl'))) {
      await atRest(home());
    }
  });

  const home = () => path.join(folder, 'runs');

  async function executeAll(): Promise<Map<string, Execution>> {
    const { cells } = JSON.parse(
      readFileSync(path.join(folder, 'mnist-cnn.ipynb'), 'utf8')
    ) as Notebook;
    const executed = new Map<string, Execution>();
    for (const { cell_type, id, source } of cells) {
      if (cell_type === 'code') {
        const execution = await client.execute(source.join(''));
        expect([id, execution.status, execution.stderr]).toEqual([
          id,
          'ok',
          ''
        ]);
        executed.set(id, execution);
      }
    }
    return executed;
  }

  it('trains a network for each combination, and tests it; executed again, it makes nothing', async () => {
    const { stdout = '' } = (await executeAll()).get('result') ?? {};
    const [, made, best] =
      /^(\d+) tasks were made; the best reads (\d+) % .* \{/.exec(stdout) ?? [];
    expect(made).toBe('16');
    // Ten would be chance.
    expect(Number(best)).toBeGreaterThan(60);
    expect(jobsOf(home()).map(({ state }) => state)).toEqual(
      Array.from({ length: 16 }, () => 'completed')
    );
    for (const { name, flags, scalars } of runsOf(home())) {
      expect(flags).toHaveProperty(['model']);
      const shown = name === 'mnist.learn' ? 'loss' : 'test/accuracy';
      expect(scalars).toHaveProperty([shown]);
    }
    const links = path.join(home(), 'experiments', 'mnist-cnn', 'runs');
    expect(readdirSync(path.join(links, 'mnist.learn'))).toContain(
      'hidden=16_kernel=3_layers=1'
    );
    const again = (await executeAll()).get('result');
    expect(again?.stdout).toMatch(/^0 tasks were made; /);
    expect(runsOf(home())).toHaveLength(16);
  });
});
