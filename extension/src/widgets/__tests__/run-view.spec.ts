import { FakeRun, until } from '../../__tests__/fake-run';
import { seriesOf } from '../../charts/__tests__/series';
import { StagedHome } from './fake-homes';
import { open } from './opened-run-view';

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
