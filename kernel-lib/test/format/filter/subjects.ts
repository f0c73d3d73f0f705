/** Made-up runs for tests of filters. */
import type { FilterSubject } from '../../../src/format';

/** A completed run; `changes` replace its fields. */
export function subject(changes: Partial<FilterSubject> = {}): FilterSubject {
  return {
    id: 'k3f9q2abcdef',
    name: 'train',
    label: 'Wider Net',
    tags: ['mnist', 'Demo', 'val/loss'],
    status: 'completed',
    kind: 'function',
    created: Date.parse('2026-11-20T10:00:00'),
    started: Date.parse('2026-11-20T10:00:05'),
    ended: Date.parse('2026-11-20T10:01:35'),
    flags: {
      lr: 0.001,
      model: 'small',
      deep: true,
      hidden: [64, 64],
      seed: '42',
      start: { $type: 'number', text: 'NaN' },
      none: null,
      'odd name': 1,
      status: 'mine'
    },
    scalars: {
      loss: { last: 0.05 },
      'val/loss': { last: 'NaN' },
      peak: { last: 'Infinity' },
      lr: { last: 7 }
    },
    attributes: { cluster: 'lab-2', cost: 12 },
    ...changes
  };
}
