import fc from 'fast-check';
import { TerminalText } from '../../src/format';

const ESC = '\u001b';

function shown(pieces: string[], colors: boolean): string {
  const text = new TerminalText({ colors });
  return pieces.map(piece => text.push(piece)).join('') + text.end();
}

describe('TerminalText', () => {
  it('keeps lines, tabs and colours', () => {
    expect(shown([`a\tb\n${ESC}[31mred${ESC}[0m\n`], true)).toBe(
      `a\tb\n${ESC}[31mred${ESC}[0m\n${ESC}[0m`
    );
  });

  it('leaves colours out where they are not wanted', () => {
    expect(shown([`${ESC}[1;31mred${ESC}[m`], false)).toBe('red');
  });

  it('shows what would move the cursor, name the window or ring', () => {
    expect(
      shown([`${ESC}[2J${ESC}]0;owned\u0007\u009b1A\u202e\u0000`], true)
    ).toBe('\\x1b[2J\\x1b]0;owned\\x07\\x9b1A\\u202e\\x00');
  });

  it('gives each bar of progress its line', () => {
    expect(shown(['10%\r', '20%\r\ndone'], false)).toBe('10%\n20%\ndone');
  });

  it('shows a lone escape at the end', () => {
    expect(shown([`a${ESC}`], true)).toBe('a\\x1b');
    expect(shown([`a${ESC}[3`], true)).toBe('a\\x1b[3');
  });

  const pieces = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(ESC, '[', '31', 'm', `${ESC}[0m`, '\r', '\n', '\r\n', ';')
    ),
    { maxLength: 30 }
  );

  it('gives the same wherever the text is cut', () => {
    fc.assert(
      fc.property(pieces, fc.boolean(), (texts, colors) => {
        expect(shown(texts, colors)).toBe(shown([texts.join('')], colors));
      })
    );
  });

  it('never lets a control character through but lines, tabs and colours', () => {
    fc.assert(
      fc.property(pieces, fc.boolean(), (texts, colors) => {
        const rest = shown(texts, colors)
          .replaceAll(new RegExp(`${ESC}\\[[\\d;:]*m`, 'g'), '')
          .replaceAll(/[\n\t]/g, '');
        expect(rest).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      })
    );
  });
});
