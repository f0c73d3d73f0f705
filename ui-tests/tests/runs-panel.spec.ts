import { mkdirSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { homeOf, open, runsIn } from '../pages/beside-the-panel';
import { expect, test } from '../pages/fixtures';
import { madeUpHome, madeUpId } from '../pages/made-up-home';
import { writeNotebook } from '../pages/notebook-file';
import { HandMadeHome } from '../pages/run-folder';

test.describe('which runs are shown', () => {
  test('an empty folder shows the code to start with, and that code works', async ({
    lab,
    folder
  }) => {
    await lab.openFolder();
    await lab.runs.show();
    await expect(lab.runs.root).toContainText('No runs yet');
    const code = await lab.runs.root.locator('pre').textContent();
    await open(lab, folder, [code ?? '']);
    await lab.runAllCells();
    await expect(lab.runs.rows).toHaveCount(1);
    await expect(lab.runs.row().root).toHaveAttribute(
      'data-status',
      'completed'
    );
    await expect(lab.runs.row().figures).toHaveAttribute('title', /^loss /);
    expect(lab.errors).toEqual([]);
  });

  test("the home of the file browser's folder, and of the open notebook", async ({
    lab,
    folder
  }) => {
    for (const [name, count] of [
      ['one', 1],
      ['two', 2]
    ] as const) {
      mkdirSync(path.join(folder.dir, name, 'deep', 'down'), {
        recursive: true
      });
      madeUpHome(path.join(folder.dir, name, 'runs'), count);
    }
    writeNotebook(path.join(folder.dir, 'one'), 'book.ipynb', ['1']);
    await lab.openFolder();
    await lab.runs.show();
    await expect(lab.runs.root).toContainText('No runs yet');
    const goTo = (name: string) =>
      lab.execute('filebrowser:go-to-path', {
        path: `${folder.path}/${name}`,
        dontShowBrowser: true
      });
    await goTo('one');
    await lab.runs.show();
    await expect(lab.runs.rows).toHaveCount(1);
    await goTo('two/deep/down');
    await lab.runs.show();
    await expect(lab.runs.rows).toHaveCount(2);
    await lab.execute('docmanager:open', {
      path: `${folder.path}/one/book.ipynb`
    });
    await expect(lab.runs.rows).toHaveCount(1);
    expect(lab.errors).toEqual([]);
  });

  for (const [what, home, said] of [
    ['a hidden folder', '.runs', /hidden folder "\.runs".*leading dot/],
    [
      "a folder outside Jupyter's root",
      '../../outside-home',
      /outside the folder that Jupyter serves.*start Jupyter from a folder above it/
    ]
  ] as const) {
    test(`a home in ${what} is named with its cure`, async ({
      lab,
      folder
    }) => {
      const dir = path.resolve(folder.dir, home);
      rmSync(dir, { recursive: true, force: true });
      const code = (step: string) =>
        `import { run, log } from "trialbook";
         await run(() => log("loss", ${step}), {}, { home: ${JSON.stringify(home)} });`;
      await open(lab, folder, [code('1'), code('2')]);
      await lab.runAllCells();
      for (const index of [0, 1]) {
        const problem = lab
          .card(index)
          .root.locator('.jp-TrialbookCard-problem');
        await expect(problem).toHaveText(said);
        await expect(lab.card(index).open).toHaveCount(0);
      }
      await expect(lab.runs.root).toContainText(said);
      await expect(lab.runs.root).toContainText('out of reach');
      expect(runsIn(dir)).toHaveLength(2);
      expect(lab.errors).toEqual([]);
    });
  }
});

test.describe('by keyboard and menu', () => {
  test('filter by /, words and name=value; rows by arrows, j, k and Enter', async ({
    lab,
    folder,
    page
  }) => {
    madeUpHome(homeOf(folder), 30);
    await lab.openFolder();
    await lab.runs.show();
    await expect(lab.runs.row(0).root).toContainText('number 29');
    await lab.runs.list.focus();
    await page.keyboard.press('/');
    await expect(lab.runs.filter).toBeFocused();
    await expect(lab.runs.filter).toHaveValue('');
    await page.keyboard.type('TRAIN lr=0.3');
    await expect(lab.runs.root).toContainText('1 of 30');
    await expect(lab.runs.row().root).toContainText('number 3');
    await lab.runs.filter.fill('special');
    await expect(lab.runs.rows).toHaveCount(1);
    await lab.runs.filter.fill('nothing has this');
    await expect(lab.runs.root).toContainText('No run matches');
    await page.keyboard.press('Escape');
    await expect(lab.runs.filter).toHaveValue('');
    await expect(lab.runs.row(0).root).toContainText('number 29');
    await page.keyboard.press('Escape');
    await expect(lab.runs.list).toBeFocused();

    const selected = lab.runs.root.locator('[aria-selected="true"]');
    await page.keyboard.press('ArrowDown');
    await expect(selected).toContainText('number 29');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await expect(selected).toContainText('number 28');
    await page.keyboard.press('End');
    await expect(selected).toContainText('number 0');
    await expect(selected).toBeInViewport();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(lab.view.root).toContainText('number 28');
    expect(lab.errors).toEqual([]);
  });

  test('filters as the command line does, and says under the box where a filter is wrong', async ({
    lab,
    folder,
    page
  }) => {
    madeUpHome(homeOf(folder), 30);
    await lab.openFolder();
    await lab.runs.show();
    await expect(lab.runs.row(0).root).toContainText('number 29');
    await lab.runs.filter.fill('loss<0.05 and not name~/^eval/ or tag:special');
    await expect(lab.runs.root).toContainText('6 of 30');
    await expect(lab.runs.row(5).root).toContainText('number 3');
    await lab.runs.filter.fill('created>2d status:failed');
    await expect(lab.runs.root).toContainText('No run matches');

    await lab.runs.filter.fill('depth=4 and loss<');
    const problem = page.locator('.jp-TrialbookRuns-filterProblem');
    await expect(problem).toHaveText(
      'Column 18: a value is expected behind "<"; got the end of the filter.'
    );
    await expect(lab.runs.filter).toHaveAttribute('aria-invalid', 'true');
    await expect(lab.runs.row(0).root).toContainText('number 29');
    await expect(lab.runs.row(1).root).toContainText('number 28');
    for (const theme of ['JupyterLab Light', 'JupyterLab Dark']) {
      await lab.setTheme(theme);
      await expect(problem).toBeVisible();
      await page.screenshot({
        path: test.info().outputPath(`${theme.replace(/ /g, '-')}.png`)
      });
    }
    await lab.runs.filter.fill('depth=4 and loss<0.04');
    await expect(problem).toHaveCount(0);
    await expect(lab.runs.root).toContainText('5 of 30');
    expect(lab.errors).toEqual([]);
  });

  test('the context menu opens, copies, and shows the folder', async ({
    lab,
    folder,
    page
  }) => {
    madeUpHome(homeOf(folder), 3);
    new HandMadeHome(path.join(folder.dir, 'other')).run(madeUpId(2), {});
    await lab.openFolder();
    await lab.runs.show();
    const choose = async (name: string) => {
      await lab.runs.row(1).root.click({ button: 'right' });
      await page.getByRole('menuitem', { name }).click();
    };
    const pasted = async () => {
      await lab.runs.filter.fill('');
      await lab.runs.filter.press('Control+v');
      const text = await lab.runs.filter.inputValue();
      await lab.runs.filter.fill('');
      return text;
    };
    await lab.runs.row(1).root.click({ button: 'right' });
    await expect(
      page.getByRole('menuitem', { name: 'Stop Run' })
    ).toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.press('Escape');
    await choose('Copy Run Id');
    expect(await pasted()).toBe(madeUpId(1));
    await choose('Copy Flags');
    await expect.poll(pasted).toBe('{ lr: 0.1, depth: 4 }');
    await choose('Open Run');
    await expect(lab.view.root).toContainText('number 1');
    expect(lab.errors).toEqual([]);
  });
});
