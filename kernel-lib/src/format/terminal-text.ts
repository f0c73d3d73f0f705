/** What programs printed, for a terminal: lines, tabs and colours stay, everything else is shown instead of sent. */
import { plainText } from './plain-text';

const ESCAPE = String.fromCharCode(27);

/** A colour or style: `ESC [ 31 m`. */
const STYLE = new RegExp(`${ESCAPE}\\[[\\d;:]{0,60}m`, 'g');

/** What may become a colour, or a line's end, when more text comes. */
const OPEN_END = new RegExp(`(?:${ESCAPE}(?:\\[[\\d;:]{0,60})?|\\r)$`);

const RESET = `${ESCAPE}[0m`;

export interface TerminalTextOptions {
  /** Keeps colours; otherwise they are left out. @default false */
  colors?: boolean;
}

/** Takes a text piece by piece; where it is cut does not matter. */
export class TerminalText {
  constructor({ colors = false }: TerminalTextOptions = {}) {
    this.#colors = colors;
  }

  /** The next piece, as far as it can be shown yet. */
  push(text: string): string {
    const whole = this.#held + text;
    const end = OPEN_END.exec(whole)?.index ?? whole.length;
    this.#held = whole.slice(end);
    return this.#shown(whole.slice(0, end));
  }

  /** What was held back, and the end of any colour. */
  end(): string {
    const rest = this.#shown(this.#held);
    this.#held = '';
    return this.#styled ? rest + RESET : rest;
  }

  readonly #colors: boolean;
  #held = '';
  #styled = false;

  #shown(text: string): string {
    let shown = '';
    let from = 0;
    for (const { 0: style, index } of text.matchAll(STYLE)) {
      shown += lines(text.slice(from, index));
      if (this.#colors) {
        shown += style;
        this.#styled = true;
      }
      from = index + style.length;
    }
    return shown + lines(text.slice(from));
  }
}

/** Bars of progress overwrite their line by a lone `\r`; here each one gets its own. */
function lines(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split(/([\n\t])/)
    .map((part, at) => (at % 2 === 1 ? part : plainText(part)))
    .join('');
}
