import { nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { act } from 'react';
import {
  attempt,
  batch,
  ended,
  id,
  job,
  queueOf
} from '../../model/__tests__/queue';
import { SweepModel } from '../../model/sweep-model';
import { sweepsOf } from '../../model/sweep-info';
import { SweepView } from '../sweep-view';
import { StagedHome } from './fake-homes';

const trans = nullTranslator.load('jupyterlab_trialbook');
const [P, A, B, C] = ['p', 'a', 'b', 'c'].map(letter => id(letter));

/** One failed with what needs it; one runs. */
const ENTRIES = [
  batch(P, { label: '<img src=x onerror=alert(1)>' }),
  job(P, A, { flags: { lr: 0.1 } }),
  job(P, B, { flags: { lr: 0.2 }, after: [A] }),
  job(P, C, { flags: { lr: 0.3 } }),
  attempt(A, { run: id('x') }),
  ended(A, 'failed', { reason: 'failed', message: 'RangeError: <b>no</b>' }),
  ended(B, 'failed', { reason: 'dependency', message: 'It needs train.' }),
  attempt(C, { run: id('y'), worker: '#2' })
];

describe('SweepView', () => {
  let home: StagedHome;
  let view: SweepView;
  let opened: string[];

  async function show(entries: readonly object[]): Promise<void> {
    home = new StagedHome('runs');
    home.queue = queueOf(entries);
    home.sweeps = sweepsOf(home.queue);
    opened = [];
    view = new SweepView({
      model: new SweepModel({ home, batch: P }),
      trans,
      onOpen: run => opened.push(run)
    });
    await act(async () => Widget.attach(view, document.body));
    await act(async () => undefined);
  }

  beforeEach(() => {
    (
      globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }
    ).IS_REACT_ACT_ENVIRONMENT = true;
  });

  afterEach(() => act(() => view.dispose()));

  const all = (selector: string) => [
    ...view.node.querySelectorAll<HTMLElement>(selector)
  ];
  const button = (text: string) =>
    all('button').find(({ textContent }) => textContent === text);
  const click = (element: HTMLElement | undefined) =>
    act(async () => element?.click());

  it('says how far it is, who does what and what failed, as texts', async () => {
    await show(ENTRIES);
    expect(all('.jp-TrialbookSweep-words')[0].textContent).toBe(
      '2 of 3 · 1 running · 2 failed'
    );
    expect(all('.jp-TrialbookLane').map(node => node.textContent)).toEqual([
      '#1',
      '#2lr 0.3'
    ]);
    const failures = all('.jp-TrialbookFailures > li');
    expect(failures).toHaveLength(2);
    expect(failures[0].textContent).toContain('RangeError: <b>no</b>');
    expect(failures[1].textContent).toContain('dependency: It needs train.');
    expect(all('img, b > b, li b')).toEqual([]);
    expect(all('.jp-TrialbookPlan-node')).toHaveLength(3);
    expect(all('[role=progressbar]')[0].getAttribute('aria-valuenow')).toBe(
      '2'
    );
  });

  it('asks for a retry of one with all that belongs to it, or of all that failed', async () => {
    await show(ENTRIES);
    await click(all('.jp-TrialbookFailures button').at(-1));
    await click(button('Retry failed'));
    expect(home.asked).toEqual([
      { request: 'retry', jobs: [A, B] },
      { request: 'retry', jobs: [A, B] }
    ]);
  });

  it('asks for a pause, a cancellation and a resumption', async () => {
    await show(ENTRIES);
    await click(button('Pause'));
    await click(button('Cancel'));
    expect(home.asked).toEqual([
      { request: 'pause', batch: P },
      { request: 'cancel', batch: P }
    ]);
    home.queue = queueOf([...ENTRIES, { type: 'request', request: 'pause' }]);
    await act(async () => home.set([]));
    await click(button('Resume'));
    expect(home.asked.slice(2)).toEqual([
      { request: 'resume' },
      { request: 'resume', batch: P }
    ]);
  });

  it('says why something could not be asked for', async () => {
    await show(ENTRIES);
    home.ask = () => Promise.reject(new Error('Nobody is at work.'));
    await click(button('Pause'));
    expect(all('[role=alert]')[0].textContent).toBe('Nobody is at work.');
  });

  it('has nothing to cancel when all has ended', async () => {
    await show([...ENTRIES, ended(C, 'completed')]);
    expect(button('Cancel')).toBeUndefined();
    expect(button('Pause')).toBeUndefined();
    await click(all('.jp-TrialbookSweepTable button').at(-1));
    expect(opened).toEqual([id('y')]);
  });

  it('says so when the queue does not tell of it', async () => {
    await show([]);
    expect(view.node.textContent).toContain('not in the queue of runs');
  });
});
