/** What Guild AI claims of scalars and TensorBoard, done by Trialbook in its own way. */
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { recordRuns, startTrialbook, trialbookJson } from '../cli/trialbook';
import { PYTHON } from '../format/tensorboard-process';

jest.setTimeout(60_000);

const TENSORBOARD = path.resolve(__dirname, '../../../.venv/bin/tensorboard');

/** Names of the runs that the real TensorBoard shows of a home, once there are so many, and their tags. */
async function shownByTensorBoard(folder: string, count: number) {
  const board = startTrialbook(
    ['tensorboard', '--tensorboard', TENSORBOARD, '--interval', '1'],
    { cwd: folder }
  );
  try {
    await board.printed(/http:\S+/);
    const [url] = /http:\S+/.exec(board.stdout()) ?? [];
    for (;;) {
      const answer = await fetch(`${url}data/plugin/scalars/tags`);
      const runs = (await answer.json()) as Record<string, object>;
      if (Object.keys(runs).length === count) {
        return runs;
      }
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  } finally {
    board.child.kill('SIGINT');
    await board.ended;
  }
}

/** Code of a function that writes event files with tensorboardX to a folder. */
const writer = (logdir: string) => `
  childProcess.execFileSync(${JSON.stringify(PYTHON)}, ['-c', \`
from tensorboardX import SummaryWriter
writer = SummaryWriter('${logdir}')
writer.add_scalar('acc', 0.5, 3)
writer.close()
\`]);`;

describe('what Guild does with scalars', () => {
  it('G3 scalars are read from event files of others, and TensorBoard is started over the runs', async () => {
    const { folder } = await recordRuns(
      [{}],
      `function train() { log('loss', 1); ${writer('logs')} }`
    );
    expect(trialbookJson(['show'], { cwd: folder })).toMatchObject({
      scalars: { loss: { last: 1 }, 'logs/acc': { last: 0.5, step: 3 } }
    });
    const shown = await shownByTensorBoard(folder, 2);
    expect(JSON.stringify(shown)).toContain('"acc"');
    expect(JSON.stringify(shown)).toContain('"loss"');
  });

  it('G15 scalars come by a call of log(), from tensorboardX, and from lines that are printed', async () => {
    const { folder } = await recordRuns(
      [{}],
      `function train() {
         const onEpoch = (epoch, logs) => log(logs, epoch);
         onEpoch(4, { called: 0.5 });
         ${writer('.')}
         console.log('printed:', 0.75);
       }`
    );
    expect(trialbookJson(['show'], { cwd: folder })).toMatchObject({
      scalars: {
        called: { last: 0.5, step: 4 },
        acc: { last: 0.5, step: 3 },
        printed: { last: 0.75 }
      }
    });
  });

  it('G16 TensorBoard compares all runs', async () => {
    const { folder, ids } = await recordRuns([{ lr: 1 }, { lr: 2 }, { lr: 3 }]);
    const shown = Object.keys(await shownByTensorBoard(folder, 3));
    expect(shown.map(name => name.slice(0, 6)).sort()).toEqual(
      ids.map(id => id.slice(0, 6)).sort()
    );
  });

  it('G18 event files of a writer that is made inside the function belong to the run, of one outside they do not', async () => {
    const { folder, home, ids } = await recordRuns(
      [{}],
      `${writer('outside')}
       function train() { ${writer('inside')} }`
    );
    expect(
      trialbookJson<{ scalars: object }>(['show'], { cwd: folder }).scalars
    ).toEqual({
      'inside/acc': expect.objectContaining({ last: 0.5, step: 3 })
    });
    expect(existsSync(path.join(home, ids[0], 'inside'))).toBe(true);
    expect(existsSync(path.join(folder, 'outside'))).toBe(true);
  });
});
