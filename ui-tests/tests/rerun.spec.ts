import * as path from 'node:path';
import { homeOf, open, runsIn } from '../pages/beside-the-panel';
import { expect, test } from '../pages/fixtures';

const CELLS = [
  'import { run, log } from "trialbook";',
  `function train({ lr = 0.1, steps = 20 } = {}) {
  let w = 0;
  for (let step = 0; step < steps; step++) {
    w -= lr * 2 * (w - 3);
    log("loss", (w - 3) ** 2, step);
  }
  return w;
}`,
  'await run(train, { lr: 0.05 });',
  '"below"'
];

const UNSEEDED = [
  `import { run, log } from "trialbook";
function draw() {
  log("number", Math.random());
}
await run(draw);`
];

test('Rerun inserts a cell that runs the run again, and the new run says that it is reproduced', async ({
  lab,
  folder,
  page
}) => {
  await open(lab, folder, CELLS);
  await lab.runAllCells();
  await expect(lab.runs.rows).toHaveCount(1);
  const [before] = runsIn(homeOf(folder));

  await test.step('it inserts the cell below the launching one, and does not execute it', async () => {
    await lab.runs.row().root.click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Rerun' }).click();
    const cell = page.locator('.jp-Notebook .jp-CodeCell').nth(3);
    await expect(cell).toContainText(`await rerun("${before}")`);
    await expect(cell).toHaveClass(/jp-mod-active/);
    await expect(page.locator('.jp-Notebook .jp-CodeCell')).toHaveCount(5);
    await expect(cell.locator('.jp-InputPrompt')).toHaveText('[ ]:');
    expect(runsIn(homeOf(folder))).toHaveLength(1);
  });

  await test.step('executed, the cell shows the card of the new run, and what came of it', async () => {
    await lab.execute('notebook:run-cell');
    const cell = page.locator('.jp-Notebook .jp-CodeCell').nth(3);
    await expect(cell.locator('.jp-RenderedTrialbook')).toBeVisible({
      timeout: 30_000
    });
    await expect(cell).toContainText(
      `Reproduced ${before.slice(0, 6)} · difference 0`,
      { timeout: 30_000 }
    );
    expect(runsIn(homeOf(folder))).toHaveLength(2);
  });

  await test.step('the panel marks it, and the view of the run leads to the one it repeats', async () => {
    await expect(lab.runs.rows).toHaveCount(2);
    const mark = lab.runs.row(0).root.locator('.jp-TrialbookRunRow-rerun');
    await expect(mark).toHaveText('=');
    await lab.runs.row(0).root.click();
    const said = lab.view.root.locator('.jp-TrialbookRunView-reproduction');
    await expect(said).toContainText('Reproduced');
    await expect(said).toContainText('difference 0');
    await said.getByRole('button', { name: 'Open' }).click();
    await expect(
      page.locator('.jp-TrialbookRunView:visible .jp-TrialbookRunView-facts')
    ).toContainText(before.slice(0, 6));
    await expect(
      page.locator(
        '.jp-TrialbookRunView:visible .jp-TrialbookRunView-reproduction'
      )
    ).toHaveCount(0);
  });
  expect(lab.errors).toEqual([]);
});

test('the button in the view of a run opens the notebook when it is closed; a run without a seed is not reproduced', async ({
  lab,
  folder,
  page
}) => {
  await open(lab, folder, UNSEEDED);
  await lab.runAllCells();
  await expect(lab.runs.rows).toHaveCount(1);
  await lab.execute('docmanager:save');
  await lab.execute('application:close');
  await expect(page.locator('.jp-Notebook')).toHaveCount(0);
  await lab.runs.row().root.click();
  await expect(lab.view.title).toHaveText('draw');
  await lab.view.root.getByRole('button', { name: 'Rerun' }).click();
  const cell = page.locator('.jp-Notebook .jp-CodeCell').nth(1);
  await expect(cell).toContainText('import { rerun } from "trialbook";');
  await lab.kernelIs('idle');
  await lab.execute('notebook:run-cell');
  await expect(cell).toContainText('number differs by', { timeout: 30_000 });
  await expect(
    lab.runs.row(0).root.locator('.jp-TrialbookRunRow-rerun')
  ).toHaveText('≠');
  expect(runsIn(path.join(folder.dir, 'runs'))).toHaveLength(2);
  expect(lab.errors).toEqual([]);
});
