import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { FeedFold } from '../../src/format';
import { readRun } from '../../src/recorded/read-run';
import { readFileSync } from 'node:fs';
import { projectWith, runsOf, trialbook } from './cli';

jest.setTimeout(60_000);

const files = {
  'trialbook.yml': `
operations:
  a: { main: node a.js, flags: { lr: 0.1 }, label: 'lr \${lr}' }
  all: { steps: [a, a lr=3] }
  fn: lib.mjs#fn
`,
  'a.js': 'console.log("loss: " + process.env.FLAG_LR);',
  'lib.mjs': 'export function fn(n = 2) { return n; }'
};

describe('trialbook run OPERATION --stage', () => {
  it('makes a run that waits and is not lost, and start runs it', async () => {
    const folder = projectWith(files);
    const staged = await trialbook(folder, ['run', 'a', 'lr=0.5', '--stage']);
    const [before] = runsOf(folder);
    const id = before.record.run;
    expect(staged).toEqual({
      code: 0,
      stdout: `Staged: run ${id.slice(0, 6)}. Start it with: trialbook start ${id.slice(0, 6)}\n`,
      stderr: ''
    });
    expect(readRun(before.dir)).toMatchObject({
      status: 'pending',
      staged: true,
      label: 'lr 0.5',
      flags: { lr: 0.5 }
    });
    // A project file that says something else by then does not matter.
    const started = await trialbook(folder, ['start', id.slice(0, 4)]);
    expect(started).toMatchObject({ code: 0, stdout: 'loss: 0.5\n' });
    const runs = runsOf(folder);
    expect(runs).toHaveLength(1);
    expect(runs[0].record).toMatchObject({
      run: id,
      status: 'completed',
      flags: { lr: 0.5 }
    });
    expect(runs[0].scalars).toEqual({ loss: [0.5] });
    expect(readRun(before.dir).scalars.loss.last).toBe(0.5);
  });

  it('tells the feed once, as pending', async () => {
    const folder = projectWith(files);
    await trialbook(folder, ['run', 'a', '--stage']);
    const feed = () => {
      const fold = new FeedFold();
      fold.push(readFileSync(path.join(folder, 'runs/feed.jsonl')));
      return [...fold.digests.values()];
    };
    expect(feed()).toMatchObject([{ status: 'pending', staged: true }]);
    await trialbook(folder, ['start', '1']);
    expect(feed()).toMatchObject([{ status: 'completed' }]);
  });

  it.each(['all', 'fn'])('holds for %s too', async operation => {
    const folder = projectWith(files);
    await trialbook(folder, ['run', operation, '--stage']);
    expect((await trialbook(folder, ['start', 'latest'])).code).toBe(0);
    expect(runsOf(folder)[0].record).toMatchObject({
      operation,
      status: 'completed'
    });
  });

  it('starts a run once', async () => {
    const folder = projectWith(files);
    await trialbook(folder, ['run', 'a', '--stage']);
    const both = await Promise.all([
      trialbook(folder, ['start', '1']),
      trialbook(folder, ['start', '1'])
    ]);
    expect(both.map(({ code }) => code).sort()).toEqual([0, 1]);
    const again = await trialbook(folder, ['start', '1']);
    expect(again.stderr).toContain('it is completed');
  });

  it('does not start what has changed since', async () => {
    const folder = projectWith(files);
    await trialbook(folder, ['run', 'a', '--stage']);
    writeFileSync(path.join(folder, 'a.js'), '// changed');
    const { code, stderr } = await trialbook(folder, ['start', '1']);
    expect(code).toBe(1);
    expect(stderr).toContain('has changed since run');
    expect(readRun(runsOf(folder)[0].dir).status).toBe('pending');
  });
});
