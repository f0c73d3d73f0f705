import type { OutputChunk, OutputStream } from 'trialbook/format';
import { applySgr, PLAIN, type IAnsiStyle } from './ansi';

/** A piece of a line in one style. */
export interface IOutputPart {
  text: string;
  readonly style: IAnsiStyle;
  readonly stream: OutputStream;
}

/** A line of output. It is replaced, not changed, so that views can compare by identity. */
export interface IOutputLine {
  readonly parts: readonly IOutputPart[];
  /** Characters that were cut off its end. */
  readonly cut: number;
}

/** Characters of a line that are shown: a line of ten megabytes must not stop the page. */
export const MAX_LINE = 5000;

const EMPTY: IOutputLine = { parts: [], cut: 0 };

/** Escape sequences (CSI, OSC and the two-character ones), line ends, and controls that mean nothing in a log. */
const TOKENS =
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  /\x1b\[([0-9;:<=>?]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-Z\\^-~]|\r\n|\n|\r|[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f]/g;

/** A sequence that a chunk's end may have cut. */
// eslint-disable-next-line no-control-regex -- as above
const UNFINISHED = /\x1b(?:\[[0-9;:<=>?]{0,60}[ -/]?|\][^\x07\x1b]{0,200})?$/;

/** Turns what a run printed into lines, as it comes. A carriage return begins the line anew, as progress bars want it. */
export class OutputLines {
  get lines(): readonly IOutputLine[] {
    return this._lines;
  }

  /** Reads the chunks that are new since the last call; fewer chunks than before mean that all is new. */
  update(chunks: readonly OutputChunk[]): void {
    if (chunks.length < this._read) {
      this._reset();
    }
    for (; this._read < chunks.length; this._read++) {
      const { text, stream } = chunks[this._read];
      this._push(this._rest + text, stream);
    }
  }

  private _push(text: string, stream: OutputStream): void {
    const cut = UNFINISHED.exec(text);
    this._rest = cut ? text.slice(cut.index) : '';
    const whole = cut ? text.slice(0, cut.index) : text;
    let at = 0;
    for (const match of whole.matchAll(TOKENS)) {
      const start = match.index ?? at;
      this._text(whole.slice(at, start), stream);
      at = start + match[0].length;
      this._control(match[0], match[1], match[2]);
    }
    this._text(whole.slice(at), stream);
  }

  private _control(token: string, parameters: string, final: string): void {
    if (token === '\n' || token === '\r\n') {
      this._open().returned = false;
      this._line = null;
    } else if (token === '\r') {
      this._open().returned = true;
    } else if (final === 'm') {
      this._style = applySgr(this._style, parameters);
    } else if (final === 'K') {
      this._set(EMPTY);
    }
  }

  private _text(text: string, stream: OutputStream): void {
    if (!text) {
      return;
    }
    const state = this._open();
    const line = state.returned ? EMPTY : this._lines[this._lines.length - 1];
    const length = state.returned ? 0 : state.length;
    const shown = text.slice(0, Math.max(0, MAX_LINE - length));
    state.returned = false;
    state.length = length + text.length;
    const part = { text: shown, style: this._style, stream };
    this._set({
      parts: shown ? joined(line.parts, part) : line.parts,
      cut: line.cut + text.length - shown.length
    });
  }

  /** The state of the last line, which is begun when there is none. */
  private _open(): { length: number; returned: boolean } {
    if (!this._line) {
      this._line = { length: 0, returned: false };
      this._lines.push(EMPTY);
    }
    return this._line;
  }

  private _set(line: IOutputLine): void {
    this._open();
    this._lines[this._lines.length - 1] = line;
  }

  private _reset(): void {
    this._lines = [];
    this._line = null;
    this._read = 0;
    this._rest = '';
    this._style = PLAIN;
  }

  private _line: { length: number; returned: boolean } | null = null;
  private _lines: IOutputLine[] = [];
  private _read = 0;
  private _rest = '';
  private _style: IAnsiStyle = PLAIN;
}

function joined(
  parts: readonly IOutputPart[],
  part: IOutputPart
): readonly IOutputPart[] {
  const last = parts[parts.length - 1];
  return last && last.style === part.style && last.stream === part.stream
    ? [...parts.slice(0, -1), { ...last, text: last.text + part.text }]
    : [...parts, part];
}
