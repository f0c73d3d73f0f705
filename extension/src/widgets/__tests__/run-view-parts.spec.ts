import { FakeRun, until } from '../../__tests__/fake-run';
import type { IRun } from '../../tokens';
import { open } from './opened-run-view';

describe('the parts of RunView', () => {
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
});
