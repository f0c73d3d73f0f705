import { FakeRun } from '../../__tests__/fake-run';
import { flagRows, MAX_FLAG_ROWS } from '../flag-rows';

const rows = (flags: Record<string, never>, defaults: string[] = []) =>
  flagRows(new FakeRun({ flags, defaults }).info);

describe('flagRows()', () => {
  it('takes objects apart and keeps lists and summaries whole', () => {
    const flags = {
      lr: 0.1,
      opt: { name: 'adam', betas: [0.9, 0.999] },
      data: { $type: 'Float32Array', shape: [3] },
      empty: {}
    } as never;
    expect(rows(flags, ['opt']).map(row => [row.name, row.isDefault])).toEqual([
      ['lr', false],
      ['opt.name', true],
      ['opt.betas', true],
      ['data', false],
      ['empty', false]
    ]);
  });

  it('bounds the table', () => {
    const wide = Object.fromEntries(
      Array.from({ length: 5000 }, (_, i) => [`f${i}`, i])
    ) as never;
    expect(rows(wide)).toHaveLength(MAX_FLAG_ROWS);
    let deep: unknown = 1;
    for (let i = 0; i < 1000; i++) {
      deep = { deep };
    }
    expect(rows({ deep } as never)).toHaveLength(1);
  });
});
