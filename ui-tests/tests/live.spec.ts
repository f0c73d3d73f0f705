import { cpSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { ScalarTable } from 'trialbook/format';
import { expect, test } from '../pages/fixtures';
import { writeNotebook } from '../pages/notebook-file';
import { root } from '../../scripts/setup/places.mjs';

/** A cell whose loop never lets the kernel do anything else; a point every 100 ms. */
const BLOCKING_LOOP = `
import { run, log } from "trialbook";
function work({ seconds = 10 } = {}) {
  const end = Date.now() + seconds * 1000;
  for (let step = 0; Date.now() < end; step++) {
    const next = Date.now() + 100;
    while (Date.now() < next);
    log("loss", step, step);
  }
  return "done";
}
const r = await run(work);`;

/** Wall times of the points by step: milliseconds since 1970. */
function loggedTimes(home: string): Map<number, number> {
  const times = new Map<number, number>();
  for (const run of readdirSync(home, { withFileTypes: true }).filter(entry =>
    entry.isDirectory()
  )) {
    const dir = path.join(home, run.name);
    for (const name of readdirSync(dir).filter(file =>
      file.includes('tfevents')
    )) {
      const table = new ScalarTable();
      table.append(readFileSync(path.join(dir, name)));
      const series = table.series.get('loss');
      series?.steps.forEach((step, index) =>
        times.set(step, series.walls[index] * 1000)
      );
    }
  }
  return times;
}

/** Records, in the page, when which step is first on the screen, every 20 ms. */
async function watchSteps(
  page: Page,
  selectors: Record<string, string>
): Promise<void> {
  await page.evaluate(wanted => {
    const seen: Record<string, [number, number][]> = {};
    (window as unknown as { seenSteps: typeof seen }).seenSteps = seen;
    setInterval(() => {
      for (const [name, selector] of Object.entries(wanted)) {
        const element = document.querySelector<HTMLElement>(selector);
        const text = element?.textContent ?? '';
        // The panel shows the last value, which is the step; a chart says which step it has drawn.
        const found = /step (\d+)/.exec(text) ?? /^(\d+) ·/.exec(text);
        const step = Number(element?.dataset.step ?? found?.[1] ?? NaN);
        const steps = (seen[name] ??= []);
        if (!Number.isNaN(step) && steps.at(-1)?.[0] !== step) {
          steps.push([step, Date.now()]);
        }
      }
    }, 20);
  }, selectors);
}

function seenSteps(page: Page): Promise<Record<string, [number, number][]>> {
  return page.evaluate(
    () =>
      (window as unknown as { seenSteps: Record<string, [number, number][]> })
        .seenSteps
  );
}

/** Milliseconds from the logging of each point to the moment it, or a later one, was on the screen. */
function delays(
  logged: Map<number, number>,
  seen: [number, number][]
): number[] {
  const found: number[] = [];
  for (const [step, at] of logged) {
    const shown = seen.find(([other]) => other >= step);
    if (shown) {
      found.push(shown[1] - at);
    }
  }
  return found.sort((a, b) => a - b);
}

const median = (sorted: number[]) => sorted[Math.floor(sorted.length / 2)];

/** Distinct pictures that a canvas showed while `during` went on. */
async function pictures(
  canvas: Locator,
  during: () => Promise<boolean>
): Promise<number> {
  const seen = new Set<string>();
  while (await during()) {
    seen.add(
      await canvas.evaluate(node => (node as HTMLCanvasElement).toDataURL())
    );
    await canvas.page().waitForTimeout(200);
  }
  return seen.size;
}

test('a new user runs the quickstart and sees it grow', async ({
  lab,
  folder
}) => {
  cpSync(
    path.join(root, 'examples', 'quickstart.ipynb'),
    path.join(folder.dir, 'quickstart.ipynb')
  );
  cpSync(path.join(root, 'examples', 'data'), path.join(folder.dir, 'data'), {
    recursive: true
  });
  await lab.openNotebook('quickstart.ipynb');
  await lab.runs.show();
  await expect(lab.runs.root).toContainText('No runs yet');
  await lab.runAllCells();
  const row = lab.runs.row();
  await expect(row.root).toHaveAttribute('data-status', 'completed');
  await expect(row.root).toContainText('train');
  await expect(row.flags).toContainText('lr 0.05');
  await expect(lab.card().root).toContainText('test/accuracy');
  await expect(lab.card().canvases).toHaveCount(3);
  await row.root.click();
  await expect(lab.view.title).toHaveText('train');
  await expect(lab.view.canvases).toHaveCount(3);
  await lab.view.tab('Output').click();
  await expect(lab.view.panel).toContainText(
    'of the test pictures read correctly'
  );
  await lab.view.tab('Source').click();
  await expect(lab.view.panel).toContainText('class Network');
  await lab.view.tab('Files').click();
  await expect(lab.view.panel).toContainText('tfevents');
  expect(lab.errors).toEqual([]);
});

for (const kernel of ['tslab', 'trialbook']) {
  test(`points appear everywhere while a loop never yields (${kernel})`, async ({
    lab,
    folder,
    page
  }) => {
    writeNotebook(folder.dir, 'loop.ipynb', [BLOCKING_LOOP], kernel);
    await lab.openNotebook('loop.ipynb');
    await lab.runs.show();
    await lab.startAllCells();
    await expect(lab.runs.row().root).toHaveAttribute('data-status', 'running');
    // The notebook and the run side by side, so that all three places are on the screen.
    await lab.runs.row().root.click();
    await expect(lab.view.facts).toContainText('step');
    await lab.splitRight();
    await expect(lab.card().canvases.first()).toBeVisible();
    await watchSteps(page, {
      panel: '.jp-TrialbookRunRow-figures',
      'card, chart': '.jp-RenderedTrialbook .jp-TrialbookChart[data-step]',
      card: '.jp-TrialbookCard-facts',
      'run view, chart': '.jp-TrialbookRunView .jp-TrialbookChart[data-step]',
      'run view': '.jp-TrialbookRunView-facts'
    });
    const first = await lab.runs.row().sparkline.getAttribute('d');
    const isRunning = async () => (await lab.runs.row().status()) === 'running';
    const cardPictures = await pictures(lab.card().canvases.first(), isRunning);
    expect(cardPictures).toBeGreaterThan(5);
    expect(await lab.runs.row().sparkline.getAttribute('d')).not.toBe(first);
    await expect(lab.runs.row().root).toHaveAttribute(
      'data-status',
      'completed'
    );
    const logged = loggedTimes(path.join(folder.dir, 'runs'));
    expect(logged.size).toBeGreaterThan(80);
    for (const [place, seen] of Object.entries(await seenSteps(page))) {
      const late = delays(logged, seen).slice(0, logged.size - 20);
      console.log(
        `${kernel}: log() to pixel in the ${place}: median ${median(late)} ms, ${seen.length} updates`
      );
      expect(seen.length).toBeGreaterThan(8);
      expect(median(late)).toBeLessThan(1000);
    }
    expect(lab.errors).toEqual([]);
  });
}

test('a reload during a run: panel, card and run view go on by themselves', async ({
  lab,
  folder,
  page
}) => {
  writeNotebook(folder.dir, 'loop.ipynb', [
    BLOCKING_LOOP.replace('= 10', '= 14')
  ]);
  await lab.openNotebook('loop.ipynb');
  await lab.runs.show();
  await lab.startAllCells();
  await expect(lab.card().facts).toContainText('step');
  await lab.runs.row().root.click();
  await expect(lab.view.facts).toContainText('step');
  await lab.execute('docmanager:save-all');
  await lab.execute('application:activate-previous-tab').catch(() => undefined);
  // The workspace is written a moment after the last change.
  await page.waitForResponse(
    response => response.url().includes('/api/workspaces') && response.ok()
  );
  await page.goto(page.url().replace(/[?&]reset[^&]*/, ''));
  await page.waitForFunction(() =>
    window.jupyterapp?.commands.hasCommand('trialbook:show-runs')
  );
  await expect(lab.runs.row().root).toHaveAttribute('data-status', 'running');
  await expect(lab.view.facts).toContainText('step');
  const step = async (facts: Locator) =>
    Number(/step (\d+)/.exec((await facts.textContent()) ?? '')?.[1] ?? -1);
  const before = await step(lab.view.facts);
  await expect.poll(() => step(lab.view.facts)).toBeGreaterThan(before);
  await lab.execute('docmanager:open', { path: `${folder.path}/loop.ipynb` });
  await expect(lab.card().canvases.first()).toBeVisible();
  const shown = await step(lab.card().facts);
  await expect.poll(() => step(lab.card().facts)).toBeGreaterThan(shown);
  await expect(lab.runs.row().root).toHaveAttribute('data-status', 'completed');
  expect(lab.errors).toEqual([]);
});

test('kill -9 of the kernel: nothing recorded is lost, and the panel says lost', async ({
  lab,
  folder
}) => {
  writeNotebook(folder.dir, 'loop.ipynb', [
    `import { run, log } from "trialbook";
     import { writeFileSync, appendFileSync } from "node:fs";
     writeFileSync("pid", String(process.pid));
     await run(function work() {
       for (let step = 0; ; step++) {
         const next = Date.now() + 30;
         while (Date.now() < next);
         log("loss", step, step);
         appendFileSync(${JSON.stringify(path.join(folder.dir, 'printed'))}, step + " " + Date.now() + "\\n");
       }
     });`
  ]);
  await lab.openNotebook('loop.ipynb');
  await lab.runs.show();
  await lab.startAllCells();
  await expect(lab.runs.row().figures).toContainText(/\d+ ·/);
  const printedFile = path.join(folder.dir, 'printed');
  await expect
    .poll(() => readFileSync(printedFile, 'utf8').split('\n').length)
    .toBeGreaterThan(40);
  const pid = Number(readFileSync(path.join(folder.dir, 'pid'), 'utf8'));
  const killed = Date.now();
  process.kill(pid, 'SIGKILL');
  await expect(lab.runs.row().root).toHaveAttribute('data-status', 'lost', {
    timeout: 10_000
  });
  console.log(`lost is on the screen ${Date.now() - killed} ms after the kill`);
  const printed = readFileSync(printedFile, 'utf8')
    .trim()
    .split('\n')
    .map(line => line.split(' ').map(Number));
  const safe = printed
    .filter(([, time]) => time < killed - 50)
    .map(([step]) => step);
  const logged = loggedTimes(path.join(folder.dir, 'runs'));
  expect(safe.length).toBeGreaterThan(20);
  expect([...logged.keys()].slice(0, safe.length)).toEqual(safe);
  writeFileSync(path.join(folder.dir, 'checked'), '');
});
