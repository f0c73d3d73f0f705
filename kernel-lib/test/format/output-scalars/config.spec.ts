import { parseOutputScalars } from '../../../src/format';
import { TrialbookError } from '../../../src/errors';

function problem(config: unknown, name?: string): string {
  try {
    parseOutputScalars(config, name);
  } catch (error) {
    expect(error).toBeInstanceOf(TrialbookError);
    expect((error as TrialbookError).code).toBe('BAD_OPTION');
    return (error as TrialbookError).message;
  }
  throw new Error('taken');
}

describe('parseOutputScalars()', () => {
  it('takes the default for nothing and for true', () => {
    expect(parseOutputScalars(undefined)).toBe(parseOutputScalars(true));
    expect(parseOutputScalars(true)).toMatchObject({ isDefault: true });
  });

  it('takes a text, an expression, an object, a list of these, and false', () => {
    const count = (config: unknown) => parseOutputScalars(config).rules.length;
    expect(count('(\\key)=(\\value)')).toBe(1);
    expect(count(/(\key)=(\value)/)).toBe(1);
    expect(count({ a: '(.)', b: /(.)/ })).toBe(2);
    expect(count([{ a: '(.)' }, '(.)(.)'])).toBe(2);
    expect(count(false)).toBe(0);
  });

  it.each([
    ['(loss', 'Unterminated group at character 1.'],
    ['(a)(b', 'Unterminated group at character 4.'],
    ['(loss))', "Unmatched ')' at character 7."],
    ['(loss)**', 'Nothing to repeat at character 8.'],
    ['(\\value) [a', 'Unterminated character class at character 10.'],
    ['(?<a>x)(?<a>y)', 'Duplicate capture group name at character 14.']
  ])('names the place in %s', (pattern, text) => {
    expect(problem(pattern)).toBe(
      `\`outputScalars\`: the pattern "${pattern}" is no regular expression: ${text}`
    );
  });

  it('names the place in the configuration', () => {
    expect(problem([{ a: '(.)' }, { 'x/y': '(' }], 'output-scalars')).toContain(
      '`output-scalars[1].x/y`: the pattern "("'
    );
  });

  it.each([
    ['loss', 'has no group'],
    ['(\\value)', 'has one group and no tag for it'],
    ['(.)(.)(.)', 'has 3 groups'],
    ['(?<_key>.)', 'needs both groups'],
    ['(?<_val>.)', 'needs both groups']
  ])('refuses %s', (pattern, text) => {
    expect(problem(pattern)).toContain(text);
  });

  it.each([
    [null],
    [3],
    [[['(.)(.)']]],
    [{ a: 3 }],
    [{ a: ['(.)'] }],
    [[null]]
  ])('refuses %j', config => {
    expect(problem(config)).toContain('has to be a pattern');
  });
});
