/** What may go wrong around tasks that are right themselves: real processes, a real small disk. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync
} from 'node:fs';
import * as path from 'node:path';
import { isProcessAlive } from '../../src/store/process-facts';
import { trialbook } from '../cli/trialbook';
import { atRest, jobsOf, readQueue, supervisorOf, until } from './jobs';
import { PlanFolder } from './plan-folder';

jest.setTimeout(120_000);

/** Tasks that wait for the file `go` when they are told to. */
const WAITING = `
import { task } from 'trialbook';
import { z } from 'zod';
import fs from 'node:fs';
import { twice } from './twice.mjs';

export const Wait = task('wait', { n: z.number(), uses: z.string().default('') }, async ({ n, uses }) => {
  fs.appendFileSync(process.env.FOLDER + '/marks', n + '\\n');
  while (!fs.existsSync(process.env.FOLDER + '/go')) await new Promise(r => setTimeout(r, 10));
  if (uses !== '') await import(uses);
  return twice(n);
});
export const Count = task('count', { n: z.number() }, ({ n }) => n);
export const Fill = task('fill', { n: z.number() }, () => {
  const file = fs.openSync('large', 'w');
  try {
    for (;;) fs.writeSync(file, Buffer.alloc(65536));
  } finally {
    fs.truncateSync('large');
  }
});
`;

const folders: PlanFolder[] = [];

function newPlan(): PlanFolder {
  const folder = new PlanFolder(WAITING);
  folder.write('twice.mjs', 'export const twice = n => 2 * n;');
  folders.push(folder);
  return folder;
}

/** What a plan says of its tasks, or of what it is refused with. */
const plan = (name: string, body: string, options = '{}') =>
  `process.env.FOLDER = process.cwd();
   const { Wait, Count, Fill } = tasks;
   await experiment('${name}', async xp => { ${body} }, ${options})
     .then(e => e.outcomes, error => error.failures ?? say([error.code, error.message]))
     .then(all => all && say(all.map(({ state, reason, message, value }) => [state, reason ?? value, message])));`;

afterAll(async () => {
  for (const { home } of folders) {
    if (existsSync(path.join(home, 'queue.jsonl'))) {
      await atRest(home);
    }
  }
});

describe('a worker', () => {
  it('that cannot be started fails its job with the reason, and the others go on', async () => {
    const folder = newPlan();
    folder.write('go', '');
    const [ends] = await folder.run(
      `const node = process.cwd() + '/node';
       fs.copyFileSync(process.execPath, node);
       process.execPath = node;
       ${plan(
         'gone',
         `xp.submit(Count({ n: 1 }));
          await xp.wait();
          fs.rmSync(node);
          xp.submit(Count({ n: 2 }), { workers: [7] });
          xp.submit(Count({ n: 3 }));
          await xp.wait().catch(() => undefined);
          say(xp.outcomes.map(({ state, reason, message, value }) => [state, reason ?? value, message]));`,
         '{ workers: 1 }'
       )}`
    );
    expect(ends).toEqual([
      ['completed', 1, null],
      [
        'failed',
        'worker',
        expect.stringMatching(
          /^The process of a worker cannot be started: .*\/node cannot be executed/
        )
      ],
      ['completed', 3, null]
    ]);
  });

  it('fails a job by name when a package cannot be resolved any more; local modules have come along', async () => {
    const folder = newPlan();
    const extra = path.join(folder.dir, 'node_modules', 'extra');
    mkdirSync(extra);
    folder.write('node_modules/extra/index.js', '');
    const started = folder.start(
      plan(
        'modules',
        `xp.submit(Wait({ n: 1, uses: 'extra' })); xp.submit(Wait({ n: 2 }));`,
        '{ workers: 2 }'
      )
    );
    await until(() => folder.marks().length === 2);
    rmSync(extra, { recursive: true });
    folder.remove('twice.mjs');
    folder.write('go', '');
    const [failures] = (await started.ended).said;
    expect(failures).toEqual([
      ['failed', 'failed', expect.stringContaining("'extra'")]
    ]);
    expect(jobsOf(folder.home).map(({ state }) => state)).toEqual([
      'failed',
      'completed'
    ]);
  });
});

describe('a supervisor', () => {
  it('that cannot begin is told of with the reason, and the tasks are made when it can', async () => {
    const folder = newPlan();
    const said = await folder.run(
      `const node = process.execPath;
       process.execPath = '/no/such/node';
       process.stderr.write = text => {
         say(text);
         process.execPath = node;
         return true;
       };
       ${plan('late', 'xp.submit(Count({ n: 1 }));')}`
    );
    expect(said).toEqual([
      expect.stringMatching(
        /^Trialbook: Nobody works on the jobs of .*, because the supervisor cannot begin: spawn \/no\/such\/node ENOENT\. They wait/
      ),
      [['completed', 1, null]]
    ]);
  });
});

describe('a plan of 100 000 tasks', () => {
  it('needs less than 400 MB, in the process that submits it and in the supervisor', async () => {
    const folder = newPlan();
    const memory = async () =>
      (await folder.run(
        `(await import('node:v8')).setFlagsFromString('--max-old-space-size=256');
         const { Count } = tasks;
         const e = await experiment('many', xp => { for (let n = 0; n < 100_000; n++) xp.submit(Count({ n: tag(n) })); }, { workers: 1, wait: false });
         say([e.made, e.outcomes.length, process.resourceUsage().maxRSS / 1024]);`
      )) as [[number, number, number]];
    const [[made, total, used]] = await memory();
    expect([made, total]).toEqual([100_000, 100_000]);
    expect(used).toBeLessThan(400);
    // Again, when all is there already.
    const [[again, , usedAgain]] = await memory();
    expect(again).toBe(0);
    expect(usedAgain).toBeLessThan(400);
    await until(() => supervisorOf(folder.home) !== undefined);
    await until(() => jobsOf(folder.home).some(({ attempts }) => attempts > 0));
    if (process.platform === 'linux') {
      const status = readFileSync(
        `/proc/${supervisorOf(folder.home)}/status`,
        'utf8'
      );
      const peak = Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
      expect(peak).toBeLessThan(400);
    }
    const cancelled = trialbook(['cancel', '--all', '--home', folder.home]);
    expect(cancelled.stderr).toBe('');
    await until(() =>
      jobsOf(folder.home).every(({ state }) => state !== 'pending')
    );
  });
});

/** A disk of its own can be had by root only. */
const canMount = process.platform === 'linux' && process.getuid?.() === 0;

(canMount ? describe : describe.skip)(
  'a disk that is full (a small one, which only root on Linux can make)',
  () => {
    let folder: PlanFolder;
    let disk: string;

    beforeEach(() => {
      folder = newPlan();
      folders.pop();
      disk = path.join(folder.dir, 'disk');
      mkdirSync(disk);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'tmpfs', disk]);
    });

    afterEach(async () => {
      rmSync(path.join(disk, 'filler'), { force: true });
      await atRest(home());
      // A process that is about to end may still be there.
      await until(() => spawnSync('umount', [disk]).status === 0);
    });

    const home = () => path.join(disk, 'runs');
    const fill = () =>
      spawnSync('dd', ['if=/dev/zero', `of=${disk}/filler`, 'bs=4096']);
    const options = "{ workers: 1, home: 'disk/runs' }";

    it('fails the task that cannot write, and no other', async () => {
      folder.write('go', '');
      const [failures] = await folder.run(
        plan(
          'fill',
          'xp.submit(Fill({ n: 1 })); xp.submit(Wait({ n: 2 }));',
          options
        )
      );
      expect(failures).toEqual([
        ['failed', 'failed', expect.stringMatching(/ENOSPC/)]
      ]);
      expect(jobsOf(home()).map(({ state }) => state)).toEqual([
        'failed',
        'completed'
      ]);
    });

    it('refuses a plan with the cure, and takes it when there is space again', async () => {
      folder.write('go', '');
      const one = plan('one', 'xp.submit(Count({ n: 1 }));', options);
      await folder.run(one);
      fill();
      const two = plan('two', 'xp.submit(Count({ n: 2 }));', options);
      expect(await folder.run(two)).toEqual([
        [
          'HOME_NOT_WRITABLE',
          expect.stringMatching(/ENOSPC.*Free some space on its disk/)
        ]
      ]);
      rmSync(path.join(disk, 'filler'));
      expect(await folder.run(two)).toEqual([[['completed', 2, null]]]);
    });

    it('holds up workers until there is space again; nothing is lost, and nothing is made twice', async () => {
      const started = folder.start(
        plan(
          'held',
          'for (let n = 1; n <= 3; n++) xp.submit(Wait({ n }));',
          options
        )
      );
      await until(() => folder.marks().length === 1);
      const [worker] = readQueue(home()).workers.values();
      fill();
      // Not even what is left of the last page of the queue.
      const queue = path.join(home(), 'queue.jsonl');
      appendFileSync(queue, '\n'.repeat(-statSync(queue).size & 4095));
      folder.write('go', '');
      // It cannot say what it has made, and ends.
      await until(() => isProcessAlive(worker) === false);
      rmSync(path.join(disk, 'filler'));
      const { said } = await started.ended;
      expect(said).toEqual([
        [2, 4, 6].map(value => ['completed', value, null])
      ]);
      expect(folder.marks()).toEqual(['1', '2', '3']);
    });
  }
);
