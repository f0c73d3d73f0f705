import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Locator } from '@playwright/test';
import {
  LineReader,
  RUN_FILES,
  RunFold,
  launchingCell,
  markCells,
  parseNotebook,
  type ExecutedCell
} from 'trialbook/format';
import { expect, test, type Folder } from '../pages/fixtures';
import type { LabPage } from '../pages/lab-page';
import { writeNotebook } from '../pages/notebook-file';

const CELLS = [
  'import { run, log } from "trialbook";',
  'const lr = 0.1;',
  'const unused = "gone";',
  'function train({ x = 1 } = {}) { log("loss", x); return x; }'
];

/** The cell that is typed and never saved. */
const TYPED = 'const typed = 42; await run(train, { x: typed });';

/** Opens the notebook and does what a user does: run, type, edit, delete, launch. Nothing is saved. */
async function launch(lab: LabPage, folder: Folder): Promise<void> {
  writeFileSync(path.join(folder.dir, 'package.json'), '{"name":"project"}');
  writeNotebook(folder.dir, 'story.ipynb', CELLS, 'trialbook');
  await lab.openNotebook('story.ipynb');
  await lab.runAllCells();
  await edit(lab, 1, 'const lr = 0.5;');
  await select(lab, 2);
  await lab.execute('notebook:delete-cell');
  await select(lab, 2);
  await lab.execute('notebook:insert-cell-below');
  await edit(lab, 3, TYPED);
  await lab.execute('notebook:run-cell');
  await lab.kernelIs('idle');
}

/** Makes a cell the active one. */
async function select(lab: LabPage, index: number): Promise<void> {
  await cell(lab, index).locator('.jp-InputPrompt').click();
  await expect(cell(lab, index)).toHaveClass(/jp-mod-active/);
}

/** Replaces the text of a cell by typing. */
async function edit(lab: LabPage, index: number, text: string): Promise<void> {
  await select(lab, index);
  await cell(lab, index).locator('.cm-content').click();
  await lab.page.keyboard.press('ControlOrMeta+A');
  await lab.page.keyboard.insertText(text);
  await expect(cell(lab, index).locator('.cm-content')).toHaveText(text);
  await lab.page.keyboard.press('Escape');
}

function cell(lab: LabPage, index: number): Locator {
  return lab.page.locator('.jp-NotebookPanel .jp-Cell').nth(index);
}

function runDir(folder: Folder): string | undefined {
  const home = path.join(folder.dir, 'runs');
  const name = existsSync(home)
    ? readdirSync(home).find(entry =>
        existsSync(path.join(home, entry, RUN_FILES.journal))
      )
    : undefined;
  return name === undefined ? undefined : path.join(home, name);
}

function textOf(folder: Folder, file: string): string {
  const full = path.join(runDir(folder) ?? '', file);
  return existsSync(full) ? readFileSync(full, 'utf8') : '';
}

test('a run has what was executed: unsaved text, order, marks, launching cell', async ({
  lab,
  folder
}, info) => {
  await launch(lab, folder);
  await expect
    .poll(() => textOf(folder, RUN_FILES.script))
    .toContain('edited since');

  // On disk.
  const cells = new LineReader().push(
    Buffer.from(textOf(folder, RUN_FILES.cells))
  ) as ExecutedCell[];
  expect(cells.map(({ code }) => code)).toEqual([...CELLS, TYPED]);
  expect(cells.map(({ outcome }) => outcome)).toEqual([
    'ok',
    'ok',
    'ok',
    'ok',
    'running'
  ]);
  const document = parseNotebook(textOf(folder, RUN_FILES.document));
  expect(document?.map(({ source }) => source)).toEqual([
    CELLS[0],
    'const lr = 0.5;',
    CELLS[3],
    TYPED
  ]);
  expect(textOf(folder, RUN_FILES.notebook)).not.toContain('typed');
  const fold = new RunFold();
  fold.push(Buffer.from(textOf(folder, RUN_FILES.journal)));
  const launcher = fold.record.source?.cell;
  expect(launchingCell(cells, launcher)).toBe(4);
  const marks = markCells(cells, { document, launcher });
  expect(marks.map(({ edited }) => edited).indexOf(true)).toBe(1);
  expect(marks.map(({ deleted }) => deleted).indexOf(true)).toBe(2);
  expect(textOf(folder, RUN_FILES.script)).toMatch(
    /const lr = 0\.1;[^]*deleted since\nconst unused[^]*launched the run\nconst typed/
  );

  // In the run view.
  await lab.runs.show();
  await lab.runs.row().root.click();
  await lab.view.tab('Source').click();
  const shown = lab.view.root.locator('.jp-TrialbookSource > section');
  await expect(shown).toHaveCount(5);
  await expect(shown.locator('pre')).toHaveText([...CELLS, TYPED]);
  await expect(lab.view.panel).toContainText('unsaved edits');
  const marksOf = (index: number) =>
    shown.nth(index).locator('.jp-TrialbookMark');
  await expect(marksOf(0)).toHaveCount(0);
  await expect(marksOf(1)).toHaveText('edited');
  await expect(marksOf(2)).toHaveText('deleted');
  await expect(marksOf(3)).toHaveCount(0);
  await expect(marksOf(4)).toHaveText('launched the run');
  await expect(lab.view.panel).toContainText('Packages');
  await lab.page.screenshot({ path: info.outputPath('source-light.png') });
  await lab.view.panel.getByText('Packages', { exact: false }).last().click();
  await lab.setTheme('JupyterLab Dark');
  await lab.page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  await lab.page.screenshot({ path: info.outputPath('source-dark.png') });

  // To the cells: one that is still there, and the launching one.
  await shown.nth(1).getByRole('button', { name: 'Go to cell' }).click();
  await expect(cell(lab, 1)).toHaveClass(/jp-mod-active/);
  await expect(cell(lab, 1)).toBeVisible();
  await lab.runs.row().root.click();
  await lab.view.root.getByRole('button', { name: 'cell [5]' }).click();
  await expect(cell(lab, 3)).toHaveClass(/jp-mod-active/);
  await expect(cell(lab, 3)).toBeInViewport();
  await expect(
    shown.nth(2).getByRole('button', { name: 'Go to cell' })
  ).toHaveCount(0);
  expect(lab.errors).toEqual([]);
});
