import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Locator } from '@playwright/test';
import {
  RUN_FILES,
  histogramRecord,
  imageRecord,
  tableFile,
  textRecord
} from 'trialbook/format';
import { root } from '../../scripts/setup/places.mjs';
import { expect, test } from '../pages/fixtures';
import { HOSTILE_HTML, HOSTILE_TEXTS } from '../pages/hostile';
import { writeNotebook } from '../pages/notebook-file';
import { PageWatch } from '../pages/page-watch';
import { HandMadeHome } from '../pages/run-folder';

const PYTHON = path.join(root, '.venv', 'bin', 'python');

/** A child process that logs with the real tensorboardX until it finds the file `finish`. */
const TRAIN_IN_PYTHON = `
import os, time
from tensorboardX import SummaryWriter
writer = SummaryWriter("logs/python", flush_secs=1)
step = 0
while not os.path.exists("finish"):
    writer.add_scalar("loss", 1 / (step + 1), step)
    writer.add_histogram("weights", [0, 1, 1, 2 + step], step)
    writer.flush()
    step += 1
    time.sleep(0.1)
writer.close()`;

const RUN_CELL = `
import { run, logHistogram, logImage, logTable, logText } from 'trialbook';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';

async function train({ lr = 0.5, opt = 'sgd' } = {}) {
  writeFileSync('report.html', '<h1>The report</h1><script>window.pwned = 1</script>');
  writeFileSync('table.csv', 'name,score\\nada,0.5\\n"b, c",7\\n');
  writeFileSync('config.json', JSON.stringify({ lr, layers: [64, 10] }));
  for (let step = 0; step < 3; step++) {
    const data = new Uint8Array(28 * 28 * 4).map((_, i) => i % 4 === 3 ? 255 : (i * (step + 1)) % 256);
    logImage('digit', { width: 28, height: 28, data }, step);
    logHistogram('weights/dense', Array.from({ length: 500 }, (_, i) => Math.sin(i) * (step + 1)), step);
    logText('sample', 'Once upon a time, ' + step, step);
    logTable('errors', [{ file: 'a.png', truth: 3, guess: step }], step);
    console.log('printed:', step);
  }
  const child = spawn(${JSON.stringify(PYTHON)}, ['-c', ${JSON.stringify(TRAIN_IN_PYTHON)}], { stdio: 'inherit' });
  await new Promise(resolve => child.on('close', resolve));
}
const r = await run(train, {}, { flags: { lr: { min: 0, max: 1, description: 'learning rate' } } });`;

/** Resolved when the picture is there. */
async function expectDrawn(image: Locator, width: number): Promise<void> {
  await expect
    .poll(() => image.evaluate(node => (node as HTMLImageElement).naturalWidth))
    .toBe(width);
}

test('media, files and scalars of a child process appear while the run goes on', async ({
  lab,
  folder,
  page
}, info) => {
  writeNotebook(folder.dir, 'media.ipynb', [RUN_CELL]);
  await lab.openNotebook('media.ipynb');
  await lab.runs.show();
  await lab.startAllCells();
  const row = lab.runs.row().root;
  await expect(row).toHaveAttribute('data-status', 'running');
  await row.click();
  const { view } = lab;
  // What was printed, and what the child process writes, live.
  await expect(view.root).toContainText('logs/python');
  await expect(view.canvases).toHaveCount(2);
  await expect(view.status).toContainText('Running');
  await expect(view.root.locator('.jp-TrialbookRail-flags')).toContainText(
    'learning rate'
  );

  await view.tab('Media').click();
  const media = view.root.locator('.jp-TrialbookMedia');
  const image = media.locator('.jp-mod-image');
  await expectDrawn(image.locator('img'), 28);
  await expect(image).toContainText('step 2');
  await expect(media.locator('.jp-mod-histogram')).toHaveCount(2);
  await expect(media.locator('.jp-mod-histogram canvas')).toHaveCount(2);
  await expect(media.locator('.jp-mod-text')).toContainText(
    'Once upon a time, 2'
  );
  await expect(media.locator('.jp-mod-table')).toContainText('3 rows');
  const before = await image.locator('img').getAttribute('src');
  await image.getByRole('button', { name: 'Step before' }).click();
  await expect(image).toContainText('step 1');
  await expect(image.locator('img')).not.toHaveAttribute('src', before ?? '');
  // The child's newest histogram moves on by itself.
  const child = media
    .locator('.jp-mod-histogram')
    .filter({ hasText: 'logs/python/weights' })
    .locator('.jp-TrialbookMedia-steps');
  const seen = await child.textContent();
  await expect(child).not.toHaveText(seen ?? '');
  await page.screenshot({ path: info.outputPath('media-light.png') });

  await view.tab('Files').click();
  const files = view.root.locator('.jp-TrialbookFiles');
  for (const name of ['report.html', 'table.csv', 'config.json']) {
    await files.getByRole('button', { name }).click();
  }
  await expect(
    files.getByRole('row', { name: /^table\.csv .*Table/ })
  ).toBeVisible();
  await expect(files.getByRole('cell', { name: 'b, c' })).toBeVisible();
  await expect(files.locator('pre')).toContainText('"layers": [');
  await expect(files.frameLocator('iframe').getByRole('heading')).toHaveText(
    'The report'
  );
  await page.screenshot({ path: info.outputPath('files-light.png') });

  const run = (await row.getAttribute('data-run')) ?? '';
  writeFileSync(path.join(folder.dir, 'runs', run, 'finish'), '');
  await expect(view.status).toContainText('Completed');
  await lab.setTheme('JupyterLab Dark');
  await page.screenshot({ path: info.outputPath('files-dark.png') });
  await view.tab('Media').click();
  await expect(media.locator('.jp-mod-histogram canvas')).toHaveCount(2);
  await page.screenshot({ path: info.outputPath('media-dark.png') });
  expect(lab.errors).toEqual([]);
  expect(
    await page.evaluate(() => (window as { pwned?: unknown }).pwned)
  ).toBeUndefined();
});

const RUN = 'k3f9q2a7b1cd';

/** A page that tries everything to run, to fetch and to lead away. */
const HOSTILE_PAGE = `<!doctype html><html><head>
<meta http-equiv="refresh" content="0;url=https://evil.example/refresh">
<base href="https://evil.example/"><link rel="stylesheet" href="https://evil.example/x.css">
<link rel="dns-prefetch" href="https://evil.example"><style>@import url(https://evil.example/y.css); body { background: url(https://evil.example/z.png) }</style>
</head><body onload="parent.pwned=1"><script>parent.pwned=1; top.location='https://evil.example'; alert(1)</script>
<form action="https://evil.example"><button>send</button></form>
<a id="away" href="https://evil.example/" target="_self">go away</a>
<div style="background:url(https://evil.example/s.png)">styled</div>
<svg><script>parent.pwned=1</script><image href="https://evil.example/i.png" /></svg>
${HOSTILE_HTML}<p>the end of the page</p></body></html>`;

/** A run whose media and files are made to do harm. */
function hostileRun(dir: string): void {
  const home = new HandMadeHome(path.join(dir, 'runs'));
  const time = 1_700_000_000_000;
  const created = {
    type: 'created',
    time,
    format: 1,
    run: RUN,
    name: 'train',
    flags: { lr: 1 },
    flagFacts: {
      lr: { description: HOSTILE_HTML, choices: [HOSTILE_HTML], min: 'x' }
    },
    scalars: ''
  };
  home.feed({ ...created, format: undefined });
  home.feed({ type: 'ended', time, run: RUN, status: 'completed' });
  home.run(RUN, {
    journal: [created, { type: 'status', time, status: 'completed' }],
    other: {
      'page.html': HOSTILE_PAGE,
      'fake.png': HOSTILE_HTML,
      'drawing.svg': `<svg xmlns="http://www.w3.org/2000/svg" onload="window.pwned=1"/>`,
      'broken.json': `{"a": "${HOSTILE_HTML.replaceAll('"', "'")}`,
      'table.csv': HOSTILE_TEXTS.map(
        text => `"${text.replaceAll('"', '""')}"`
      ).join('\n'),
      '<img src=x onerror=window.pwned=1>.png': 'x'
    }
  });
  const folder = path.join(home.dir, RUN);
  const place = (tag: string, step = 1e15) => ({ tag, step, wallTime: 1 });
  const bytes = Buffer.from(HOSTILE_HTML);
  writeFileSync(
    path.join(folder, 'events.out.tfevents.2.host'),
    Buffer.concat(
      HOSTILE_TEXTS.flatMap(text => [
        imageRecord(place(text), { width: 1e9, height: 1, bytes }),
        textRecord(place(text, -1), text),
        histogramRecord(place(text), [
          { left: NaN, right: Infinity, count: -1 },
          { left: -1e308, right: 1e308, count: 1e308 }
        ])
      ])
    )
  );
  mkdirSync(path.join(folder, RUN_FILES.journal, '..', 'tables'));
  writeFileSync(
    path.join(folder, tableFile('t')),
    [
      { table: HOSTILE_HTML },
      ...HOSTILE_TEXTS.map(text => ({ step: 'x', row: { [text]: text } })),
      { step: 1, row: { __proto__: null, constructor: [[HOSTILE_HTML]] } }
    ]
      .map(line => JSON.stringify(line) + '\n')
      .join('')
  );
}

test('hostile media and files are shown as texts, run nothing and fetch nothing', async ({
  lab,
  folder,
  page
}) => {
  const watch = new PageWatch(page, lab.server);
  hostileRun(folder.dir);
  await lab.openFolder();
  await lab.runs.show();
  await lab.runs.row().root.click();
  const { view } = lab;
  const foreign = view.root.locator(
    'script, object, embed, .jp-TrialbookRunView a[href], img[src^="http"], [onerror], [onload]'
  );
  await expect(view.root.locator('.jp-TrialbookRail-flags')).toContainText(
    '<img src="x"'
  );
  await view.tab('Media').click();
  const media = view.root.locator('.jp-TrialbookMedia');
  await expect(media.locator('.jp-mod-image')).toHaveCount(
    HOSTILE_TEXTS.length
  );
  await expect(media.locator('.jp-mod-image').first()).toContainText(
    'This is no PNG'
  );
  await expect(media.locator('.jp-mod-text').first()).toContainText(
    '<img src="x"'
  );
  await expect(media.locator('.jp-mod-table')).toContainText('<img src="x"');
  await expect(media.locator('img')).toHaveCount(0);
  await expect(foreign).toHaveCount(0);

  await view.tab('Files').click();
  const files = view.root.locator('.jp-TrialbookFiles');
  for (const button of await files
    .locator('td > button[aria-expanded]')
    .all()) {
    await button.click();
  }
  const frame = files.frameLocator('iframe');
  await expect(frame.getByText('the end of the page')).toBeVisible();
  await expect(frame.locator('script, form, link, base, img[src]')).toHaveCount(
    0
  );
  await frame.locator('#away').click();
  await expect(frame.getByText('the end of the page')).toBeVisible();
  await expect(files).toContainText('This is no PNG');
  await expect(files.locator('img')).toHaveCount(0);
  await expect(foreign).toHaveCount(0);
  await watch.expectHarmless(folder.path);
  expect(lab.errors).toEqual([]);
});
