import { readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Job } from 'trialbook/format';
import { homeOf, open } from '../pages/beside-the-panel';
import { expect, test } from '../pages/fixtures';
import { jobsIn, jobsOf, readQueue, supervisorOf } from '../pages/queue-file';

/** Each execution leaves a mark, and ends when as many are allowed to. */
const CELLS = [
  `import { log, sweep, range } from "trialbook";
import * as fs from "node:fs";`,
  `async function train({ lr = 0.1, layers = 1, seed = 0 } = {}) {
  fs.appendFileSync("../../marks", [lr, layers, seed].join(" ") + "\\n");
  const mine = fs.readFileSync("../../marks", "utf8").trim().split("\\n").length;
  for (let step = 0; step < 4; step++) {
    log("loss", (1 - lr) ** step / layers + seed / 1000, step);
  }
  while (Number(fs.readFileSync("../../allowed", "utf8")) < mine) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}`,
  `const s = await sweep(train, { lr: [0.1, 0.01], layers: [1, 2, 3], seed: range(3) }, {
  workers: 2,
  objective: { minimize: "loss" }
});
s.made`
];

test.afterEach(async ({ folder }) => {
  const home = homeOf(folder);
  for (const { process: worker } of jobsIn(home, 'running')) {
    try {
      process.kill(Number(worker?.pid), 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
  const supervisor = supervisorOf(home);
  if (supervisor !== undefined) {
    process.kill(supervisor, 'SIGKILL');
  }
});

test('a sweep on two workers outlives the kernel, the supervisor and a worker; called again it makes what is missing', async ({
  lab,
  folder
}) => {
  test.setTimeout(240_000);
  const home = homeOf(folder);
  const marks = () =>
    readFileSync(path.join(folder.dir, 'marks'), 'utf8').trim().split('\n');
  const completed = () => jobsIn(home, 'completed');
  const allow = (count: number) =>
    writeFileSync(path.join(folder.dir, 'allowed'), String(count));
  writeFileSync(path.join(folder.dir, 'marks'), '');
  allow(3);
  await open(lab, folder, CELLS);

  await test.step('it shows how far it is, in the cell and in the panel, with a lane per worker', async () => {
    await lab.startAllCells();
    const card = lab.sweeps.card();
    await expect(card.words).toContainText('of 18', { timeout: 30_000 });
    await expect(card.lanes).toHaveCount(2);
    await expect(card.lanes.nth(0)).toContainText('#1');
    await expect(card.lanes.nth(1)).toContainText('#2');
    await expect(lab.sweeps.rows).toHaveCount(1);
    await expect(lab.sweeps.rows).toContainText('train');
    await expect(card.best).toContainText('best loss');
    await expect.poll(() => completed().length).toBe(3);
  });

  let before: Job[] = [];
  await test.step('it goes on without the kernel, and stops beginning runs without the supervisor', async () => {
    await lab.restartKernel();
    allow(7);
    await expect.poll(() => completed().length).toBe(7);
    process.kill(Number(supervisorOf(home)), 'SIGKILL');
    allow(18);
    await expect.poll(() => jobsIn(home, 'running').length).toBe(0);
    before = completed();
    // The two that ran were ended, and no others begun.
    expect(before).toHaveLength(9);
    await expect(lab.sweeps.card().words).toContainText(
      `${before.length} of 18`
    );
  });

  await test.step('called again, also with a worker killed, exactly the missing runs execute', async () => {
    await lab.kernelIs('idle');
    allow(9);
    await lab.startAllCells();
    let victim: Job | undefined;
    await expect
      .poll(() => {
        victim = jobsIn(home, 'running').find(({ run }) => run);
        const { lr, layers, seed } = victim?.flags ?? {};
        return marks().includes([lr, layers, seed].join(' '));
      })
      .toBe(true);
    process.kill(Number(victim?.process?.pid), 'SIGKILL');
    allow(19);
    await expect(lab.sweeps.card().words).toHaveText('18 of 18', {
      timeout: 60_000
    });
    await lab.kernelIs('idle');
    for (const job of before) {
      expect(completed()).toContainEqual(job);
    }
    const counts = new Map<string, number>();
    marks().forEach(mark => counts.set(mark, (counts.get(mark) ?? 0) + 1));
    expect(counts.size).toBe(18);
    expect([...counts.values()].filter(count => count > 1)).toEqual([2]);
  });

  await test.step('the panel has one sweep, whose view has all runs, the best one first', async () => {
    await expect(lab.sweeps.rows).toHaveCount(1);
    await expect(lab.sweeps.rows).toHaveAttribute('data-state', 'completed');
    await lab.sweeps.rows.click();
    const { view } = lab.sweeps;
    await expect(view.rows).toHaveCount(18);
    await expect(view.rows.first()).toContainText('best');
    await expect(view.rows.first()).toContainText('train');
    const [best] = readQueue(home).batches.values();
    expect(best.objective).toEqual({ tag: 'loss', goal: 'minimize' });
    await view.rows.first().getByRole('button').click();
    await expect(lab.view.title).toHaveText('train');
  });

  await test.step('after a reload the view, the panel and the card are as they were', async () => {
    await lab.reload();
    await lab.runs.show();
    await expect(lab.sweeps.rows).toHaveAttribute('data-state', 'completed');
  });
  expect(lab.errors).toEqual([]);
});

const PICKY = [
  `import { log, sweep, range } from "trialbook";
import * as fs from "node:fs";`,
  `async function picky({ n = 0 } = {}) {
  log("n", n);
  if (n === 1 && !fs.existsSync("../../mended")) throw new RangeError("n is " + n);
  while (n > 1 && !fs.existsSync("../../go")) {
    log("n", n);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}`,
  `await sweep(picky, { n: range(5) }, { workers: 1 });`
];

test('what failed is named and made again; a sweep is paused, resumed and cancelled, also when nobody is at work', async ({
  lab,
  folder
}) => {
  test.setTimeout(180_000);
  const home = homeOf(folder);
  await open(lab, folder, PICKY);
  await lab.startAllCells();
  const card = lab.sweeps.card();
  await expect(card.failures).toHaveCount(1, { timeout: 30_000 });
  await expect(card.failures).toContainText('n 1');
  await expect(card.failures).toContainText('RangeError: n is 1');

  await test.step('paused, it begins no more; what runs goes on', async () => {
    await expect.poll(() => jobsIn(home, 'running').length).toBe(1);
    await card.button('Pause').click();
    await expect(card.button('Resume')).toBeVisible();
    await expect(card.words).toContainText('paused');
    writeFileSync(path.join(folder.dir, 'go'), '');
    await expect.poll(() => jobsIn(home, 'completed').length).toBe(2);
    expect(jobsIn(home, 'pending')).toHaveLength(2);
  });

  await test.step('resumed and cancelled from the view, it ends', async () => {
    await card.button('Open').click();
    const { view } = lab.sweeps;
    await expect(view.rows).toHaveCount(5);
    await view.button('Cancel').click();
    await expect
      .poll(() => jobsIn(home, 'terminated').length, { timeout: 30_000 })
      .toBe(2);
    await expect(view.words).toHaveText('5 of 5 · 1 failed · 2 cancelled');
    await expect(view.button('Cancel')).toHaveCount(0);
  });

  await test.step('a retry of what failed starts a supervisor when there is none', async () => {
    await lab.shutdown();
    await expect
      .poll(() => supervisorOf(home), { timeout: 30_000 })
      .toBeUndefined();
    writeFileSync(path.join(folder.dir, 'mended'), '');
    const { view } = lab.sweeps;
    await view.failures.getByRole('button', { name: 'Retry' }).click();
    await expect(view.failures).toHaveCount(0, { timeout: 45_000 });
    await expect
      .poll(() => jobsOf(home)[1].state, { timeout: 30_000 })
      .toBe('completed');
    expect(jobsOf(home)[1].attempts).toBe(2);
    await expect(view.words).toHaveText('5 of 5 · 2 cancelled');
  });
  expect(lab.errors).toEqual([]);
});
