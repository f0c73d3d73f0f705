import { nullTranslator } from '@jupyterlab/translation';
import { flagsAsTypeScript } from '../flags-text';
import { formatNumber } from '../number-format';
import { runFigures } from '../run-figures';
import { formatAge, formatDuration } from '../time-format';
import { runInfo } from './info';

const trans = nullTranslator.load('jupyterlab_trialbook');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('formatDuration()', () => {
  it.each([
    [-5, '0.0s'],
    [449, '0.4s'],
    [9_999, '9.9s'],
    [31_000, '31s'],
    [59_999, '59s'],
    [134_000, '2m 14s'],
    [302_000, '5m 02s'],
    [HOUR + 5 * MINUTE, '1h 05m'],
    [51 * HOUR, '2d 03h']
  ])('writes %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});

describe('formatAge()', () => {
  const now = new Date(2026, 5, 15, 12).getTime();

  it.each([
    [-10_000, 'now'],
    [59_000, 'now'],
    [3 * MINUTE, '3 min'],
    [2.5 * HOUR, '2 h']
  ])('writes %d ms ago as %s', (age, text) => {
    expect(formatAge(now - age, now, trans)).toBe(text);
  });

  it('gives the date from a day on, with the year when it is another', () => {
    expect(formatAge(now - 30 * HOUR, now, trans)).toMatch(/14/);
    expect(formatAge(now - 30 * HOUR, now, trans)).not.toMatch(/2026/);
    expect(formatAge(now - 400 * 24 * HOUR, now, trans)).toMatch(/2025/);
  });
});

describe('formatNumber()', () => {
  it.each([
    [0.04213456, '0.04213'],
    [0.5, '0.5000'],
    [12.3456, '12.35'],
    [1840, '1840'],
    [0, '0'],
    [-0.25, '-0.2500'],
    [1234.5678, '1235'],
    [3.2e-7, '3.2e-7'],
    [1e-9, '1e-9'],
    [12_000_000, '1.2e7'],
    ['NaN' as const, 'NaN'],
    ['-Infinity' as const, '-∞']
  ])('writes %p as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('runFigures()', () => {
  const scalars = {
    loss: { last: 0.0421, step: 1840 },
    acc: { last: 0.9, step: 9 }
  };
  const base = { id: 'a', created: 1000, started: 1000, scalars };

  it('gives the primary value and the time a run has taken', () => {
    const done = runInfo({ ...base, ended: 135_000 });
    expect(runFigures(done, 0, false, trans).text).toBe('0.04210 · 2m 14s');
    const running = runInfo({ ...base, status: 'running' });
    expect(runFigures(running, 32_000, false, trans).text).toBe(
      '0.04210 · 31s'
    );
  });

  it('tells how a run ended that did not complete', () => {
    const text = (status: 'failed' | 'terminated' | 'lost' | 'pending') =>
      runFigures(runInfo({ ...base, status, ended: 32_000 }), 0, false, trans)
        .text;
    expect(text('failed')).toBe('step 1840 · 31s');
    expect(text('terminated')).toBe('0.04210 · terminated');
    expect(text('lost')).toBe('0.04210 · lost');
    expect(text('pending')).toBe('0.04210 · pending');
  });

  it('says that a stop was asked for', () => {
    const running = runInfo({ ...base, status: 'running' });
    expect(runFigures(running, 0, true, trans).text).toContain('stopping…');
  });

  it('has every tag with its step in the tooltip', () => {
    const { title } = runFigures(
      runInfo({ ...base, ended: 32_000 }),
      0,
      false,
      trans
    );
    expect(title).toBe(
      'loss 0.04210 at step 1840\nacc 0.9000 at step 9\nTook 31s'
    );
  });

  it('does without values', () => {
    const done = runInfo({ ...base, scalars: {}, ended: 32_000 });
    expect(runFigures(done, 0, false, trans).text).toBe('31s');
  });
});

describe('flagsAsTypeScript()', () => {
  it('writes an object that can be pasted', () => {
    const text = flagsAsTypeScript({
      lr: 0.05,
      'odd name': 'a "b"',
      hidden: [64, { x: null }],
      empty: {}
    });
    expect(text).toBe(
      '{ lr: 0.05, "odd name": "a \\"b\\"", hidden: [64, { x: null }], empty: {} }'
    );
  });

  it('writes numbers that JSON lacks and leaves out what it cannot write', () => {
    const text = flagsAsTypeScript({
      a: { $type: 'number', text: 'NaN' },
      b: { $type: 'bigint', text: '12' },
      c: { $type: 'Tensor */ evil()' }
    });
    expect(text).toBe(
      '{ a: NaN, b: 12n, c: undefined /* Tensor * / evil() */ }'
    );
  });
});
