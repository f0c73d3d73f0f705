import { nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { FakeRun, until } from '../../__tests__/fake-run';
import { seriesOf } from '../../charts/__tests__/series';
import { RunViewModel } from '../../model/run-view-model';
import type { IRun } from '../../tokens';
import { RunView } from '../run-view';
import { StagedHome } from './fake-homes';

const shown: Widget[] = [];

afterEach(() => {
  shown.splice(0).forEach(widget => widget.dispose());
});

/** A run view on the page, rendered once. */
async function open(run: FakeRun) {
  const opened: string[] = [];
  const compared: string[] = [];
  const model = new RunViewModel(run);
  const view = new RunView({
    model,
    translator: nullTranslator,
    address: { home: 'runs', run: run.id },
    actions: {
      openPath: path => opened.push(path),
      goToCell: (path, { id }) => {
        opened.push(`${path}#${id ?? ''}`);
        return Promise.resolve(id !== 'gone');
      },
      showFolder: null,
      openRun: id => opened.push(`run ${id}`),
      rerun: () => opened.push('rerun'),
      compareWith: run => compared.push(run)
    }
  });
  shown.push(view);
  Widget.attach(view, document.body);
  await until(() => view.node.querySelector('h1'));
  await until(() => view.node.querySelector('.jp-TrialbookRail-part'));
  const find = (selector: string) => view.node.querySelector(selector);
  const tab = async (name: string, selector: string) => {
    const tabs = [...view.node.querySelectorAll<HTMLElement>('[role=tab]')];
    tabs.find(node => node.textContent?.startsWith(name))?.click();
    await until(() => find(selector));
  };
  return { view, model, opened, compared, find, tab };
}

describe('RunView', () => {
  it('says who the run is and how it stands', async () => {
    const run = new FakeRun({
      label: 'wider net',
      tags: ['mnist', '<b>demo</b>'],
      status: 'completed',
      ended: 135_000,
      scalars: { loss: { last: 1, step: 1840 }, acc: { last: 1, step: 9 } }
    });
    const { view, find } = await open(run);
    expect(find('h1')?.textContent).toBe('train');
    const header = find('.jp-TrialbookRunView-header')?.textContent;
    for (const text of [
      'Completed',
      'wider net',
      '#mnist',
      'k3f9q2',
      '2m 14s'
    ]) {
      expect(header).toContain(text);
    }
    expect(header).toContain('#<b>demo</b>');
    expect(header).toContain(`step ${(1840).toLocaleString()}`);
    expect(view.node.querySelectorAll('b')).toHaveLength(0);
    expect(header).not.toContain('Stop');
  });

  it('tells what was changed since the previous run, and compares with it', async () => {
    const run = new FakeRun({ id: 'k3f9q2a7b1cd', flags: { lr: 0.05 } });
    const home = new StagedHome('runs', [
      run.info,
      { ...run.info, id: 'm8r2c5d9e1fg' }
    ]);
    home.facts = async id => ({
      run: id,
      name: 'train',
      status: 'completed',
      flags: { lr: 0.1 },
      environment: {}
    });
    run.home = home;
    const { find, compared } = await open(run);
    await until(() => find('.jp-TrialbookWhatChanged'));
    expect(find('.jp-TrialbookWhatChanged')?.textContent).toBe(
      'Since the previous run:lr 0.1 → 0.05Compare'
    );
    (find('.jp-TrialbookWhatChanged button') as HTMLElement).click();
    expect(compared).toEqual(['m8r2c5d9e1fg']);
  });

  it('stops a running run', async () => {
    const run = new FakeRun();
    const { find } = await open(run);
    (find('.jp-TrialbookRunView-header button') as HTMLElement).click();
    expect(run.stops).toBe(1);
    await until(() => find('button:disabled')?.textContent === 'Stopping…');
  });

  it('offers to run again what a cell of tslab has launched', async () => {
    const run = new FakeRun({ status: 'completed' });
    const { view, opened, find } = await open(run);
    expect(find('.jp-TrialbookRunView-rerun')).toBeNull();
    run.source = { kernel: { name: 'tslab' }, cell: { id: 'c', count: 2 } };
    run.emit('info');
    await until(() => find('.jp-TrialbookRunView-rerun'));
    (find('.jp-TrialbookRunView-rerun') as HTMLElement).click();
    expect(opened).toEqual(['rerun']);
    expect(view.node.textContent).not.toContain('Reproduced');
  });

  it('says what came of a rerun, and leads to the run it repeats', async () => {
    const of = 'k3m9q2x7b4na';
    const run = new FakeRun({ status: 'completed', rerunOf: of });
    const { opened, find } = await open(run);
    const shown = () => find('.jp-TrialbookRunView-reproduction');
    expect(shown()?.textContent).toContain('Rerun of k3m9q2');
    expect(shown()?.className).toContain('jp-mod-open');
    run.reproduced = {
      of,
      reproduced: true,
      tolerance: 0,
      differences: { loss: 0 }
    };
    run.emit('info');
    await until(() => shown()?.classList.contains('jp-mod-same'));
    expect(shown()?.textContent).toContain('Reproduced k3m9q2 · difference 0');
    run.reproduced = {
      of,
      reproduced: false,
      tolerance: 0,
      differences: { loss: 0.0125 },
      reasons: ['The package <b>zod</b> was 4.1.0 and is 4.2.0.']
    };
    run.emit('info');
    await until(() => shown()?.classList.contains('jp-mod-different'));
    expect(shown()?.textContent).toContain(
      'Not reproduced k3m9q2: loss differs by 0.0125'
    );
    expect(shown()?.querySelector('li')?.textContent).toBe(
      'The package <b>zod</b> was 4.1.0 and is 4.2.0.'
    );
    shown()?.querySelector('button')?.click();
    expect(opened).toEqual([`run ${of}`]);
  });

  it('shows the error with its place and stack', async () => {
    const run = new FakeRun({ status: 'failed', error: 'RangeError: no' });
    run.error = {
      name: 'RangeError',
      message: 'no <i>way</i>',
      stack: 'at train (3:4)',
      position: { count: 3, line: 4, column: 11 }
    };
    const { find } = await open(run);
    const banner = find('.jp-TrialbookBanner.jp-mod-error');
    expect(banner?.textContent).toContain('RangeError: no <i>way</i>');
    expect(banner?.textContent).toContain('cell [3], line 4');
    expect(banner?.querySelector('pre')?.textContent).toBe('at train (3:4)');
  });

  it('says why a run cannot be read', async () => {
    const run = new FakeRun();
    run.problem = 'The run folder is gone.';
    const { find } = await open(run);
    expect(find('[role=alert]')?.textContent).toBe('The run folder is gone.');
    expect(find('.jp-TrialbookRunView-header button')).toBeNull();
  });

  it('has the facts in the rail: given flags bold, defaults faint', async () => {
    const run = new FakeRun({
      flags: { lr: 0.05, opt: { name: 'adam' }, seed: 1 },
      defaults: ['seed']
    });
    run.value = 0.98;
    run.warnings = ['The notebook is not known.'];
    run.source = {
      kernel: { name: 'tslab', version: '1.0.22' },
      notebook: '../a/mnist.ipynb',
      cell: { count: 6 },
      cells: 4
    };
    run.environment = {
      node: 'v20.20.2',
      cpu: { model: 'x', cores: 2 },
      memory: 24 * 2 ** 30,
      git: { commit: 'a1b2c3d4e5', dirty: true }
    };
    const { view, find } = await open(run);
    const rows = [...view.node.querySelectorAll('.jp-TrialbookRail-flags tr')];
    expect(rows.map(row => [row.className, row.textContent])).toEqual([
      ['jp-mod-given', 'lr0.05'],
      ['jp-mod-given', 'opt.nameadam'],
      ['jp-mod-default', 'seed1']
    ]);
    const rail = find('.jp-TrialbookRunView-rail')?.textContent?.replaceAll(
      '\u00a0',
      ' '
    );
    for (const text of [
      '0.98',
      'mnist.ipynb · cell [6]',
      'tslab 1.0.22 · 4 cells ran',
      'Node 20.20.2 · 2 cores · 24 GB',
      'a1b2c3d · with uncommitted changes',
      'The notebook is not known.'
    ]) {
      expect(rail).toContain(text);
    }
  });

  it('has a chart for each tag in foldable sections', async () => {
    const run = new FakeRun();
    for (const tag of ['loss', 'val/loss', 'val/acc']) {
      run.series.set(tag, seriesOf([3, 2, 1], undefined, tag));
    }
    const { view, find } = await open(run);
    const tags = () =>
      [...view.node.querySelectorAll('.jp-TrialbookTile-tag')].map(
        node => node.textContent
      );
    await until(() => tags().length === 3);
    expect(tags()).toEqual(['loss', 'val/loss', 'val/acc']);
    const headings = view.node.querySelectorAll<HTMLElement>(
      '.jp-TrialbookSection-heading'
    );
    headings[1].click();
    expect(headings[1].getAttribute('aria-expanded')).toBe('false');
    run.series.set('lr', seriesOf([NaN], undefined, 'lr'));
    run.emit('series');
    expect(tags()).toEqual(['loss', 'lr', 'val/loss', 'val/acc']);
    expect(find('.jp-mod-notFinite')?.textContent).toBe('NaN');
  });

  it('shows some of a hundred thousand charts, and those one looks for', async () => {
    const run = new FakeRun();
    for (let i = 0; i < 100_000; i++) {
      run.series.set(`tag ${i}`, seriesOf([i], undefined, `tag ${i}`));
    }
    const { view, model, find } = await open(run);
    const count = () => view.node.querySelectorAll('.jp-TrialbookTile').length;
    await until(() => count() === 60);
    (find('.jp-TrialbookCharts-foot button') as HTMLElement).click();
    expect(count()).toBe(120);
    model.charts.filter = 'tag 9999';
    expect(count()).toBe(11);
  });

  it('changes the charts by single keys, except while one types', async () => {
    const { view, model } = await open(new FakeRun());
    const press = (key: string, on = '.jp-TrialbookCharts') =>
      view.node
        .querySelector(on)
        ?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    'sla'.split('').forEach(key => press(key));
    expect(model.charts.options).toEqual({
      x: 'relative',
      logY: true,
      smoothing: 0
    });
    model.charts.filter = 'x';
    await until(() => view.node.querySelector('input[type=search]'));
    press('l', 'input[type=search]');
    expect(model.charts.options.logY).toBe(true);
  });

  it('says what to do while there are no charts', async () => {
    const { find } = await open(new FakeRun());
    await until(() =>
      find('.jp-TrialbookCharts-foot')?.textContent?.includes('log(')
    );
  });

  it('shows the output in its colours as it comes', async () => {
    const run = new FakeRun();
    run.chunks = [
      { time: 0, stream: 'stdout', text: 'a \x1b[32mok\x1b[0m <b>\n' },
      { time: 0, stream: 'stderr', text: 'bad\n' }
    ];
    const { find, tab } = await open(run);
    await tab('Output', '[role=log]');
    expect(find('[role=log] .jp-mod-fg2')?.textContent).toBe('ok');
    expect(find('[role=log] .jp-mod-stderr')?.textContent).toBe('bad');
    expect(find('[role=log]')?.textContent).toContain('<b>');
    run.chunks = [...run.chunks, { time: 0, stream: 'stdout', text: 'more' }];
    run.emit('output');
    await until(() => find('[role=log]')?.textContent?.includes('more'));
  });

  it('shows the last 5 000 lines, and earlier ones when asked', async () => {
    const run = new FakeRun();
    run.chunks = Array.from({ length: 6000 }, (_, i) => ({
      time: 0,
      stream: 'stdout' as const,
      text: `line ${i}.\n`
    }));
    const { find, tab } = await open(run);
    await tab('Output', '[role=log]');
    const text = () => find('[role=log]')?.textContent ?? '';
    expect(text()).toContain('line 5999.');
    expect(text()).not.toContain('line 999.');
    (find('.jp-TrialbookLog-earlier') as HTMLElement).click();
    await until(() => text().includes('line 0.'));
  });

  it('shows the executed cells and marks the one that started the run', async () => {
    const run = new FakeRun();
    run.source = { kernel: { name: 'tslab' }, cell: { count: 2 } };
    run.executed = [
      { count: 1, code: 'const <x> = 1;', outcome: 'ok', compiled: true },
      { count: 2, code: 'run(train)', outcome: 'running' }
    ];
    const { view, find, tab } = await open(run);
    await tab('Source', '.jp-TrialbookSource-cell');
    const cells = [
      ...view.node.querySelectorAll('.jp-TrialbookSource-cell pre')
    ];
    expect(cells.map(cell => cell.textContent)).toEqual([
      'const <x> = 1;',
      'run(train)'
    ]);
    expect(find('.jp-mod-launcher')?.textContent).toContain('run(train)');
    expect(cells[0].parentElement?.textContent).toContain('compiled code');
  });

  it('marks cells, goes to them, and shows what they depend on', async () => {
    const run = new FakeRun();
    const texts = (file: string, text: string) =>
      run.contents.set(file, new TextEncoder().encode(text));
    run.home = { path: 'a/runs' } as IRun['home'];
    run.source = {
      kernel: { name: 'tslab' },
      notebook: '../b.ipynb',
      cell: { count: 4, id: 'run' },
      cells: 4,
      packages: 1,
      modules: 1,
      changes: { files: 1, untracked: 0 }
    };
    run.environment = { git: { commit: 'a1b2c3d4e5f6', branch: 'main' } };
    run.executed = [
      { id: 'x', count: 1, code: 'const x = 1;', outcome: 'ok' },
      { id: 'y', count: 2, code: 'boom()', outcome: 'error' },
      { id: 'gone', count: 3, code: 'z', outcome: 'ok' },
      { id: 'run', count: 4, code: 'run(train)', outcome: 'running' }
    ];
    const cell = (id: string, source: string, cell_type = 'code') => ({
      id,
      source,
      cell_type
    });
    texts(
      'trialbook/source/document.ipynb',
      JSON.stringify({
        cells: [
          cell('t', '# <b>Title</b>', 'markdown'),
          cell('x', 'const x = 2;'),
          cell('y', 'boom()'),
          cell('gone', 'z'),
          cell('run', 'run(train)')
        ].filter(({ id }) => id !== 'gone')
      })
    );
    texts(
      'trialbook/source/packages.json',
      '{"packages":[{"name":"<i>zod</i>","version":"4.1.0"}]}'
    );
    texts(
      'trialbook/source/modules.json',
      '{"modules":[{"file":"net.ts","path":"net.ts","size":3,"sha256":"abc"},{"file":"../x","path":"x","size":1,"sha256":"a"}]}'
    );
    texts('trialbook/source/changes.diff', '# c\n-old <u>\n+new\n');
    const { view, opened, find, tab, model } = await open(run);
    await tab('Source', '.jp-TrialbookMark');
    const cells = [
      ...view.node.querySelectorAll('.jp-TrialbookSource > section')
    ];
    const marks = cells.map(section =>
      [...section.querySelectorAll('.jp-TrialbookMark')].map(
        chip => chip.textContent
      )
    );
    expect(marks).toEqual([['edited'], [], ['deleted'], ['launched the run']]);
    const links = cells.map(section =>
      section.querySelector<HTMLElement>('.jp-TrialbookLink')
    );
    expect(links[2]).toBeNull();
    links[3]?.click();
    await until(() => opened.length === 1);
    model.tab = 'charts';
    const header = find('.jp-TrialbookRunView-header .jp-TrialbookLink');
    expect(header?.textContent).toBe('cell [4]');
    (header as HTMLElement).click();
    await until(() => opened.length === 2);
    expect(opened).toEqual(['a/b.ipynb#run', 'a/b.ipynb#run']);
    await tab('Source', '.jp-TrialbookDiffText');
    const text = find('.jp-TrialbookSource')?.textContent ?? '';
    for (const part of [
      'unsaved edits',
      '# <b>Title</b>',
      '<i>zod</i>',
      'net.ts',
      'a1b2c3d',
      '1 files differ',
      '-old <u>'
    ]) {
      expect(text).toContain(part);
    }
    expect(text).not.toContain('../x');
    expect(view.node.querySelectorAll('b, i, u')).toHaveLength(0);
  });

  it('says when there are no cells', async () => {
    const { tab, find } = await open(new FakeRun());
    await tab('Source', '.jp-TrialbookSource');
    await until(() =>
      find('.jp-TrialbookSource')?.textContent?.includes('No cells')
    );
  });

  it('lists the files and opens those that are safe to open', async () => {
    const run = new FakeRun();
    run.inFolder = [
      { path: 'notes.md', size: 12_345, modified: 0, type: 'file' },
      { path: 'page.html', size: 1, modified: 0, type: 'file' }
    ];
    const { view, tab, opened } = await open(run);
    await tab('Files', '.jp-TrialbookFiles');
    const [notes, page] = view.node.querySelectorAll<HTMLElement>(
      '.jp-TrialbookFiles td button'
    );
    expect(notes.closest('tr')?.textContent).toContain('12 kB');
    const followed: HTMLAnchorElement[] = [];
    const click = jest
      .spyOn(HTMLAnchorElement.prototype, 'click')
      .mockImplementation(function (this: HTMLAnchorElement) {
        followed.push(this);
      });
    notes.click();
    page.click();
    const openers = () => [
      ...view.node.querySelectorAll<HTMLElement>('.jp-TrialbookFiles-open')
    ];
    await until(() => openers().length === 2);
    openers().forEach(opener => opener.click());
    await until(() => followed.length);
    click.mockRestore();
    expect(opened).toEqual([`${run.path}/notes.md`]);
    expect(followed.map(link => link.download)).toEqual(['page.html']);
  });

  it('previews files as what they are, and runs nothing of them', async () => {
    const run = new FakeRun();
    const files: Record<string, string> = {
      'data.json': '{"a":[1,2]}',
      'table.csv': 'name,score\n"<b>x</b>, y",0.5\n',
      'page.html': '<h1>Report</h1><script>window.pwned=1</script>',
      'fake.png': '<svg onload="window.pwned=1">',
      'drawing.svg': '<svg onload="window.pwned=1">'
    };
    for (const [path, text] of Object.entries(files)) {
      const bytes = new TextEncoder().encode(text);
      run.contents.set(path, bytes);
      run.inFolder.push({
        path,
        size: bytes.length,
        modified: 0,
        type: 'file'
      });
    }
    const { view, tab } = await open(run);
    await tab('Files', '.jp-TrialbookFiles');
    view.node
      .querySelectorAll<HTMLElement>('.jp-TrialbookFiles td button')
      .forEach(button => button.click());
    const all = (selector: string) => [
      ...view.node.querySelectorAll(`.jp-TrialbookFiles-preview ${selector}`)
    ];
    await until(() => all('.jp-TrialbookPreview').length === 5);
    const [json, drawing] = all('pre').map(pre => pre.textContent);
    expect(json).toBe('{\n  "a": [\n    1,\n    2\n  ]\n}');
    expect(drawing).toBe(files['drawing.svg']);
    expect(all('td').map(cell => cell.textContent)).toContain('<b>x</b>, y');
    const [frame] = all('iframe') as HTMLIFrameElement[];
    expect(frame.getAttribute('sandbox')).toBe('');
    expect(frame.srcdoc).toContain('<h1>Report</h1>');
    expect(frame.srcdoc).not.toContain('<script');
    expect(all(':is(img, svg, b)')).toEqual([]);
    expect(view.node.textContent).toContain('This is no PNG');
    const types = [...view.node.querySelectorAll('tr > td:nth-child(2)')];
    expect(types.map(cell => cell.textContent)).toEqual(
      expect.arrayContaining(['JSON', 'Table', 'Page', 'Image', 'Text'])
    );
  });

  it('shows texts and tables that were logged, step by step', async () => {
    const run = new FakeRun();
    const point = (step: number) => ({
      step,
      wallTime: 1,
      file: 'f',
      offset: step
    });
    run.logged = {
      isRead: true,
      series: [
        { kind: 'text', tag: '<i>note</i>', points: [point(0), point(5)] }
      ],
      tables: [
        {
          name: 'errors <b>',
          file: 't',
          columns: ['file', '__proto__'],
          rows: [{ step: 3, time: 1, row: { file: '<img src=x>' } }],
          total: 9
        }
      ],
      load: (series, { step }) =>
        Promise.resolve({
          kind: 'text',
          tag: series.tag,
          step,
          wallTime: 1,
          text: `at <b>${step}</b>`
        })
    };
    const { view, tab, find } = await open(run);
    await tab('Media', '.jp-TrialbookMedia');
    const text = () => find('.jp-TrialbookText')?.textContent;
    await until(() => text() === 'at <b>5</b>');
    (find('[aria-label="Step before"]') as HTMLElement).click();
    await until(() => text() === 'at <b>0</b>');
    expect(find('.jp-TrialbookMedia-steps')?.textContent).toContain('step 0');
    const table = find('.jp-mod-table')?.textContent;
    for (const part of [
      'errors <b>',
      '9 rows',
      'the last 1 shown',
      '<img src=x>'
    ]) {
      expect(table).toContain(part);
    }
    expect(
      view.node.querySelectorAll('.jp-TrialbookMedia :is(b, i, img)')
    ).toHaveLength(0);
  });

  it('says how to log media when there are none', async () => {
    const { tab, find } = await open(new FakeRun());
    await tab('Media', '.jp-TrialbookEmpty');
    expect(find('.jp-TrialbookEmpty')?.textContent).toContain('logImage()');
  });

  it('shows what is said of the flags', async () => {
    const run = new FakeRun({ flags: { lr: 0.1 } });
    run.flagFacts = { lr: { description: 'rate <b>', min: 0, max: 1 } };
    const { find } = await open(run);
    const row = find('.jp-TrialbookRail-flags tr');
    expect(row?.getAttribute('title')).toBe(
      'lr = 0.1\nrate <b>\nAllowed: a number from 0 to 1'
    );
    expect(row?.nextElementSibling?.textContent).toBe('rate <b>');
  });

  it('says what could not be read', async () => {
    const run = new FakeRun();
    run.files = () => Promise.reject(new Error('No answer.'));
    run.cells = () => Promise.reject(new Error('No answer.'));
    const { view, tab } = await open(run);
    await tab('Files', '.jp-TrialbookEmpty');
    await until(() =>
      view.node.textContent?.includes('files could not be read')
    );
    await tab('Source', '.jp-TrialbookSource');
    await until(() =>
      view.node.textContent?.includes('cells could not be read')
    );
  });

  it('moves between the tabs by arrow keys', async () => {
    const { view, model } = await open(new FakeRun());
    const press = (key: string) =>
      view.node
        .querySelector('[role=tablist]')
        ?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
    press('ArrowRight');
    expect(model.tab).toBe('media');
    press('ArrowLeft');
    press('ArrowLeft');
    expect(model.tab).toBe('files');
  });

  it('lets go of the run when it is closed', async () => {
    const run = new FakeRun();
    const { view } = await open(run);
    view.dispose();
    expect(run.isDisposed).toBe(true);
    expect(() => run.emit('info')).not.toThrow();
  });
});
