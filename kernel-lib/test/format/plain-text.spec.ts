import { plainText } from '../../src/format';

describe('plainText()', () => {
  it.each([
    ['a title set by an escape', '\x1b]0;owned\x07', '\\x1b]0;owned\\x07'],
    ['a colour', '\x1b[31mred', '\\x1b[31mred'],
    ['new lines', 'a\r\nb', 'a\\x0d\\x0ab'],
    ['a turned direction', 'exe\u202etxt', 'exe\\u202etxt'],
    ['eight-bit controls', '\x9b31m', '\\x9b31m']
  ])('shows %s instead of sending it', (_, text, shown) => {
    expect(plainText(text)).toBe(shown);
  });

  it('leaves letters of all scripts as they are', () => {
    expect(plainText('größe 学習率 😀')).toBe('größe 学習率 😀');
  });
});
