import * as fc from 'fast-check';
import { ansiClasses, applySgr, PLAIN } from '../ansi';

const after = (...sequences: string[]) => sequences.reduce(applySgr, PLAIN);

describe('applySgr()', () => {
  it.each([
    ['31', { color: 1 }],
    ['97', { color: 15 }],
    ['44', { background: 4 }],
    ['103', { background: 11 }],
    ['1;4;32', { bold: true, underline: true, color: 2 }],
    ['38;5;9', { color: 9 }],
    ['38;5;196', { color: 'rgb(255, 0, 0)' }],
    ['38;5;232', { color: 'rgb(8, 8, 8)' }],
    ['48;2;1;2;3', { background: 'rgb(1, 2, 3)' }],
    ['38;2;1;2;3;1', { color: 'rgb(1, 2, 3)', bold: true }]
  ])('understands %s', (parameters, style) => {
    expect(after(parameters)).toEqual(style);
  });

  it('takes back what it gave', () => {
    expect(after('1;31;44', '0')).toEqual({});
    expect(after('1;31', '')).toEqual({});
    expect(
      ansiClasses(after('1;2;3;4;7;9;31;44', '22;23;24;27;29;39;49'))
    ).toBe('');
  });

  it.each(['38;2;300;0;0', '38;2;1', '38;5;256', '38;5', '38', '99', '58;5;1'])(
    'leaves out what is not a colour: %s',
    parameters => {
      const { color, background } = after(parameters);
      expect([color, background]).toEqual([undefined, undefined]);
    }
  );

  it('gives nothing but colours and class names, whatever it is fed', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9;:]{0,30}$/), parameters => {
        const style = after(parameters);
        for (const color of [style.color, style.background]) {
          expect(String(color ?? 0)).toMatch(/^(\d+|rgb\(\d+, \d+, \d+\))$/);
        }
        expect(ansiClasses(style)).toMatch(/^(jp-mod-[a-z0-9]+ ?)*$/);
      })
    );
  });
});
