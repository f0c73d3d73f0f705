import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test, type Folder } from '../pages/fixtures';
import type { LabPage } from '../pages/lab-page';
import { NotebookSession } from '../../scripts/jupyter/notebook-session.mjs';
import { root } from '../../scripts/setup/places.mjs';

/** With `TRIALBOOK_SCREENSHOTS=1` the pictures of the documents are made anew. */
const isWriting = process.env.TRIALBOOK_SCREENSHOTS === '1';

/** Runs made before the one that is looked at: two that ended well, one that failed. */
const EARLIER = `
await run(train, { lr: 0.2, epochs: 4 }, { display: false, label: "too hot" });
await run(train, { lr: 0.1, epochs: 4 }, { display: false });
await run(train, { hidden: -1, epochs: 4 }, { display: false }).catch(() => {});`;

/** The folder that the pictures show. */
const STORY = 'digits';

interface StoredCell {
  cell_type: string;
  source: string | string[];
}

/** The quickstart with a run that takes longer; beside it a notebook that makes the earlier runs. */
function writeStory(folder: Folder): void {
  const dir = path.join(folder.dir, STORY);
  const examples = path.join(root, 'examples');
  cpSync(path.join(examples, 'data'), path.join(dir, 'data'), {
    recursive: true
  });
  const notebook = JSON.parse(
    readFileSync(path.join(examples, 'quickstart.ipynb'), 'utf8')
  ) as { cells: StoredCell[] };
  const own = notebook.cells.find(({ source }) =>
    [source].flat().join('').includes('await run(train')
  );
  for (const [name, source] of [
    ['earlier.ipynb', EARLIER],
    [
      'quickstart.ipynb',
      'const r = await run(train, { lr: 0.02, hidden: 512, epochs: 40 });'
    ]
  ]) {
    Object.assign(own ?? {}, { source });
    writeFileSync(path.join(dir, name), JSON.stringify(notebook));
  }
}

/** Makes the runs that the panel shows below the one that is looked at. */
async function runEarlier(lab: LabPage, folder: Folder): Promise<void> {
  const session = await NotebookSession.open(
    lab.server,
    `${folder.path}/${STORY}/earlier.ipynb`
  );
  for (const cell of session.notebook.cells as StoredCell[]) {
    if (cell.cell_type === 'code' && !`${cell.source}`.includes('r.value')) {
      await session.execute(cell, () => undefined);
    }
  }
  await session.close();
}

/** Opens the quickstart, and waits until its own run has some points. */
async function runStory(lab: LabPage, folder: Folder): Promise<void> {
  writeStory(folder);
  await runEarlier(lab, folder);
  await lab.openNotebook(`${STORY}/quickstart.ipynb`);
  await lab.runs.show();
  await lab.startAllCells();
  await expect(lab.runs.rows).toHaveCount(4);
  await expect(lab.card().canvases).toHaveCount(3);
  await expect(lab.card().facts).toContainText(/step [3-9]\d\d/);
  await showCard(lab);
}

/** Brings the card into the middle, with the code above it. */
function showCard(lab: LabPage): Promise<void> {
  return lab.card().root.evaluate(node => {
    node.scrollIntoView({ block: 'center' });
  });
}

/** Whether something is drawn: more than the background. */
async function expectDrawn(canvases: Locator): Promise<void> {
  for (const canvas of await canvases.all()) {
    await expect
      .poll(() =>
        canvas.evaluate(node => {
          const { width, height } = node as HTMLCanvasElement;
          const context = (node as HTMLCanvasElement).getContext('2d');
          const data = context?.getImageData(0, 0, width, height).data ?? [];
          const words = new Uint32Array(new Uint8Array(data).buffer);
          return words.filter(word => word !== words[0]).length;
        })
      )
      .toBeGreaterThan(100);
  }
}

/** Keeps the screen as a picture of the documents, when asked to. */
async function keep(page: Page, name: string): Promise<void> {
  if (isWriting) {
    const folder = path.join(root, 'docs', 'images');
    mkdirSync(folder, { recursive: true });
    await page.mouse.move(700, 5);
    await page.screenshot({ path: path.join(folder, `${name}.png`) });
  }
}

/** Makes the left area as wide as wanted, by its handle. */
async function setPanelWidth(lab: LabPage, width: number): Promise<void> {
  const box = await lab.runs.root.boundingBox();
  if (box) {
    const edge = box.x + box.width + 1;
    await lab.page.mouse.move(edge, 400);
    await lab.page.mouse.down();
    await lab.page.mouse.move(edge + width - box.width, 400, { steps: 5 });
    await lab.page.mouse.up();
  }
}

test.use({ viewport: { width: 1280, height: 720 } });

test('the quickstart at work, with its panel and card; the run opened; dark', async ({
  lab,
  folder,
  page
}) => {
  await runStory(lab, folder);
  await setPanelWidth(lab, 300);
  await expect(lab.runs.row().root).toHaveAttribute('data-status', 'running');
  await expectDrawn(lab.card().canvases);
  await keep(page, 'notebook');

  await expect(lab.runs.row().root).toHaveAttribute(
    'data-status',
    'completed',
    { timeout: 45_000 }
  );
  await lab.runs.row().root.click();
  await expect(lab.view.canvases).toHaveCount(3);
  await expect(lab.view.root).toContainText('FLAGS', { ignoreCase: true });
  await expectDrawn(lab.view.canvases);
  await keep(page, 'run');

  await lab.setTheme('JupyterLab Dark');
  await expectDrawn(lab.view.canvases);
  await lab.splitRight();
  await expect(lab.card().canvases.first()).toBeVisible();
  await showCard(lab);
  await expectDrawn(lab.card().canvases);
  await keep(page, 'dark');
  expect(lab.errors).toEqual([]);
});

for (const theme of ['JupyterLab Light', 'JupyterLab Dark High Contrast']) {
  test(`a narrow panel keeps its figures in sight (${theme})`, async ({
    lab,
    folder,
    page
  }, info) => {
    await runStory(lab, folder);
    await lab.setTheme(theme);
    // JupyterLab keeps a side area from being narrower than 250 pixels.
    await setPanelWidth(lab, 180);
    await expect(lab.runs.row().root).toHaveAttribute(
      'data-status',
      'completed',
      { timeout: 45_000 }
    );
    const panel = await lab.runs.root.boundingBox();
    expect(panel?.width).toBeLessThan(260);
    for (const part of await lab.runs.root
      .locator(
        '.jp-TrialbookRunRow-figures, .jp-TrialbookRunRow-age, .jp-TrialbookChip'
      )
      .all()) {
      const box = await part.boundingBox();
      expect((box?.x ?? NaN) + (box?.width ?? NaN)).toBeLessThanOrEqual(
        (panel?.x ?? NaN) + (panel?.width ?? NaN)
      );
    }
    await lab.runs.row(1).root.click();
    await expect(lab.view.root).toContainText('RangeError');
    await page.screenshot({ path: info.outputPath('narrow-failed.png') });
    await lab.runs.row().root.click();
    await lab.splitRight();
    await lab.execute('docmanager:open', {
      path: `${folder.path}/${STORY}/quickstart.ipynb`
    });
    await showCard(lab);
    await expect(lab.card().canvases.first()).toBeVisible();
    await expectDrawn(lab.card().canvases);
    await page.screenshot({ path: info.outputPath('narrow.png') });
    expect(lab.errors).toEqual([]);
  });
}

test('a sweep at work, with its card and its section in the panel; opened when it has ended', async ({
  lab,
  folder,
  page
}) => {
  test.setTimeout(120_000);
  const examples = path.join(root, 'examples');
  const dir = path.join(folder.dir, STORY);
  cpSync(path.join(examples, 'data'), path.join(dir, 'data'), {
    recursive: true
  });
  const notebook = readFileSync(path.join(examples, 'sweep.ipynb'), 'utf8');
  // So that there is something to be seen while it goes on.
  writeFileSync(
    path.join(dir, 'sweep.ipynb'),
    notebook.replace('epochs = 3', 'epochs = 12')
  );
  await lab.openNotebook(`${STORY}/sweep.ipynb`);
  await lab.runs.show();
  await setPanelWidth(lab, 300);
  await lab.startAllCells();
  const card = lab.sweeps.card();
  await expect(card.words).toContainText(/^[3-9] of 12/, { timeout: 60_000 });
  await card.root.evaluate(node => node.scrollIntoView({ block: 'center' }));
  await expect(card.lanes).toHaveCount(2);
  await expect(card.best).toBeVisible();
  await keep(page, 'sweep');
  await expect(lab.sweeps.rows).toHaveCount(1);
  await expect(lab.sweeps.rows).toContainText('18 of 18', { timeout: 60_000 });
  await lab.sweeps.rows.click();
  await expect(lab.sweeps.view.rows).toHaveCount(18);
  await lab.setTheme('JupyterLab Dark');
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  await keep(page, 'sweep-view');
  expect(lab.errors).toEqual([]);
});
