import * as fc from 'fast-check';
import { compilePattern, PatternError } from '../../../src/format';

/** V8 looks for `\\B` inside surrogate pairs too, against the standard, unless it is told where to look. */
function isFound(source: string, text: string, ignoreCase: boolean): boolean {
  const pattern = new RegExp(source, ignoreCase ? 'iuy' : 'uy');
  const starts = [0];
  for (const character of text) {
    starts.push(starts[starts.length - 1] + character.length);
  }
  return starts.some(start => {
    pattern.lastIndex = start;
    return pattern.test(text);
  });
}

describe('compilePattern()', () => {
  it('finds what regular expressions find', () => {
    const atoms = fc.constantFrom(
      ...['a', 'b', '.', '\\d', '\\w', '\\s', '\\W', '[ab]', '[^a]', '[a-c1]'],
      ...['^', '$', '\\b', '\\B', '\\.', '(a|b)', '(?:ab)', '(a|)', '()', '😀']
    );
    const quantifiers = fc.constantFrom(
      '',
      '',
      '*',
      '+',
      '?',
      '{2}',
      '{1,}',
      '*?'
    );
    const part = fc
      .tuple(atoms, quantifiers)
      .map(([atom, quantifier]) =>
        /^(?:\^|\$|\\[bB])$/.test(atom) ? atom : atom + quantifier
      );
    const pattern = fc
      .array(fc.array(part, { maxLength: 5 }), { minLength: 1, maxLength: 3 })
      .map(ways => ways.map(way => way.join('')).join('|'))
      .chain(inner => fc.constantFrom(inner, `(${inner})*b`, `^(${inner})+$`));
    const text = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', '1', ' ', '.', 'B', '😀'),
      maxLength: 12
    });
    fc.assert(
      fc.property(
        pattern,
        text,
        fc.boolean(),
        (source, subject, ignoreCase) => {
          expect(compilePattern(source, { ignoreCase })(subject)).toBe(
            isFound(source, subject, ignoreCase)
          );
        }
      ),
      { numRuns: 3000 }
    );
  });

  it('takes a character beyond U+FFFF for one, with nothing inside it', () => {
    expect(compilePattern('\\B')('a😀a')).toBe(false);
    expect(compilePattern('^.$')('😀')).toBe(true);
  });

  it.each(['(a+)+$', '^(a|a)*$', '(a|aa)+$', '(.*)*x', '(a*)*(a*)*b'])(
    'is through with %s in time that grows with the text',
    source => {
      // Each of these keeps an engine that backtracks busy for longer than the universe exists.
      expect(compilePattern(source)(`${'a'.repeat(5000)}!`)).toBe(false);
    }
  );

  it.each([
    ['(', 0, '"(" is not closed'],
    ['a)', 1, 'closes nothing'],
    ['[a', 0, '"[" is not closed'],
    ['a**', 2, 'nothing here to repeat'],
    ['*', 0, 'nothing here to repeat'],
    ['^*', 1, 'nothing here to repeat'],
    ['(?=a)', 0, 'knows groups'],
    ['(a)\\1', 3, 'means nothing here'],
    ['a\\', 1, 'means nothing here'],
    ['[b-a]', 1, 'runs backwards'],
    ['a{3,1}', 1, 'numbers in braces'],
    ['a{999}', 1, 'numbers in braces'],
    ['((a{99}){99}){99}', 0, 'repeats too much'],
    ['('.repeat(99), 50, 'nested too deeply'],
    ['a'.repeat(501), 500, 'at most 500']
  ])('refuses %s', (source, offset, message) => {
    expect(() => compilePattern(source)).toThrow(PatternError);
    expect(() => compilePattern(source)).toThrow(
      expect.objectContaining({
        offset,
        message: expect.stringContaining(message) as string
      }) as Error
    );
  });

  it('takes braces that are no numbers for themselves', () => {
    expect(compilePattern('a{b}')('a{b}')).toBe(true);
  });
});
