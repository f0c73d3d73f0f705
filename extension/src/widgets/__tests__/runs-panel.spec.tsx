import { nullTranslator } from '@jupyterlab/translation';
import { MessageLoop } from '@lumino/messaging';
import { Widget } from '@lumino/widgets';
import { act } from 'react';
import { runInfo } from '../../model/__tests__/info';
import { until } from '../../model/__tests__/until';
import { RunsPanelModel } from '../../model/runs-panel-model';
import { RunsPanel } from '../runs-panel';
import { StagedHome, StagedHomes } from './fake-homes';

const trans = nullTranslator.load('jupyterlab_trialbook');
const NOW = Date.now();

let homes: StagedHomes;
let home: StagedHome;
let model: RunsPanelModel;
let panel: RunsPanel;
let opened: string[];
let compared: unknown[];
let stopped: string[];

const RUNS = [
  runInfo({
    id: 'aaaaaaaaaaaa',
    label: 'wider net',
    status: 'running',
    created: NOW - 134_000,
    flags: { lr: 0.05, seed: 1 },
    defaults: ['seed'],
    scalars: { loss: { last: 0.0421, step: 9 } },
    sparkline: [1, 0.5]
  }),
  runInfo({
    id: 'bbbbbbbbbbbb',
    status: 'failed',
    error: 'RangeError: invalid array length',
    created: NOW - 140_000,
    flags: { lr: 0.1, seed: 1 },
    defaults: ['seed']
  }),
  runInfo({ id: 'cccccccccccc', name: 'evaluate', created: NOW - 150_000 })
];

beforeEach(() => {
  (
    globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }
  ).IS_REACT_ACT_ENVIRONMENT = true;
  homes = new StagedHomes();
  home = homes.add(new StagedHome('work/runs', RUNS));
  model = new RunsPanelModel(homes);
  opened = [];
  stopped = [];
  compared = [];
  panel = new RunsPanel({
    model,
    trans,
    open: id => opened.push(id),
    stop: id => stopped.push(id),
    compare: () => compared.push(model.pair),
    openSweep: batch => opened.push(batch)
  });
});

afterEach(() => {
  act(() => panel.dispose());
  model.dispose();
});

const all = (selector: string) => [
  ...panel.node.querySelectorAll<HTMLElement>(selector)
];
const one = (selector: string) => all(selector)[0];
const rows = () => all('.jp-TrialbookRunRow');

/** Draws the panel as it stands. */
async function draw(): Promise<void> {
  await act(async () => {
    MessageLoop.flush();
    await panel.renderPromise;
  });
}

async function show(folder = 'work'): Promise<void> {
  await act(async () => {
    Widget.attach(panel, document.body);
    MessageLoop.flush();
    await panel.renderPromise;
    model.setFolder(folder);
    await until(model.changed, () => !model.searching);
  });
  await draw();
}

function press(target: HTMLElement, key: string): void {
  act(() => {
    target.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })
    );
  });
}

function type(text: string): void {
  const input = one('input') as HTMLInputElement;
  act(() => {
    Object.getOwnPropertyDescriptor(
      HTMLInputElement.prototype,
      'value'
    )?.set?.call(input, text);
    input.dispatchEvent(new Event('input', { bubbles: true }));
  });
}

describe('two selected runs', () => {
  const [first, second, third] = RUNS.map(({ id }) => id);

  function click(row: HTMLElement, init: MouseEventInit = {}): void {
    act(() => {
      for (const kind of ['mousedown', 'click']) {
        row.dispatchEvent(new MouseEvent(kind, { bubbles: true, ...init }));
      }
    });
  }

  it('are selected with Ctrl or Shift, and compared by the button', async () => {
    await show();
    click(rows()[0]);
    click(rows()[2], { ctrlKey: true });
    await draw();
    expect(opened).toEqual([first]);
    expect(all('[aria-selected=true]').map(row => row.dataset.run)).toEqual([
      first,
      third
    ]);
    act(() => one('.jp-TrialbookRuns-pair button').click());
    click(rows()[1], { shiftKey: true });
    act(() => one('.jp-TrialbookRuns-pair button').click());
    expect(compared).toEqual([
      { a: third, b: first },
      { a: second, b: first }
    ]);
  });

  it('are no longer two after a plain click, or a second one with Ctrl', async () => {
    await show();
    click(rows()[0]);
    click(rows()[1], { metaKey: true });
    expect(model.second).toBe(second);
    click(rows()[1], { metaKey: true });
    expect(model.second).toBeNull();
    click(rows()[1], { metaKey: true });
    click(rows()[2]);
    await draw();
    expect([model.selected, model.second]).toEqual([third, null]);
    expect(all('.jp-TrialbookRuns-pair')).toHaveLength(0);
  });

  it('can be chosen and compared by key', async () => {
    await show();
    const list = one('.jp-TrialbookRunList');
    press(list, 'ArrowDown');
    act(() => {
      list.dispatchEvent(
        new KeyboardEvent('keydown', {
          key: 'ArrowDown',
          shiftKey: true,
          bubbles: true
        })
      );
    });
    expect(model.pair).toEqual({ a: second, b: first });
    press(list, 'Enter');
    expect(compared).toEqual([{ a: second, b: first }]);
    expect(opened).toEqual([]);
  });

  it('stay as they are when the context menu is opened', async () => {
    await show();
    click(rows()[0]);
    act(() => {
      rows()[1].dispatchEvent(
        new MouseEvent('mousedown', { bubbles: true, button: 2 })
      );
    });
    expect(model.selected).toBe(first);
  });
});

describe('RunsPanel', () => {
  it('lists the runs of the nearest home under their headings', async () => {
    await show();
    expect(rows().map(row => row.dataset.run)).toEqual(RUNS.map(run => run.id));
    expect(all('.jp-TrialbookRunList-heading').map(h => h.textContent)[0]).toBe(
      'Running · 1'
    );
    expect(one('.jp-TrialbookRuns-home').title).toContain('work/runs');
    expect(one('.jp-TrialbookChip').textContent).toMatch(/^live/);
  });

  it('says in each row what a glance needs', async () => {
    await show();
    const [running, failed] = rows();
    expect(running.textContent).toContain('wider net');
    expect(running.textContent).toContain('0.04210 · 2m 14s');
    expect(
      [...running.querySelectorAll('.jp-mod-changed')].map(e => e.textContent)
    ).toEqual(['lr 0.05']);
    expect(
      running.querySelector('.jp-TrialbookSparkline path')?.getAttribute('d')
    ).toContain('L');
    expect(failed.textContent).toContain('RangeError: invalid array length');
    expect(
      failed.querySelector('.jp-TrialbookStatus')?.getAttribute('aria-label')
    ).toBe('Failed');
    expect(failed.getAttribute('aria-label')).toContain('Failed, train');
  });

  it('marks reruns by whether they gave the same', async () => {
    const rerunOf = 'k3m9q2x7b4na';
    home.runs = [
      runInfo({ id: 'aaaaaaaaaaaa', rerunOf, reproduced: true }),
      runInfo({ id: 'bbbbbbbbbbbb', rerunOf, reproduced: false }),
      runInfo({ id: 'cccccccccccc', rerunOf }),
      runInfo({ id: 'dddddddddddd' })
    ];
    await show();
    const marks = rows().map(row =>
      row.querySelector<HTMLElement>('.jp-TrialbookRunRow-rerun')
    );
    expect(marks.map(mark => mark?.textContent)).toEqual([
      '=',
      '≠',
      '↻',
      undefined
    ]);
    expect(marks[0]?.title).toBe('Reproduced k3m9q2');
    expect(rows()[1].getAttribute('aria-label')).toContain(
      'Rerun of k3m9q2, not the same'
    );
  });

  it('draws only the rows in sight of ten thousand', async () => {
    home.runs = Array.from({ length: 10_000 }, (_, i) =>
      runInfo({ id: `run${i}`, created: NOW - i * 1000 })
    );
    await show();
    expect(rows().length).toBeGreaterThan(10);
    expect(rows().length).toBeLessThan(60);
    expect(rows()[0].getAttribute('aria-setsize')).toBe('10000');
  });

  it('filters by words and says how many are left', async () => {
    await show();
    type('train LR=0.1');
    expect(rows().map(row => row.dataset.run)).toEqual(['bbbbbbbbbbbb']);
    expect(one('.jp-TrialbookRuns-count').textContent).toBe('1 of 3');
    press(one('input'), 'Escape');
    expect(rows()).toHaveLength(3);
  });

  it('says under the box where a filter is wrong, and hides no run', async () => {
    await show();
    const box = panel.node.querySelector('input');
    act(() => {
      model.filter = 'lr<';
    });
    const problem = panel.node.querySelector('.jp-TrialbookRuns-filterProblem');
    expect(problem?.textContent).toBe(
      'Column 4: a value is expected behind "<"; got the end of the filter.'
    );
    expect(box?.getAttribute('aria-invalid')).toBe('true');
    expect(box?.getAttribute('aria-describedby')).toBe(problem?.id);
    expect(model.layout.runs).toHaveLength(3);
    act(() => {
      model.filter = 'lr<0.08 and not status:failed';
    });
    expect(
      panel.node.querySelector('.jp-TrialbookRuns-filterProblem')
    ).toBeNull();
    expect(box?.getAttribute('aria-invalid')).toBe('false');
    expect(model.layout.runs.map(({ id }) => id)).toEqual(['aaaaaaaaaaaa']);
  });

  it('says so when nothing matches, and clears the filter', async () => {
    await show();
    type('nothing like it');
    expect(one('.jp-TrialbookEmpty').textContent).toContain('No run matches');
    act(() => one('.jp-TrialbookEmpty button').click());
    expect(rows()).toHaveLength(3);
  });

  it('is used by key alone', async () => {
    await show();
    type('train');
    press(one('input'), 'ArrowDown');
    const list = one('.jp-TrialbookRunList');
    expect(document.activeElement).toBe(list);
    expect(model.selected).toBe('aaaaaaaaaaaa');
    press(list, 'j');
    expect(list.getAttribute('aria-activedescendant')).toBe(rows()[1].id);
    expect(rows()[1].getAttribute('aria-selected')).toBe('true');
    press(list, 'ArrowUp');
    press(list, 'k');
    press(list, 'Enter');
    expect(opened).toEqual(['aaaaaaaaaaaa']);
    press(list, 'End');
    expect(model.selected).toBe('bbbbbbbbbbbb');
  });

  it('opens a run by click and stops a running one', async () => {
    await show();
    act(() => rows()[1].click());
    expect(opened).toEqual(['bbbbbbbbbbbb']);
    expect(rows()[1].querySelector('.jp-TrialbookRunRow-stop')).toBeNull();
    act(() => one('.jp-TrialbookRunRow-stop').click());
    expect(stopped).toEqual(['aaaaaaaaaaaa']);
    expect(opened).toHaveLength(1);
  });

  it('gives the menu key to the selected row', async () => {
    await show();
    const targets: (string | undefined)[] = [];
    const listener = (event: Event) =>
      targets.push((event.target as HTMLElement).dataset.run);
    document.addEventListener('contextmenu', listener);
    press(one('.jp-TrialbookRunList'), 'ArrowDown');
    press(one('.jp-TrialbookRunList'), 'ContextMenu');
    document.removeEventListener('contextmenu', listener);
    expect(targets).toEqual(['aaaaaaaaaaaa']);
  });

  it('shows what comes in', async () => {
    await show();
    act(() => home.set([...RUNS, runInfo({ id: 'dddddddddddd' })]));
    expect(rows()).toHaveLength(4);
  });

  it('tells the home whether it is looked at', async () => {
    await show();
    expect(home.visible).toBe(true);
    act(() => panel.hide());
    expect(home.visible).toBe(false);
    act(() => panel.show());
    expect(home.visible).toBe(true);
  });

  it('keeps filter and selection when it is moved to another area', async () => {
    await show();
    type('train');
    act(() => model.move(1));
    await act(async () => Widget.detach(panel));
    await act(async () => {
      Widget.attach(panel, document.body);
      MessageLoop.flush();
      await panel.renderPromise;
    });
    expect((one('input') as HTMLInputElement).value).toBe('train');
    expect(one('.jp-TrialbookRunRow.jp-mod-selected').dataset.run).toBe(
      'aaaaaaaaaaaa'
    );
  });

  describe('without runs', () => {
    const text = () => one('.jp-TrialbookEmpty').textContent ?? '';

    it('shows the code to start with where there is no home', async () => {
      await show('elsewhere');
      expect(text()).toContain('import { run, log } from "trialbook"');
      expect(one('.jp-TrialbookEmpty-code button').title).toBe('Copy the code');
    });

    it('shows the code to start with in an empty home', async () => {
      home.runs = [];
      await show();
      expect(text()).toContain('No runs yet');
    });

    it('names a home that Jupyter cannot serve, with the cure', async () => {
      homes.reportUnreachable('/data/runs', 'The home is outside. Move it.');
      await show('elsewhere');
      expect(text()).toContain('The home is outside. Move it.');
    });

    it('names a home that cannot be served also above the runs of another', async () => {
      homes.reportUnreachable('/data/runs', 'The home is outside. Move it.');
      await show();
      expect(one('.jp-TrialbookRuns-notice').textContent).toContain('Move it.');
      expect(rows()).toHaveLength(3);
    });

    it('says why a hidden home shows nothing', async () => {
      home.runs = [];
      home.state = { kind: 'unreachable', message: 'Begins with a dot.' };
      await show();
      expect(text()).toContain('Begins with a dot.');
    });

    it('says that the server does not answer and offers to try again', async () => {
      home.runs = [];
      home.problem = 'No answer.';
      await show();
      expect(text()).toContain('No answer.');
      expect(one('.jp-TrialbookChip').textContent).toContain('offline');
      act(() => one('.jp-TrialbookEmpty button').click());
      expect(home.refreshed).toBe(1);
    });

    it('says that no home could be looked for', async () => {
      homes.error = new Error('Signed out.');
      await show();
      expect(text()).toContain('Signed out.');
    });
  });
});
