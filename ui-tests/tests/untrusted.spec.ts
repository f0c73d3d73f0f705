import { CARD_MIME } from 'trialbook/format';
import { expect, test } from '../pages/fixtures';
import { HOSTILE_HOMES, HOSTILE_HTML, HOSTILE_TEXTS } from '../pages/hostile';
import { type CellSource, writeNotebook } from '../pages/notebook-file';
import { PageWatch } from '../pages/page-watch';
import { EVENTS_FILE, HandMadeHome } from '../pages/run-folder';

const CARD = {
  version: 1,
  run: 'k3f9q2a7b1cd',
  name: 'train',
  home: 'runs',
  status: 'completed',
  started: 1_700_000_000_000,
  ended: 1_700_000_001_000,
  flags: {}
};

/** A cell whose output claims to be a run card. */
function cell(data: unknown): CellSource {
  return {
    code: '1',
    outputs: [
      {
        output_type: 'display_data',
        metadata: {},
        data: { [CARD_MIME]: data, 'text/plain': 'the plain text' }
      }
    ]
  };
}

/** Elements that a text taken for HTML would have made. */
const FOREIGN = 'img, script, iframe, object, embed, a[href^="javascript:"]';

test('hostile texts in a card are shown as texts', async ({
  lab,
  folder,
  page
}) => {
  const watch = new PageWatch(page, lab.server);
  writeNotebook(
    folder.dir,
    'texts.ipynb',
    HOSTILE_TEXTS.map(text =>
      cell({
        ...CARD,
        name: text,
        label: text,
        status: 'failed',
        error: text,
        newHome: true,
        flags: { [text]: text, nested: { [text]: [text] } },
        defaults: [text],
        scalars: {
          [text]: { last: 1, step: 3, sparkline: [1, null, 2] },
          other: { last: 'NaN', step: 3, sparkline: [] }
        }
      })
    )
  );
  await lab.openNotebook('texts.ipynb');
  const cards = page.locator('.jp-RenderedTrialbook');
  await expect(cards).toHaveCount(HOSTILE_TEXTS.length);
  for (const [index, text] of HOSTILE_TEXTS.entries()) {
    const card = lab.card(index).root;
    await card.scrollIntoViewIfNeeded();
    // eslint-disable-next-line no-control-regex -- the browser shows them as nothing
    const visible = text.slice(0, 300).replace(/[\u0000-\u001f\u007f]/g, '');
    const shown = (await card.textContent()) ?? '';
    // eslint-disable-next-line no-control-regex -- as above
    expect(shown.replace(/[\u0000-\u001f\u007f]/g, '')).toContain(visible);
    await expect(card.locator(FOREIGN)).toHaveCount(0);
    expect((await card.boundingBox())?.height).toBeLessThan(600);
  }
  await watch.expectHarmless(folder.path);
  expect(lab.errors).toEqual([]);
});

test('a home that leads astray is refused or named, and nothing outside is asked for', async ({
  lab,
  folder,
  page
}) => {
  const watch = new PageWatch(page, lab.server);
  writeNotebook(
    folder.dir,
    'homes.ipynb',
    HOSTILE_HOMES.map(home => cell({ ...CARD, home }))
  );
  await lab.openNotebook('homes.ipynb');
  await lab.runs.show();
  const cards = page.locator('.jp-RenderedTrialbook');
  await expect(cards).toHaveCount(HOSTILE_HOMES.length);
  for (const [index, home] of HOSTILE_HOMES.entries()) {
    const card = lab.card(index).root;
    await card.scrollIntoViewIfNeeded();
    // `%2e` is a folder's name like any other, and a folder that is not there is said to be missing.
    await expect(
      card.locator('.jp-TrialbookCard-refusal, .jp-TrialbookCard-problem'),
      JSON.stringify(home)
    ).toHaveText(/\w{3,} .*\./);
    await expect(card.getByRole('button')).toHaveCount(0);
  }
  await expect(cards.filter({ hasText: 'hidden folder ".runs"' })).toHaveCount(
    1
  );
  // `..` is the folder that Jupyter serves: a home like any other.
  await watch.expectHarmless(folder.path, CARD.run);
  expect(lab.errors).toEqual([]);
});

/** Nested deeper than any reader should go. */
function nested(depth: number): unknown {
  let value: unknown = 'bottom';
  for (let i = 0; i < depth; i++) {
    value = i % 2 ? [value] : { a: value };
  }
  return value;
}

const scalar = (
  last: unknown,
  step: unknown = 1,
  sparkline: unknown = [1]
) => ({
  ...CARD,
  scalars: { loss: { last, step, sparkline } }
});

/** Data that looks like a card, and what must become of it. */
const SHAPES: readonly [string, unknown, 'card' | 'refused' | 'either'][] = [
  ['nothing', null, 'refused'],
  ['a text', HOSTILE_HTML, 'refused'],
  ['a list', [CARD], 'refused'],
  ['an empty object', {}, 'refused'],
  ['another version', { ...CARD, version: 2 }, 'refused'],
  ['a version in words', { ...CARD, version: '1' }, 'refused'],
  ['a run id that is a path', { ...CARD, run: '../../../etc' }, 'refused'],
  ['a run id that is a key', { ...CARD, run: '__proto__' }, 'refused'],
  ['a status of its own', { ...CARD, status: HOSTILE_HTML }, 'refused'],
  ['a status that is a method', { ...CARD, status: 'toString' }, 'refused'],
  ['a name that is an object', { ...CARD, name: { a: 1 } }, 'refused'],
  ['flags that are a list', { ...CARD, flags: [1] }, 'refused'],
  ['a time that no date holds', { ...CARD, started: 1e300 }, 'refused'],
  ['a time in words', { ...CARD, started: '1e400' }, 'refused'],
  ['a time long gone', { ...CARD, started: -8e15 }, 'card'],
  ['an end before the start', { ...CARD, ended: 0 }, 'card'],
  ['a huge number', scalar(1.7e308), 'card'],
  ['a word for a number', scalar('NaN'), 'card'],
  ['another word', scalar('1e400'), 'refused'],
  ['a huge step', scalar(1, 1e308), 'card'],
  ['a step in words', scalar(1, 'NaN'), 'refused'],
  ['a huge sparkline', scalar(1, 1, [1e308, -1e308, 5e-324]), 'card'],
  ['a long sparkline', scalar(1, 1, Array(5000).fill(1)), 'refused'],
  ['words in a sparkline', scalar(1, 1, ['<b>', 1]), 'refused'],
  [
    'keys of the language',
    JSON.parse(
      `{"__proto__": {"version": 1}, "constructor": {"prototype": {"pwned": 1}}, ${JSON.stringify(CARD).slice(1, -1)}, "flags": {"__proto__": {"pwned": 1}, "constructor": 1, "toString": 2}, "scalars": {"__proto__": {"last": 1, "step": 1, "sparkline": [1, 2]}}}`
    ),
    // What is left of such keys differs between JupyterLab's own copies of an output.
    'either'
  ],
  [
    'flags of every type',
    { ...CARD, flags: { a: null, b: true, c: 1e308, d: [[]], e: {} } },
    'card'
  ],
  ['deep flags', { ...CARD, flags: { deep: nested(300) } }, 'card'],
  ['many flags', { ...CARD, flags: manyKeys(20_000, 1) }, 'refused'],
  ['a flag of 10 MB', { ...CARD, flags: { big: 'y'.repeat(1e7) } }, 'card'],
  ['a name of 10 MB', { ...CARD, name: 'z'.repeat(1e7) }, 'card'],
  [
    '200 000 tags',
    {
      ...CARD,
      scalars: manyKeys(200_000, { last: 1, step: 1, sparkline: [1] })
    },
    'refused'
  ]
];

function manyKeys(count: number, value: unknown): Record<string, unknown> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`key${index}`, value])
  );
}

test('data of any shape and size is shown within bounds or refused with a sentence', async ({
  lab,
  folder,
  page
}) => {
  const watch = new PageWatch(page, lab.server);
  writeNotebook(
    folder.dir,
    'shapes.ipynb',
    SHAPES.map(([, data]) => cell(data))
  );
  await lab.openNotebook('shapes.ipynb');
  for (const [index, [what, , wanted]] of SHAPES.entries()) {
    const output = page.locator('.jp-CodeCell').nth(index);
    await output.scrollIntoViewIfNeeded();
    const rendered = output.locator('.jp-RenderedTrialbook');
    await expect(rendered, what).toHaveCount(1);
    const refusal = rendered.locator('.jp-TrialbookCard-refusal');
    if (wanted === 'refused') {
      await expect(refusal, what).toHaveText(
        /^This output is not shown, because .*\. .+\.$/
      );
    } else if (wanted === 'card') {
      await expect(rendered.locator('.jp-TrialbookCard'), what).toHaveCount(1);
      await expect(refusal, what).toHaveCount(0);
    }
    expect((await rendered.textContent())?.length, what).toBeLessThan(20_000);
  }
  await watch.expectHarmless(folder.path);
  expect(lab.errors).toEqual([]);
});

const RUN = 'k3f9q2a7b1cd';
const OTHER = 'm4f9q2a7b1cd';
const SILENT = 'n5f9q2a7b1cd';

/** A home in which every file lies. */
function hostileHome(dir: string): void {
  const home = new HandMadeHome(dir);
  const time = 1_700_000_000_000;
  const created = (run: unknown, more: object = {}) => ({
    type: 'created',
    time,
    run,
    name: HOSTILE_HTML,
    label: HOSTILE_HTML,
    tags: [...HOSTILE_TEXTS],
    flags: Object.fromEntries(HOSTILE_TEXTS.map(text => [text, text])),
    notebook: '../../../../etc/passwd',
    scalars: EVENTS_FILE,
    ...more
  });
  home.feed(
    'not JSON at all',
    '[1, 2',
    'null',
    '"text"',
    '{"type":"created"}',
    new Uint8Array([0xff, 0xfe, 0, 0x80]),
    created('../../../../etc'),
    created('__proto__'),
    created('toString'),
    created(['k3f9q2a7b1cd']),
    created(RUN),
    created(OTHER, { scalars: '../../../../x', time: time + 1 }),
    created(SILENT, {
      name: { toString: 1 },
      label: ['x'],
      tags: 'x',
      flags: 7,
      time: '1e400'
    }),
    { type: 'padding', run: RUN, text: 'p'.repeat(5e6) },
    `{"type":"ended","run":"${RUN}","time":1e400,"status":"failed","started":-1e400,"error":${JSON.stringify(HOSTILE_HTML)},"scalars":{"__proto__":{"last":1,"step":1},"loss":{"last":1e400,"step":1}},"sparkline":[1e400,null,"x",-1e308,1e308]}`,
    {
      type: 'ended',
      run: OTHER,
      time,
      status: 'completed',
      started: time,
      scalars: Object.fromEntries(
        HOSTILE_TEXTS.map(text => [text, { last: 'NaN', step: 1 }])
      ),
      sparkline: Array(100_000).fill(1)
    }
  );
  home.run(RUN, {
    journal: [
      'not JSON',
      {
        type: 'created',
        time,
        format: 1,
        run: RUN,
        name: HOSTILE_HTML,
        label: HOSTILE_HTML,
        flags: Object.fromEntries(HOSTILE_TEXTS.map(text => [text, text])),
        parent: '../../etc',
        process: { host: HOSTILE_HTML, pid: 1 },
        scalars: '../../../../etc/x.tfevents'
      },
      { type: 'status', time, status: 'running' },
      {
        type: 'source',
        time,
        kernel: { name: HOSTILE_HTML, version: HOSTILE_HTML },
        notebook: '../../../../../etc/passwd',
        cell: { id: HOSTILE_HTML, count: 1e308 }
      },
      {
        type: 'environment',
        time,
        user: HOSTILE_HTML,
        host: HOSTILE_HTML,
        git: { commit: HOSTILE_HTML, branch: HOSTILE_HTML, dirty: 'x' },
        packages: { [HOSTILE_HTML]: HOSTILE_HTML },
        env: { [HOSTILE_HTML]: HOSTILE_HTML }
      },
      { type: 'label', time, label: HOSTILE_HTML },
      { type: 'tags', time, add: HOSTILE_TEXTS },
      { type: 'warning', time, code: HOSTILE_HTML, message: HOSTILE_HTML },
      { type: 'value', time, value: nested(300) },
      { type: 'signal', time, name: HOSTILE_HTML, value: HOSTILE_HTML },
      {
        type: 'status',
        time: time + 5,
        status: 'failed',
        error: {
          name: HOSTILE_HTML,
          message: HOSTILE_HTML,
          stack: HOSTILE_TEXTS.join('\n'),
          position: { count: 'x', line: 1e308, column: -1 }
        }
      }
    ],
    output: [
      ...HOSTILE_TEXTS.map(text => ({ time, stream: 'stdout', text })),
      { time, stream: 'stderr', text: '\u001b[31mred\u001b[0m\u001b[999;1H' },
      { time: 'x', stream: HOSTILE_HTML, text: 7 },
      { time, stream: 'stdout', text: `${'w'.repeat(5e6)}\nthe last line\n` }
    ],
    cells: [
      ...HOSTILE_TEXTS.map(code => ({ code, outcome: 'ok', id: code })),
      { code: 7, outcome: HOSTILE_HTML }
    ],
    scalars: Object.fromEntries(
      HOSTILE_TEXTS.map(tag => [tag, [1, NaN, Infinity, -1e308, 1e308]])
    ),
    other: {
      '<img src=x onerror=window.pwned=1>.txt': 'x',
      'page.html': `<script>window.pwned=1</script>`
    }
  });
  home.run(OTHER, { scalars: { loss: [1, 2, 3] } });
}

test('hostile run folders: panel and run view show texts and ask for nothing outside', async ({
  lab,
  folder,
  page
}) => {
  const watch = new PageWatch(page, lab.server);
  hostileHome(`${folder.dir}/runs`);
  await lab.openFolder();
  await lab.runs.show();
  await expect(lab.runs.rows).toHaveCount(3);
  await expect(lab.runs.root).toContainText('<img src="x"');
  await expect(lab.runs.root.locator(FOREIGN)).toHaveCount(0);
  for (const run of [RUN, OTHER, SILENT]) {
    await page.locator(`.jp-TrialbookRunRow[data-run="${run}"]`).click();
    const view = page.locator('.jp-TrialbookRunView:visible');
    await expect(view).toHaveCount(1);
    for (const tab of ['Charts', 'Output', 'Source', 'Files']) {
      await view.getByRole('tab', { name: new RegExp(`^${tab}`) }).click();
      await expect(view.getByRole('tabpanel')).toBeVisible();
      if (run === RUN && tab === 'Charts') {
        await expect(view.locator('canvas').first()).toBeVisible();
      }
      if (run === RUN && tab === 'Output') {
        await expect(view.getByRole('tabpanel')).toContainText('the last line');
      }
      if (run === RUN && tab === 'Source') {
        await expect(view.getByRole('tabpanel')).toContainText('<img src="x"');
      }
      if (run === RUN && tab === 'Files') {
        await expect(view.getByRole('tabpanel')).toContainText(
          '<img src=x onerror'
        );
      }
      await expect(view.locator(FOREIGN)).toHaveCount(0);
      await expect(
        view.locator('a[href]:not([href^="http://127.0.0.1"])')
      ).toHaveCount(0);
    }
  }
  await watch.expectHarmless(folder.path);
  expect(lab.errors).toEqual([]);
});
