import { readdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { startTensorBoard } from '../format/tensorboard-process';
import { newFolder, runScript, startScript } from './script';

const TAGS = ['loss', 'accuracy', 'val/loss', 'lr', 'time per step'];

/** What is logged for a tag of a run; the same formula in the script and in the expectation. */
const FORMULA = '(run, tag, step) => (run + 1) * Math.sin(tag + step / 7)';
const value = (run: number, tag: number, step: number) =>
  (run + 1) * Math.sin(tag + step / 7);

describe('TensorBoard over a home', () => {
  it('shows 3 runs with 5 tags as they were logged, and the flags in HParams', async () => {
    const { folder, stdout, stderr } = await runScript(`
      const value = ${FORMULA};
      const tags = ${JSON.stringify(TAGS)};
      async function train({ run = 0, optimizer = 'adam', warm = true } = {}) {
        for (let step = 0; step < 300; step++) tags.forEach((tag, i) => log(tag, value(run, i, step), step));
      }
      const ids = [];
      for (const k of [0, 1, 2]) ids.push((await run(train, { run: k, optimizer: k === 1 ? 'sgd' : 'adam' })).id);
      console.log(JSON.stringify(ids));`);
    expect(stderr).toBe('');
    const ids = JSON.parse(stdout) as string[];
    const board = await startTensorBoard(
      path.join(folder, 'runs'),
      'true',
      tags => ids.every(id => TAGS.every(tag => tag in (tags[id] ?? {})))
    );
    try {
      for (const [k, id] of ids.entries()) {
        for (const [index, tag] of TAGS.entries()) {
          const query = new URLSearchParams({ run: id, tag });
          const points = (await board.get(
            `scalars/scalars?${query.toString()}`
          )) as number[][];
          // TensorBoard keeps scalars as floats of 32 bits, and a thousand of a tag at most.
          expect(points.map(([, step, shown]) => [step, shown])).toEqual(
            Array.from({ length: 300 }, (_, step) => [
              step,
              Math.fround(value(k, index, step))
            ])
          );
        }
      }
      const { hparamInfos } = (await board.post('hparams/experiment', {
        experimentName: '',
        includeMetrics: true
      })) as { hparamInfos: { name: string }[] };
      expect(hparamInfos.map(({ name }) => name).sort()).toEqual([
        'optimizer',
        'run',
        'warm'
      ]);
    } finally {
      await board.stop();
    }
  }, 90_000);

  it('opens what a killed process left behind', async () => {
    const folder = newFolder();
    const script = startScript(
      folder,
      `await run(function work() { for (let i = 0; ; i++) { log('x', i, i); if (i === 500) fs.writeSync(1, 'go'); } }, {}, { cwd: 'keep' });`
    );
    await script.printed('go');
    script.child.kill('SIGKILL');
    await script.ended;
    const home = path.join(folder, 'runs');
    const [id] = readdirSync(home).filter(name => !name.includes('.'));
    const board = await startTensorBoard(
      home,
      'false',
      tags => 'x' in (tags[id] ?? {})
    );
    try {
      const query = new URLSearchParams({ run: id, tag: 'x' });
      const points = (await board.get(
        `scalars/scalars?${query.toString()}`
      )) as number[][];
      expect(points.length).toBeGreaterThan(400);
      expect(points.every(([, step, shown]) => step === shown)).toBe(true);
    } finally {
      await board.stop();
    }
    writeFileSync(path.join(folder, 'checked'), '');
  }, 90_000);
});
