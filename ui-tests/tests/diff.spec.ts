import { CompareView } from '../pages/compare-view';
import { expect, test } from '../pages/fixtures';
import type { LabPage } from '../pages/lab-page';
import { writeNotebook } from '../pages/notebook-file';

const TRAIN = `function train({ lr = 0.1, steps = 20, seed = 1 } = {}) {
  let w = 0;
  for (let step = 0; step < steps; step++) {
    w -= lr * 2 * (w - 3);
    log({ loss: (w - 3) ** 2 }, step);
  }
  console.log('ended at', w.toFixed(2));
  return w;
}`;

/** Replaces what a cell says, as one who types. */
async function type(lab: LabPage, cell: number, code: string): Promise<void> {
  const editor = lab.page.locator('.jp-CodeCell .cm-content').nth(cell);
  await editor.click();
  await lab.page.keyboard.press('Control+A');
  await lab.page.keyboard.insertText(code);
  await expect(editor).toContainText(code.split('\n')[0]);
  await lab.page.keyboard.press('Escape');
}

test('two runs of a notebook of which a cell was edited in between are compared', async ({
  lab,
  folder
}) => {
  const { page, runs, view } = lab;
  const compare = new CompareView(page);
  writeNotebook(folder.dir, 'edit.ipynb', [
    'import { run, log } from "trialbook";',
    TRAIN,
    'await run(train, { lr: 0.1 }, { display: false });'
  ]);
  await lab.openNotebook('edit.ipynb');
  await lab.runAllCells();
  await type(lab, 1, TRAIN.replace('** 2', '** 4'));
  await type(lab, 2, 'await run(train, { lr: 0.05 }, { display: false });');
  await lab.runAllCells();

  await runs.show();
  await expect(runs.rows).toHaveCount(2);
  const kept = lab.workspaceHolds('trialbook-compare');
  await test.step('the run says what was changed since the one before', async () => {
    await runs.row(0).root.click();
    await expect(view.root.locator('.jp-TrialbookWhatChanged-text')).toHaveText(
      'lr 0.1 → 0.05, cell [5] changed, cell [6] changed'
    );
    await view.root.getByRole('button', { name: 'Compare' }).click();
  });

  const expectDifferences = async () => {
    await expect(compare.summary).toHaveText(
      'lr 0.1 → 0.05, cell [5] changed, cell [6] changed'
    );
    await expect(compare.row('lr').locator('td')).toHaveText([
      '~',
      '0.1',
      '0.05',
      ''
    ]);
    await expect(compare.row('loss').locator('td').first()).toHaveText('~');
    await expect(compare.row('loss')).toContainText('%');
    await expect(compare.row('seed')).toHaveCount(0);
    await expect(compare.cells).toHaveCount(2);
    await expect(compare.cells.locator('mark')).toHaveText([
      '2',
      '4',
      '1',
      '05'
    ]);
    await expect(
      compare.cells.first().locator('.jp-mod-removed code')
    ).toHaveText('    log({ loss: (w - 3) ** 2 }, step);');
    await expect(compare.root.locator('canvas')).toHaveCount(1);
  };
  await test.step('flags, scalars and the words of the cells that differ are marked', async () => {
    await expectDifferences();
    await compare.root
      .getByRole('button', { name: /^Show \d+ that are the same/ })
      .first()
      .click();
    await expect(compare.row('seed')).toBeVisible();
  });

  await test.step('what they printed is compared when it is asked for', async () => {
    const output = compare.section('output');
    await expect(output.locator('code')).toHaveCount(0);
    await output.getByRole('button', { name: 'Output' }).click();
    await expect(output.locator('.jp-mod-removed code')).toHaveText(
      'ended at 2.97'
    );
    await expect(output.locator('.jp-mod-added code')).toHaveText(
      'ended at 2.64'
    );
  });

  await test.step('the comparison is there again after a reload', async () => {
    await kept;
    await lab.reload();
    await page
      .locator('.lm-TabBar-tab')
      .filter({ hasText: '↔' })
      .first()
      .click();
    await expectDifferences();
  });

  await test.step('two runs selected in the panel are compared, the older one first', async () => {
    await page
      .locator('.lm-TabBar-tab')
      .filter({ hasText: '↔' })
      .locator('.lm-TabBar-tabCloseIcon')
      .click();
    await expect(compare.root).toHaveCount(0);
    await runs.show();
    await runs.row(0).root.click();
    await runs.row(1).root.click({ modifiers: ['Control'] });
    await expect(runs.root.getByText('2 runs selected')).toBeVisible();
    await runs.root.getByRole('button', { name: 'Compare' }).click();
    await expectDifferences();
  });
  expect(lab.errors).toEqual([]);
});
