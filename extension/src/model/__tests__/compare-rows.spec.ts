import { diffFacts, type RunFacts, type ScalarSummary } from 'trialbook/format';
import {
  compareRows,
  deltaText,
  flagCompareRows,
  scalarCompareRows
} from '../compare-rows';

const facts = (more: Partial<RunFacts> = {}): RunFacts => ({
  run: 'k3f9q2a7b1cd',
  name: 'train',
  status: 'completed',
  flags: {},
  environment: {},
  ...more
});

const scalar = (last: ScalarSummary['last'], count = 10): ScalarSummary => ({
  count,
  last,
  step: count - 1,
  min: last,
  max: last
});

describe('flagCompareRows()', () => {
  it('has what differs first, and what is the same behind', () => {
    const { flags, outcome } = flagCompareRows(
      diffFacts(
        facts({ flags: { seed: 1, lr: 0.1, old: 'x' } }),
        facts({ flags: { seed: 1, lr: 0.2, opt: { name: 'adam' } } })
      )
    );
    expect(flags.map(({ name, kind, a, b }) => [name, kind, a, b])).toEqual([
      ['lr', 'changed', '0.1', '0.2'],
      ['old', 'removed', 'x', ''],
      ['opt', 'added', '', '{ name: "adam" }'],
      ['seed', 'same', '1', '1']
    ]);
    expect(outcome).toMatchObject([{ name: 'status', kind: 'same' }]);
  });

  it('keeps long values short, and whole in the tooltip', () => {
    const [row] = flagCompareRows(
      diffFacts(facts({ flags: { long: 'x'.repeat(1000) } }), facts())
    ).flags;
    expect(row.a.length).toBeLessThanOrEqual(120);
    expect(row.title).toContain('x'.repeat(1000));
  });
});

describe('scalarCompareRows()', () => {
  it('tells the last values and how far they moved', () => {
    const rows = scalarCompareRows(
      diffFacts(
        facts({ scalars: { loss: scalar(0.25), acc: scalar(1) } }),
        facts({ scalars: { loss: scalar(0.2), acc: scalar(1) } })
      )
    );
    expect(rows).toMatchObject([
      { name: 'loss', a: '0.2500', b: '0.2000', delta: '−0.05000 (−20 %)' },
      { name: 'acc', kind: 'same', delta: '' }
    ]);
    expect(rows[0].title).toContain('A: 0.25 @ 9, 0.25 … 0.25, 10×');
  });

  it('shows two numbers in full that would look the same', () => {
    const [row] = scalarCompareRows(
      diffFacts(
        facts({ scalars: { loss: scalar(0.123456789) } }),
        facts({ scalars: { loss: scalar(0.123456788) } })
      )
    );
    expect([row.a, row.b]).toEqual(['0.123456789', '0.123456788']);
  });
});

describe('deltaText()', () => {
  it.each([
    ['nothing', undefined, ''],
    ['no move', { absolute: 0 as const, relative: 0 }, ''],
    ['a move without a part', { absolute: 2 }, '+2'],
    ['a move to NaN', { absolute: 'NaN' as const }, '+NaN']
  ])('tells of %s', (_, delta, text) => {
    expect(deltaText(delta)).toBe(text);
  });
});

describe('compareRows()', () => {
  it('is empty for nothing', () => {
    expect(
      compareRows<string>({ changes: [], same: [] }, text => text)
    ).toEqual([]);
  });
});
