/**
 * Colours of terminals: SGR parameters (ECMA-48, 8.3.117) to a style, and a style to class names and colours. Pure.
 * Sequences that move a cursor are no business of a log and are dropped by the reader of the output.
 */

/** A colour by its number among the first 16, or as `rgb(r, g, b)`. */
export type AnsiColor = number | string;

/** How a piece of text is shown; what is not set is as usual. */
export interface IAnsiStyle {
  readonly color?: AnsiColor;
  readonly background?: AnsiColor;
  readonly bold?: boolean;
  readonly faint?: boolean;
  readonly italic?: boolean;
  readonly underline?: boolean;
  readonly inverse?: boolean;
  readonly strike?: boolean;
}

/** The style of text before the first sequence. */
export const PLAIN: IAnsiStyle = {};

const SWITCHES: Record<number, IAnsiStyle> = {
  1: { bold: true },
  2: { faint: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  22: { bold: undefined, faint: undefined },
  23: { italic: undefined },
  24: { underline: undefined },
  27: { inverse: undefined },
  29: { strike: undefined },
  39: { color: undefined },
  49: { background: undefined }
};

/** The style after an SGR sequence with these parameters, such as `1;31`. Unknown ones change nothing. */
export function applySgr(style: IAnsiStyle, parameters: string): IAnsiStyle {
  const codes = parameters.split(/[;:]/).map(code => Number(code || '0'));
  let next = style;
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) {
      next = PLAIN;
    } else if (code === 38 || code === 48) {
      const [color, used] = extended(codes, i + 1);
      i += used;
      if (color !== null) {
        next = { ...next, [code === 38 ? 'color' : 'background']: color };
      }
    } else {
      next = { ...next, ...(SWITCHES[code] ?? basic(code)) };
    }
  }
  return next;
}

/** Class names that show a style. */
export function ansiClasses(style: IAnsiStyle): string {
  const names: string[] = [];
  for (const name of [
    'bold',
    'faint',
    'italic',
    'underline',
    'strike'
  ] as const) {
    if (style[name]) {
      names.push(`jp-mod-${name}`);
    }
  }
  if (style.inverse) {
    names.push('jp-mod-inverse');
  }
  if (typeof style.color === 'number') {
    names.push(`jp-mod-fg${style.color}`);
  }
  if (typeof style.background === 'number') {
    names.push(`jp-mod-bg${style.background}`);
  }
  return names.join(' ');
}

function basic(code: number): IAnsiStyle | null {
  for (const [from, key, first] of BASIC_RANGES) {
    if (code >= from && code < from + 8) {
      return { [key]: code - from + first };
    }
  }
  return null;
}

const BASIC_RANGES = [
  [30, 'color', 0],
  [40, 'background', 0],
  [90, 'color', 8],
  [100, 'background', 8]
] as const;

/** The colour behind 38 or 48, and how many codes it took. */
function extended(
  codes: readonly number[],
  at: number
): [AnsiColor | null, number] {
  if (codes[at] === 5) {
    return [indexed(codes[at + 1]), 2];
  }
  if (codes[at] === 2) {
    const channels = codes.slice(at + 1, at + 4);
    return [channels.length === 3 ? rgb(channels) : null, 4];
  }
  return [null, 1];
}

/** xterm's 256 colours: 16 of the theme, a cube of six levels, 24 greys. */
function indexed(index: number): AnsiColor | null {
  if (!(index >= 0 && index <= 255)) {
    return null;
  }
  if (index < 16) {
    return index;
  }
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return rgb([grey, grey, grey]);
  }
  const level = (part: number) => (part === 0 ? 0 : 55 + part * 40);
  const cube = index - 16;
  return rgb([
    level(Math.floor(cube / 36)),
    level(Math.floor(cube / 6) % 6),
    level(cube % 6)
  ]);
}

function rgb(channels: readonly number[]): string | null {
  return channels.every(c => Number.isInteger(c) && c >= 0 && c <= 255)
    ? `rgb(${channels.join(', ')})`
    : null;
}
