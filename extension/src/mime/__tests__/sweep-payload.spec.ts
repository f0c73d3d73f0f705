import * as fc from 'fast-check';
import type { SweepCard } from 'trialbook/format';
import { readSweepPayload } from '../sweep-payload';

const CARD: SweepCard = {
  version: 1,
  batch: 'b2k4m6p8r0ta',
  name: 'train',
  label: 'lr',
  home: '../runs',
  time: 1000,
  counts: { pending: 1, running: 0, completed: 2, failed: 0, terminated: 0 },
  lines: ['Sweep train: 2 of 3 runs']
};

describe('readSweepPayload()', () => {
  it('passes a card as it is, and nothing that it does not know', () => {
    expect(readSweepPayload(CARD)).toEqual({ ok: true, card: CARD });
    expect(readSweepPayload({ ...CARD, html: '<b>' })).toEqual({
      ok: true,
      card: CARD
    });
  });

  it.each([
    ['version', 2],
    ['batch', '../../etc'],
    ['name', { toString: () => 'x' }],
    ['home', 'https://example.org/runs'],
    ['home', 'a/../../b'],
    ['home', '/etc'],
    ['time', 'now'],
    ['counts', { ...CARD.counts, failed: -1 }],
    ['counts', { ...CARD.counts, failed: 1.5 }],
    ['counts', []],
    ['lines', 'text'],
    ['lines', [1]],
    ['lines', Array(21).fill('x')]
  ])('refuses a card whose %s is %j', (key, value) => {
    expect(readSweepPayload({ ...CARD, [key]: value }).ok).toBe(false);
  });

  it('cuts long texts', () => {
    const result = readSweepPayload({ ...CARD, lines: ['x'.repeat(10_000)] });
    expect(result.ok && result.card.lines[0].length).toBe(400);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), data => {
        expect(readSweepPayload(data).ok).toBe(false);
      })
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.keys(CARD)),
        fc.anything(),
        (key, value) => {
          const result = readSweepPayload({ ...CARD, [key]: value });
          expect(typeof result.ok).toBe('boolean');
        }
      )
    );
  });
});
