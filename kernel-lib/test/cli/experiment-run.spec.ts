/** Experiments in YAML, run by the command line: the module, its tasks and the workers are real. */
import { existsSync, readdirSync } from 'node:fs';
import * as path from 'node:path';
import { atRest, jobsOf, until } from '../work/jobs';
import { PlanFolder } from '../work/plan-folder';
import { startTrialbook, trialbook } from './trialbook';

jest.setTimeout(60_000);

const MODULE = `
import { config, withTags } from 'trialbook';
import { z } from 'zod';
import fs from 'node:fs';
import { Learn } from './tasks.mjs';

export const settings = config('settings', {
  layers: z.number().int().describe('Number of layers'),
  lr: z.number().default(0.1)
});
export default async (xp, combinations) => {
  console.log('submits', combinations.length);
  for (const { params: { layers, lr }, varied } of combinations) {
    xp.submit(withTags(Learn({ model: { layers }, lr }), varied));
  }
  while (fs.existsSync('hold')) await new Promise(resolve => setTimeout(resolve, 10));
};
`;

const PLAN = `id: mnist
title: MNIST training
file: experiment # experiment.mjs
layers: [1, 2]
`;

const folders: PlanFolder[] = [];

function newPlan(plan = PLAN, module = MODULE): PlanFolder {
  const folder = new PlanFolder();
  folders.push(folder);
  folder.write('experiment.mjs', module);
  folder.write('plan.yaml', plan);
  return folder;
}

const call = ({ dir }: PlanFolder, ...args: string[]) =>
  trialbook(['experiment', 'run', ...args], { cwd: dir });

afterAll(async () => {
  for (const { home } of folders) {
    if (existsSync(path.join(home, 'queue.jsonl'))) {
      await atRest(home);
    }
  }
});

describe('trialbook experiment run', () => {
  it('makes a task for each combination of the values, once', () => {
    const folder = newPlan();
    const first = call(folder, 'plan.yaml', '--workers', '2');
    expect([first.stderr, first.status]).toEqual(['', 0]);
    const lines = first.stdout.trim().split('\n');
    expect(lines[0]).toBe('submits 2');
    const ends = lines.slice(1, 3).map(line => line.replace(/ \w{6} /, ' ID '));
    expect(ends.sort()).toEqual([
      'completed learn ID (layers=1)',
      'completed learn ID (layers=2)'
    ]);
    expect(lines[3]).toMatch(/^Experiment mnist: 2 of 2 tasks · in \d/);
    expect(folder.marks()).toEqual(['learn 1 0.1', 'learn 2 0.1']);
    expect(
      readdirSync(path.join(folder.home, 'experiments/mnist/runs/learn'))
    ).toEqual(['layers=1', 'layers=2']);
    const again = call(folder, 'plan.yaml');
    expect(again.stdout).toContain('2 of 2 tasks · 2 were there · in');
    expect(folder.marks()).toHaveLength(2);
  });

  it('takes values from imports and from --import, and overrides them by what is written behind', () => {
    const folder = newPlan(
      'imports: shared/base.yaml\nid: inherited\nlayers: 1\n'
    );
    const other = newPlan('id: other\nfile: experiment\nlayers: 7\nlr: 0.7\n');
    expect(call(folder, 'plan.yaml').stderr).toMatch(
      /base\.yaml cannot be read: /
    );
    folder.write('base.yaml', 'file: experiment\nlr: 0.5\nlayers: 3\n');
    folder.write('plan.yaml', 'imports: base.yaml\nid: inherited\nlayers: 1\n');
    const imported = path.join(other.dir, 'plan.yaml');
    const { status, stderr } = call(
      folder,
      'plan.yaml',
      'layers=[4, 5]',
      '--import',
      imported
    );
    expect([stderr, status]).toEqual(['', 0]);
    expect(folder.marks()).toEqual(['learn 4 0.5', 'learn 5 0.5']);
  });

  it('shows what it would make with --print, and makes nothing', () => {
    const folder = newPlan();
    const { stdout, status } = call(folder, 'plan.yaml', 'lr=0.5', '--print');
    expect([stdout, status]).toEqual([
      'mnist: MNIST training\n  layers=1 lr=0.5\n  layers=2 lr=0.5\n',
      0
    ]);
    const json = call(folder, 'plan.yaml', '--print', '--json').stdout;
    expect(JSON.parse(json)).toMatchObject({
      id: 'mnist',
      combinations: [
        { params: { layers: 1 }, varied: { layers: 1 } },
        { params: { layers: 2 } }
      ]
    });
    expect(existsSync(folder.home)).toBe(false);
  });

  it('is told who holds the experiment when it is started a second time', async () => {
    const folder = newPlan();
    folder.write('hold', '');
    const first = startTrialbook(['experiment', 'run', 'plan.yaml'], {
      cwd: folder.dir
    });
    await first.printed('submits');
    const second = call(folder, 'plan.yaml');
    expect(second.status).toBe(1);
    expect(second.stderr).toContain(
      `The experiment mnist is running already: process ${first.child.pid} on `
    );
    folder.remove('hold');
    expect(await first.ended).toBe(0);
    expect(call(folder, 'plan.yaml').status).toBe(0);
  });

  it('prints only its result with --json', () => {
    const folder = newPlan();
    const { stdout, stderr } = call(folder, 'plan.yaml', '--json');
    expect(stderr).toBe('submits 2\n');
    expect(JSON.parse(stdout)).toMatchObject({
      experiment: 'mnist',
      made: 2,
      warnings: [],
      tasks: [
        { task: 'learn', state: 'completed', tags: { layers: 1 } },
        { task: 'learn', state: 'completed', tags: { layers: 2 } }
      ]
    });
  });

  it('fails when a task has, with its reason; with --no-wait it returns when all is in the queue', async () => {
    const folder = newPlan();
    const failed = call(folder, 'plan.yaml', 'lr=[2, 0.5]', 'layers=1');
    expect(failed.status).toBe(1);
    expect(failed.stdout).toMatch(
      /^learn \w{6} \(lr=2\) failed: RangeError: lr is too high$/m
    );
    expect(failed.stderr).toMatch(
      /^1 of 2 tasks of mnist was not completed:\n {2}learn \w{6} \(lr=2\) failed: /
    );
    expect(call(folder, 'plan.yaml', '--no-wait').status).toBe(0);
    await until(() =>
      jobsOf(folder.home).every(
        ({ state }) => state === 'completed' || state === 'failed'
      )
    );
    expect(folder.marks()).toHaveLength(4);
  });

  it('takes modules in CommonJS and in TypeScript', () => {
    const folder = newPlan(PLAN.replace('file: experiment', 'file: plan.cjs'));
    folder.write(
      'plan.cjs',
      `exports.default = (xp, combinations) => import('./tasks.mjs').then(({ Learn }) => {
         for (const { params } of combinations) xp.submit(Learn({ model: params }));
       });`
    );
    const common = call(folder, 'plan.yaml');
    expect([common.stderr, common.status]).toEqual(['', 0]);
    folder.write(
      'typed.ts',
      `import { tag, type PlanBody } from 'trialbook';
       import { Square } from './square';
       const submit: PlanBody<{ layers: number }> = (xp, all) => {
         for (const { params } of all) xp.submit(Square({ n: tag(params.layers) }));
       };
       export default submit;`
    );
    folder.write(
      'square.ts',
      `import { task } from 'trialbook';
       import { z } from 'zod';
       export const Square = task('square', { n: z.number() }, ({ n }): number => n * n);`
    );
    folder.write('typed.yaml', 'id: typed\nfile: typed\nlayers: [3, 4]\n');
    const typed = call(folder, 'typed.yaml');
    expect([typed.stderr, typed.status]).toEqual(['', 0]);
    expect(typed.stdout).toMatch(/completed square \w{6} \(n=4\)/);
    // The code of the task is that of its own module.
    folder.write(
      'typed.ts',
      folder.read('typed.ts').replace('all) xp', 'all) void xp')
    );
    const again = call(folder, 'typed.yaml');
    expect([again.stderr, again.status]).toEqual(['', 0]);
  });

  it.each([
    ['no file', [], 2, 'Name the YAML file of an experiment.'],
    ['a file that is not there', ['no.yaml'], 1, 'no.yaml cannot be read: '],
    [
      'a value that does not fit',
      ['plan.yaml', 'layers=many'],
      1,
      'layers=many: layers is many, but does not fit'
    ],
    ['an unknown parameter', ['plan.yaml', 'depth=1'], 1, 'no parameter depth'],
    [
      'workers that cannot be',
      ['plan.yaml', '--workers', 'two'],
      2,
      '--workers takes a whole number'
    ],
    [
      'a place that is not there',
      ['plan.yaml', '--on', 'moon'],
      1,
      "has to be 'process', 'slurm'"
    ],
    [
      'a requirement that cannot be read',
      ['plan.yaml', '--requirements', 'cpu(cores=1'],
      1,
      'cpu(cores=1'
    ]
  ])('refuses %s before anything is started', (_name, args, status, text) => {
    const folder = newPlan();
    const refused = call(folder, ...args);
    expect(refused.stderr).toContain(text);
    expect(refused.status).toBe(status);
    expect(jobsOf(folder.home)).toEqual([]);
  });

  it.each([
    ['file: experiment', 'file: nothing', /There is no nothing in /],
    ['file: experiment', 'files: x', /plan\.yaml:1:1: .*needs a "file"/],
    ['layers: [1, 2]', 'layers: [1, two]', /plan\.yaml:4:13: layers is "?two/],
    ['id: mnist', 'id: ../outside', /cannot be the name of an experiment/]
  ])('refuses a plan with %s replaced by %s', (text, by, message) => {
    const folder = newPlan(PLAN.replace(text, by));
    const { stderr, status } = call(folder, 'plan.yaml');
    expect(stderr).toMatch(message);
    expect(status).toBe(1);
  });

  it.each([
    ['throw new Error("broken");', /experiment\.mjs cannot be loaded: broken/],
    ['export const x = 1;', /has to export a function by default/]
  ])('refuses a module such as %s', (module, message) => {
    const { stderr, status } = call(newPlan(PLAN, module), 'plan.yaml');
    expect(stderr).toMatch(message);
    expect(status).toBe(1);
  });
});
