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

  it('tells what is said of a flag, nested ones too', () => {
    const { info } = new FakeRun({
      flags: { lr: 0.1, opt: { beta: 1 }, epochs: 2 } as never
    });
    const facts = {
      lr: { description: 'learning rate', min: 0, max: 1 },
      'opt.beta': { choices: [1, 'auto'] },
      nowhere: { description: 'x' }
    };
    expect(flagRows(info, facts)).toMatchObject([
      { description: 'learning rate', allowed: 'a number from 0 to 1' },
      { name: 'opt.beta', allowed: 'one of 1, auto' },
      { name: 'epochs', text: '2' }
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
