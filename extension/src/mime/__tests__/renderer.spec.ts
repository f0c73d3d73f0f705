import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { CommandRegistry } from '@lumino/commands';
import { Widget } from '@lumino/widgets';
import { CARD_MIME } from 'trialbook/format';
import { FakeRun, fakeHomes, until } from '../../__tests__/fake-run';
import { seriesOf } from '../../charts/__tests__/series';
import { CommandIDs } from '../../tokens';
import type { ICardAccess } from '../card-access';
import { RunCardRenderer } from '../renderer';
import { card } from './card';

const never = new Promise<ICardAccess>(() => undefined);
const shown: Widget[] = [];

afterEach(() => {
  shown.splice(0).forEach(widget => widget.dispose());
});

/** A resolver as the notebook in a folder has it. */
const resolver = (folder: string): IRenderMime.IResolver => ({
  resolveUrl: () => Promise.resolve(encodeURI(folder)),
  getDownloadUrl: () => Promise.reject(new Error('not asked for'))
});

const model = (data: unknown): IRenderMime.IMimeModel =>
  ({ data: { [CARD_MIME]: data } }) as never;

/** A card on the page. */
async function render(
  data: unknown,
  options: Partial<RunCardRenderer.IOptions> = {}
): Promise<RunCardRenderer> {
  const renderer = new RunCardRenderer({
    mimeType: CARD_MIME,
    resolver: null,
    access: never,
    ...options
  });
  shown.push(renderer);
  await renderer.renderModel(model(data));
  Widget.attach(renderer, document.body);
  if (renderer.node.querySelector('.jp-TrialbookCard')) {
    await until(() => renderer.node.querySelector('.jp-TrialbookCard-name'));
  }
  return renderer;
}

/** What an application lends that has one run. */
function access(run: FakeRun) {
  const homes = fakeHomes(run);
  const commands = new CommandRegistry();
  const opened: unknown[] = [];
  commands.addCommand(CommandIDs.openRun, {
    describedBy: { args: {} },
    execute: args => opened.push(args)
  });
  const lent: ICardAccess = { homes, commands, localPath: path => path };
  return { homes, opened, access: Promise.resolve(lent) };
}

const button = (
  renderer: Widget,
  text: string
): HTMLButtonElement | undefined =>
  [...renderer.node.querySelectorAll('button')].find(
    candidate => candidate.textContent === text
  );

describe('RunCardRenderer', () => {
  const scalars = {
    loss: { last: 0.25, step: 7, sparkline: [1, 0.5, null, 0.25] }
  };

  it('shows a still card where there is no application', async () => {
    const { node } = await render(
      card({ label: 'wider', scalars, defaults: ['epochs'] })
    );
    expect(node.textContent).toContain('train');
    expect(node.textContent).toContain('wider');
    expect(node.textContent).toContain('step 7');
    expect(node.querySelector('.jp-mod-given')?.textContent).toBe('lr 0.05');
    expect(node.querySelector('.jp-mod-default')?.textContent).toBe(
      'epochs 20'
    );
    expect(node.querySelector('.jp-TrialbookTile-last')?.textContent).toBe(
      '0.2500'
    );
    expect(
      node.querySelectorAll('svg.jp-TrialbookTile-sparkline path')
    ).toHaveLength(1);
    expect(node.querySelector('.jp-TrialbookCard button')).toBeNull();
  });

  it('says where runs are kept when the run made the home', async () => {
    const { node } = await render(card({ newHome: true }));
    expect(node.textContent).toContain('Runs are kept in "runs".');
  });

  it('shows hostile texts as texts', async () => {
    const html = '<img src=x onerror="window.pwned=1"><script>pwned=1</script>';
    const { node } = await render(
      card({
        name: html,
        label: html,
        error: html,
        status: 'failed',
        flags: { [html]: html },
        defaults: [html],
        scalars: { [html]: { last: 1, step: 1, sparkline: [1, 2] } }
      })
    );
    expect(node.querySelectorAll('img, script, iframe, a, style')).toHaveLength(
      0
    );
    expect(node.querySelector('.jp-TrialbookCard-name')?.textContent).toBe(
      html
    );
    expect(node.querySelector('.jp-TrialbookTile-tag')?.textContent).toBe(html);
    expect(node.querySelector('.jp-TrialbookCard-error')?.textContent).toBe(
      html
    );
    const attributes = [...node.querySelectorAll('*')].flatMap(element =>
      element.getAttributeNames().filter(name => name.startsWith('on'))
    );
    expect(attributes).toEqual([]);
  });

  it.each([
    null,
    '<b>x</b>',
    { version: 1, run: '<script>alert(1)</script>' },
    { ...card(), home: 'https://evil.example/' },
    { ...card(), home: '//host' }
  ])('refuses %j with a sentence and without asking anybody', async data => {
    const run = new FakeRun();
    const lent = access(run);
    const { node } = await render(data, {
      resolver: resolver(''),
      access: lent.access
    });
    expect(node.textContent).toMatch(/not a run card/);
    expect(node.querySelectorAll('script, b')).toHaveLength(0);
    expect(lent.homes.asked).toEqual([]);
  });

  it('comes alive when the run can be read', async () => {
    const run = new FakeRun({ label: 'alive', flags: { lr: 0.05, seed: 1 } });
    run.series.set('loss', seriesOf([3, 2, 1]));
    run.series.set('val/loss', seriesOf([4], [0], 'val/loss'));
    const lent = access(run);
    const renderer = await render(card({ scalars }), {
      resolver: resolver('a b/c'),
      access: lent.access
    });
    await until(() => button(renderer, 'Open'));
    expect(lent.homes.asked).toEqual(['a b/c/runs']);
    expect(renderer.node.textContent).toContain('alive');
    expect(
      renderer.node.querySelectorAll('.jp-TrialbookTile-sparkline')
    ).toHaveLength(0);
    const charts = renderer.node.querySelectorAll('.jp-TrialbookChart');
    expect([...charts].map(chart => chart.getAttribute('aria-label'))).toEqual([
      'loss: 3 points, last value 1 at step 2, least 1, greatest 3',
      'val/loss: 1 points, last value 4 at step 0, least 4, greatest 4'
    ]);
    button(renderer, 'Open')?.click();
    await until(() => lent.opened.length);
    expect(lent.opened).toEqual([{ home: 'a b/c/runs', run: run.id }]);
    button(renderer, 'Stop')?.click();
    expect(run.stops).toBe(1);
  });

  it('shows six charts and tells how many more there are', async () => {
    const run = new FakeRun();
    for (let i = 0; i < 9; i++) {
      run.series.set(`tag${i}`, seriesOf([i], [0], `tag${i}`));
    }
    const lent = access(run);
    const renderer = await render(card(), {
      resolver: resolver(''),
      access: lent.access
    });
    await until(() => button(renderer, '3 more charts'));
    expect(renderer.node.querySelectorAll('.jp-TrialbookChart')).toHaveLength(
      6
    );
  });

  it('stays a still card, and says why, while the run cannot be read', async () => {
    const run = new FakeRun();
    run.problem = 'The run folder is gone.';
    const lent = access(run);
    const renderer = await render(card({ scalars }), {
      resolver: resolver(''),
      access: lent.access
    });
    await until(() => renderer.node.textContent?.includes('is gone'));
    expect(
      renderer.node.querySelectorAll('.jp-TrialbookTile-sparkline')
    ).toHaveLength(1);
    expect(button(renderer, 'Stop')).toBeUndefined();
    run.problem = null;
    run.series.set('loss', seriesOf([1]));
    run.emit('problem');
    run.emit('series');
    await until(() => renderer.node.querySelector('.jp-TrialbookChart'));
    await until(() => button(renderer, 'Stop'));
  });

  it.each([
    ['../../runs', 'outside'],
    ['.runs', 'hidden folder']
  ])('names the cure when Jupyter cannot serve %s', async (home, words) => {
    const lent = access(new FakeRun());
    const renderer = await render(card({ home }), {
      resolver: resolver('a'),
      access: lent.access
    });
    await until(() => renderer.node.textContent?.includes(words));
    expect(lent.homes.asked).toEqual([]);
    expect([...lent.homes.unreachable.values()][0]).toContain(words);
  });

  it('keeps its card when the output of the same run is updated', async () => {
    const renderer = await render(card());
    const before = renderer.node.querySelector('.jp-TrialbookCard');
    await renderer.renderModel(
      model(card({ status: 'completed', ended: 3000 }))
    );
    expect(renderer.node.querySelector('.jp-TrialbookCard')).toBe(before);
    await until(() =>
      renderer.node.querySelector('.jp-TrialbookStatus.jp-mod-completed')
    );
    expect(renderer.node.textContent).toContain('2.0s');
    await renderer.renderModel(model(card({ run: 'b3f9q2a7b1cd' })));
    expect(renderer.node.querySelector('.jp-TrialbookCard')).not.toBe(before);
    expect(renderer.node.querySelectorAll('.jp-TrialbookCard')).toHaveLength(1);
  });

  it('lets go of the run when the output is cleared', async () => {
    const run = new FakeRun();
    const lent = access(run);
    const renderer = await render(card(), {
      resolver: resolver(''),
      access: lent.access
    });
    await until(() => button(renderer, 'Open'));
    renderer.dispose();
    expect(run.isDisposed).toBe(true);
    expect(() => run.emit('series')).not.toThrow();
  });
});
