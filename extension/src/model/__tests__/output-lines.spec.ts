import * as fc from 'fast-check';
import type { OutputChunk } from 'trialbook/format';
import { MAX_LINE, OutputLines } from '../output-lines';

const chunk = (
  text: string,
  stream: OutputChunk['stream'] = 'stdout'
): OutputChunk => ({ time: 0, stream, text });

const linesOf = (...chunks: (string | OutputChunk)[]) => {
  const output = new OutputLines();
  output.update(chunks.map(c => (typeof c === 'string' ? chunk(c) : c)));
  return output.lines;
};

const texts = (...chunks: (string | OutputChunk)[]) =>
  linesOf(...chunks).map(line => line.parts.map(part => part.text).join(''));

describe('OutputLines', () => {
  it('joins what was printed in pieces', () => {
    expect(texts('a', 'b\nc', '\n\nd\r\ne')).toEqual(['ab', 'c', '', 'd', 'e']);
  });

  it('begins a line anew at a carriage return', () => {
    expect(texts('1%\r', '50%\r100%\ndone\n')).toEqual(['100%', 'done']);
    expect(texts('kept\r', '\nnext')).toEqual(['kept', 'next']);
    expect(texts('gone\x1b[2K\rnew')).toEqual(['new']);
  });

  it('keeps colours, across pieces and lines too', () => {
    const [first, second] = linesOf('a\x1b[3', '1mb\nc\x1b[0md');
    expect(first.parts).toEqual([
      { text: 'a', style: {}, stream: 'stdout' },
      { text: 'b', style: { color: 1 }, stream: 'stdout' }
    ]);
    expect(second.parts.map(part => part.style)).toEqual([{ color: 1 }, {}]);
  });

  it('drops sequences that mean nothing in a log', () => {
    expect(
      texts(
        'a\x1b[2Jb\x1b[10;5Hc\x1b]0;title\x07d\x1b]8;;http://x\x1b\\e\x1b(Bf\x07\x00g'
      )
    ).toEqual(['abcdefg']);
  });

  it('tells the streams apart', () => {
    const [line] = linesOf('out', chunk('err', 'stderr'));
    expect(line.parts.map(part => part.stream)).toEqual(['stdout', 'stderr']);
  });

  it('cuts a line of ten megabytes and says by how much', () => {
    const [line, next] = linesOf('x'.repeat(1e7), 'y', '\nnext');
    expect(line.parts.map(part => part.text).join('')).toHaveLength(MAX_LINE);
    expect(line.cut).toBe(1e7 + 1 - MAX_LINE);
    expect(next.cut).toBe(0);
  });

  it('reads only what is new, and leaves finished lines untouched', () => {
    const output = new OutputLines();
    const chunks = [chunk('a\nb')];
    output.update(chunks);
    const [first, second] = output.lines;
    output.update([...chunks, chunk('c\n')]);
    expect(output.lines[0]).toBe(first);
    expect(output.lines[1]).not.toBe(second);
    expect(output.lines[1].parts[0].text).toBe('bc');
  });

  it('begins anew when there is less than before', () => {
    const output = new OutputLines();
    output.update([chunk('a\n'), chunk('b\n')]);
    output.update([chunk('c')]);
    expect(output.lines).toHaveLength(1);
  });

  it('shows the same however the output was cut into pieces', () => {
    const piece = fc.constantFrom(
      'a',
      'bc',
      '\n',
      '\r',
      '\r\n',
      '\x1b[31m',
      '\x1b[0m',
      '\x1b[K'
    );
    fc.assert(
      fc.property(
        fc.array(piece),
        fc.array(fc.nat({ max: 60 })),
        (pieces, cuts) => {
          const text = pieces.join('');
          const at = [
            0,
            ...cuts.filter(c => c <= text.length).sort((a, b) => a - b),
            text.length
          ];
          const cut = at.slice(1).map((end, i) => text.slice(at[i], end));
          expect(texts(...cut)).toEqual(texts(text));
        }
      )
    );
  });
});
