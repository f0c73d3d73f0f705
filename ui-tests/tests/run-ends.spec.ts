import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Page } from '@playwright/test';
import { CARD_MIME, FEED_FILE, RUN_FILES } from 'trialbook/format';
import { homeOf, open, runsIn } from '../pages/beside-the-panel';
import { expect, test } from '../pages/fixtures';
import { madeUpHome } from '../pages/made-up-home';

/** A loop that never yields, in a function that has awaited. */
const ENDLESS = `
import { run, log } from "trialbook";
await run(async function endless() {
  await new Promise(resolve => setTimeout(resolve, 10));
  for (let step = 0; ; step++) {
    const next = Date.now() + 20;
    while (Date.now() < next);
    log("loss", 1 / (step + 1), step);
  }
});`;

test.describe('runs that end otherwise', () => {
  test('Stop ends a synchronous loop after an await: from panel, card and run view', async ({
    lab,
    folder
  }) => {
    await open(lab, folder, [ENDLESS]);
    const stops = {
      panel: async () => {
        await lab.runs.row().root.hover();
        await lab.runs.row().root.getByRole('button').click();
      },
      card: () => lab.card().stop.click(),
      'run view': async () => {
        await lab.runs.row().root.click();
        await lab.view.stop.click();
        await expect(lab.view.status).toHaveText('Terminated');
        await expect(lab.view.stop).toHaveCount(0);
      }
    };
    let count = 0;
    for (const [place, stop] of Object.entries(stops)) {
      count++;
      // For 200 ms after a failed cell tslab aborts whatever is sent: started again, as a user would.
      await expect(async () => {
        await lab.startAllCells();
        await expect(lab.runs.rows, place).toHaveCount(count, {
          timeout: 5_000
        });
      }).toPass();
      await expect(lab.runs.row().root).toHaveAttribute(
        'data-status',
        'running'
      );
      await expect(lab.card().facts).toContainText('step');
      await stop();
      await expect(lab.runs.row().root, place).toHaveAttribute(
        'data-status',
        'terminated'
      );
      await lab.execute('docmanager:open', {
        path: `${folder.path}/book.ipynb`
      });
      await lab.kernelIs('idle');
      await expect(lab.card().facts, place).toContainText('terminated');
      // Else the cell would be sent while it still runs.
      await expect(
        lab.page.locator('.jp-InputPrompt', { hasText: '*' })
      ).toHaveCount(0);
    }
    expect(lab.errors).toEqual([]);
  });

  test('a failed run shows its error in red, with its place in the notebook', async ({
    lab,
    folder
  }) => {
    await open(lab, folder, [
      'import { run, log } from "trialbook";',
      `// The place is counted in the cell's own lines.
await run(function work() {
  log("loss", 1);
  throw new RangeError("the net has <b>no</b> layers");
});`
    ]);
    await lab.runAllCells();
    const row = lab.runs.row();
    await expect(row.root).toHaveAttribute('data-status', 'failed');
    const error = row.root.locator('.jp-TrialbookRunRow-error');
    await expect(error).toHaveText('RangeError: the net has <b>no</b> layers');
    const [red, green, blue] = await error.evaluate(node =>
      (getComputedStyle(node).color.match(/\d+/g) ?? []).map(Number)
    );
    expect(red).toBeGreaterThan(2 * Math.max(green, blue));
    await expect(lab.card().root).toContainText('the net has <b>no</b> layers');
    await row.root.click();
    await expect(lab.view.root).toContainText('cell [2], line 4');
    await expect(lab.view.root).toContainText('RangeError');
    expect(lab.errors).toEqual([]);
  });

  test('nested and concurrent runs are told apart', async ({ lab, folder }) => {
    await open(lab, folder, [
      `import { run, log } from "trialbook";
await run(async function outer() {
  console.log("outer speaks");
  await run(function inner() { console.log("inner speaks"); log("depth", 2); });
  log("depth", 1);
});`,
      `const pause = () => new Promise(resolve => setTimeout(resolve, 20));
await Promise.all(["left", "right"].map(side => run(async () => {
  for (let step = 0; step < 20; step++) {
    await pause();
    console.log(side, "speaks");
    log(side, step);
  }
}, {}, { cwd: "keep", label: side })));`
    ]);
    await lab.runAllCells();
    await expect(lab.runs.rows).toHaveCount(4);
    const saysOnly = async (label: string, own: string, others: RegExp) => {
      await lab.runs.rows.filter({ hasText: label }).click();
      const view = lab.page.locator('.jp-TrialbookRunView:visible');
      await view.getByRole('tab', { name: 'Output' }).click();
      await expect(view.getByRole('tabpanel')).toContainText(`${own} speaks`);
      await expect(view.getByRole('tabpanel')).not.toContainText(others);
    };
    await saysOnly('left', 'left', /right speaks/);
    await saysOnly('right', 'right', /left speaks/);
    await saysOnly('inner', 'inner', /outer speaks/);
    expect(lab.errors).toEqual([]);
  });

  test('a restart of the kernel leaves the run terminated', async ({
    lab,
    folder
  }) => {
    await open(lab, folder, [
      `import { run, log } from "trialbook";
await run(async function work() {
  for (let step = 0; ; step++) {
    await new Promise(resolve => setTimeout(resolve, 20));
    log("loss", step);
  }
});`
    ]);
    await lab.startAllCells();
    await expect(lab.runs.row().figures).toHaveAttribute('title', /^loss /);
    await lab.restartKernel();
    await expect(lab.runs.row().root).toHaveAttribute(
      'data-status',
      'terminated'
    );
    // The kernel itself wrote it: nobody had to conclude it.
    const feed = readFileSync(path.join(homeOf(folder), FEED_FILE), 'utf8');
    expect(feed).toContain('"status":"terminated"');
    expect(lab.errors).toEqual([]);
  });
});

test.describe('what the page and the notebook keep', () => {
  test('without IndexedDB the panel works all the same', async ({
    lab,
    folder,
    page
  }) => {
    await page.addInitScript(() => {
      Object.defineProperty(window, 'indexedDB', { value: undefined });
    });
    madeUpHome(homeOf(folder), 5);
    await open(lab, folder, [
      `import { run, log } from "trialbook"; await run(() => log("loss", 1));`
    ]);
    expect(
      await page.evaluate(() => 'indexedDB' in window && !!indexedDB)
    ).toBe(false);
    await expect(lab.runs.rows).toHaveCount(5);
    await lab.runAllCells();
    await expect(lab.runs.rows).toHaveCount(6);
    await lab.runs.row().root.click();
    await expect(lab.view.canvases).toHaveCount(1);
    await lab.reload();
    await expect(lab.runs.rows).toHaveCount(6);
    expect(lab.errors).toEqual([]);
  });

  test('a run keeps the notebook as it stood in the editor, not yet saved', async ({
    lab,
    folder,
    page
  }) => {
    await open(lab, folder, [
      `import { run, log } from "trialbook"; await run(() => log("loss", 1));`,
      'const old = 1;'
    ]);
    const editor = page.locator('.jp-CodeCell .cm-content').nth(1);
    await editor.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('// typed and not saved');
    await lab.runAllCells();
    await expect.poll(() => runsIn(homeOf(folder)).length).toBe(1);
    const [run] = runsIn(homeOf(folder));
    const file = path.join(homeOf(folder), run, RUN_FILES.document);
    await expect.poll(() => existsSync(file)).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain('// typed and not saved');
    expect(
      readFileSync(path.join(homeOf(folder), run, RUN_FILES.notebook), 'utf8')
    ).not.toContain('// typed and not saved');
    await lab.runs.row().root.click();
    await lab.view.tab('Source').click();
    await expect(lab.view.panel).toContainText('log("loss", 1)');
    expect(lab.errors).toEqual([]);
  });

  test('the output serves viewers that do not know run cards', async ({
    lab,
    folder
  }) => {
    await open(lab, folder, [
      `import { run, log } from "trialbook";
await run(({ lr = 0.1 } = {}) => {
  for (let step = 0; step < 20; step++) log("loss", 1 / (step + 1), step);
});`
    ]);
    await lab.runAllCells();
    await expect(lab.card().root).toBeVisible();
    await lab.execute('docmanager:save');
    const saved = JSON.parse(
      readFileSync(path.join(folder.dir, 'book.ipynb'), 'utf8')
    );
    const bundle = saved.cells[0].outputs.find(
      (output: { data?: object }) => output.data && CARD_MIME in output.data
    ).data;
    expect([bundle['text/plain']].flat().join('')).toMatch(
      /^Run .*completed\nlr=0.1\nloss 0.05/
    );
    const svg = [bundle['image/svg+xml']].flat().join('');
    expect(svg).toMatch(/^<svg[^>]*xmlns/);
    expect(svg).toContain('loss');
    expect(lab.errors).toEqual([]);
  });
});

/** Says that the page is hidden, or shown again, as a browser does when tabs are switched. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate(isHidden => {
    Object.defineProperty(document, 'hidden', {
      configurable: true,
      value: isHidden
    });
    Object.defineProperty(document, 'visibilityState', {
      configurable: true,
      value: isHidden ? 'hidden' : 'visible'
    });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
}

test('nothing is asked for while the page is hidden', async ({
  lab,
  folder,
  page
}) => {
  await open(lab, folder, [ENDLESS]);
  let asked = 0;
  page.on('request', request => {
    const { pathname } = new URL(request.url());
    asked += pathname.includes(`${folder.path}/runs`) ? 1 : 0;
  });
  await lab.startAllCells();
  await expect(lab.runs.row().figures).toHaveAttribute('title', /^loss /);
  await lab.runs.row().root.click();
  await expect(lab.view.facts).toContainText('step');
  await setHidden(page, true);
  // Looks that were under way may end; after that there is silence for longer than a few looks take.
  let before = -1;
  await expect
    .poll(
      () => {
        const isSilent = asked === before;
        before = asked;
        return isSilent;
      },
      { intervals: [4000] }
    )
    .toBe(true);
  await setHidden(page, false);
  await expect.poll(() => asked).toBeGreaterThan(before + 3);
  await lab.view.stop.click();
  await expect(lab.view.status).toHaveText('Terminated');
  expect(lab.errors).toEqual([]);
});
