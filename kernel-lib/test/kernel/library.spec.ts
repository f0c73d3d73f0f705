import {
  cpSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import * as path from 'node:path';
import { KernelClient } from './kernel-client';
import {
  emptyFolder,
  OURS,
  PACKAGE,
  STOCK,
  startKernel,
  TSLAB
} from './kernelspecs';

jest.setTimeout(60_000);

describe.each(['stock', 'ours'] as const)(
  'trialbook in the %s kernel',
  name => {
    let client: KernelClient;

    beforeAll(async () => {
      ({ client } = await startKernel(name));
    });

    afterAll(() => client?.kill());

    it('is imported with its types, as are the types of Node', async () => {
      const imported = await client.execute(
        `import { run, log } from 'trialbook';
       import { CARD_MIME } from 'trialbook/format';
       import { existsSync } from 'node:fs';
       function train({ lr = 0.1, epochs = 2 } = {}) { return lr * epochs; }
       const exact: boolean = existsSync('nowhere') || CARD_MIME.startsWith('x');`
      );
      expect(imported).toMatchObject({ status: 'ok', stderr: '' });
    });

    it.each([
      ['name', '{ learningRate: 0.1 }', 'learningRate'],
      ['type', '{ lr: "much" }', "'string' is not assignable"]
    ])(
      'refuses a flag of a wrong %s when the cell is compiled',
      async (_, flags, word) => {
        const refused = await client.execute(`run(train, ${flags})`);
        expect(refused.status).toBe('error');
        expect(refused.stderr).toMatch(/^\d+:\d+ - /);
        expect(refused.stderr).toContain(word);
      }
    );
  }
);

describe('our kernel beside another copy of the library', () => {
  it('gives way to the one that the user has installed', async () => {
    const folder = emptyFolder();
    const own = path.join(folder, 'node_modules', 'trialbook');
    mkdirSync(own, { recursive: true });
    writeFileSync(
      path.join(own, 'package.json'),
      '{ "name": "trialbook", "main": "index.js", "types": "index.d.ts" }'
    );
    writeFileSync(path.join(own, 'index.js'), 'exports.mine = 1;');
    writeFileSync(
      path.join(own, 'index.d.ts'),
      'export declare const mine: number;'
    );
    const client = await KernelClient.start(OURS, folder);
    const used = await client.execute(
      'import { mine } from "trialbook"; console.log(mine);'
    );
    await client.kill();
    expect(used).toMatchObject({ status: 'ok', stdout: '1\n', stderr: '' });
  });
});

/** What a changed tslab lacks, and a word of the sentence that says so. */
const CHANGES: [what: string, from: RegExp, to: string, sentence: RegExp][] = [
  [
    'executes cells otherwise',
    /handleExecute/g,
    'handleRun',
    /^Executed cells are not recorded/
  ],
  [
    'has no turn for each cell',
    /handleExecuteImpl/g,
    'runCell',
    /^Executed cells are recorded without all details/
  ],
  [
    'displays otherwise',
    /lastWriteDisplayData/g,
    'writeDisplay',
    /^Outputs of several types cannot be shown/
  ]
];

describe('a tslab that is not as expected', () => {
  it.each(CHANGES)(
    '%s: runs are recorded, and one sentence says what is missing',
    async (_, from, to, sentence) => {
      const { folder, tslab } = changedTslab(from, to);
      const spec = {
        argv: STOCK.argv.map(arg => arg.replace(TSLAB, tslab))
      };
      const client = await KernelClient.start(spec, folder);
      const ran = await client.execute(
        `import { run, log, readRun } from 'trialbook';
       function train({ lr = 0.1 } = {}) { log('loss', lr); return lr; }
       const done = await run(train, { lr: 0.5 });
       console.log(JSON.stringify(readRun(done.dir)));`
      );
      const kernel = await client.execute(
        `console.log(JSON.stringify(require(${JSON.stringify(`${PACKAGE}/dist/notebook`)}).detectKernel().missing));`
      );
      await client.kill();
      expect(ran.status).toBe('ok');
      expect(ran.outputs.map(({ type }) => type)).toContain('display_data');
      expect(JSON.parse(ran.stdout)).toMatchObject({
        status: 'completed',
        flags: { lr: 0.5 },
        scalars: { loss: { count: 1, last: 0.5 } }
      });
      const missing = JSON.parse(kernel.stdout) as string[];
      expect(missing).toHaveLength(1);
      expect(missing[0]).toMatch(sentence);
    }
  );
});

/** A copy of tslab with a name changed, in a folder where the library is installed. */
function changedTslab(from: RegExp, to: string) {
  const folder = emptyFolder();
  const modules = path.join(folder, 'node_modules');
  const tslab = path.join(modules, 'tslab');
  mkdirSync(path.join(modules, '@types'), { recursive: true });
  cpSync(TSLAB, tslab, { recursive: true });
  for (const file of ['jupyter.js', 'public.js']) {
    const full = path.join(tslab, 'dist', file);
    writeFileSync(full, readFileSync(full, 'utf8').replace(from, to));
  }
  const link = (target: string, name: string) =>
    symlinkSync(target, path.join(modules, name), 'dir');
  const beside = path.dirname(TSLAB);
  link(PACKAGE, 'trialbook');
  for (const name of ['@tslab', 'zeromq', '@types/node', 'cmake-ts']) {
    link(path.join(beside, name), name);
  }
  return { folder, tslab };
}
