/** Puts the lines of a stream together again, however its text arrives. */

/** Longer lines, in UTF-16 units, are passed over: what patterns cost grows with the line. */
export const PRINTED_LINE_LIMIT = 4096;

/**
 * Lines as a terminal would leave them standing: a carriage return begins the line anew, so that of a progress line that is
 * written over and over only what stands in the end counts, and its length does not matter. `\r\n` ends a line.
 */
export class LineBuffer {
  #line = '';
  /** Whether the line grew past the limit. */
  #tooLong = false;
  /** Whether the last characters were carriage returns: what follows writes over the line, unless it is its end. */
  #returned = false;

  /** Text that follows; `take` gets every line that it ends, without the end. */
  push(text: string, take: (line: string) => void): void {
    let from = 0;
    for (
      let to = text.indexOf('\n');
      to >= 0;
      from = to + 1, to = text.indexOf('\n', from)
    ) {
      this.#add(text.slice(from, to));
      this.end(take);
    }
    this.#add(from === 0 ? text : text.slice(from));
  }

  /** The stream is over: what stands there is a line too. */
  end(take: (line: string) => void): void {
    const line = this.#line;
    const whole = !this.#tooLong && line !== '';
    this.#restart();
    if (whole) {
      take(line);
    }
  }

  #add(text: string): void {
    if (!text.includes('\r')) {
      this.#append(text);
      return;
    }
    let end = text.length;
    while (end > 0 && text[end - 1] === '\r') {
      end--;
    }
    this.#append(text.slice(0, end));
    this.#returned ||= end < text.length;
  }

  /** Text that does not end with a carriage return. */
  #append(text: string): void {
    if (text === '') {
      return;
    }
    const last = text.lastIndexOf('\r');
    if (last >= 0 || this.#returned) {
      this.#restart();
    }
    const piece = last >= 0 ? text.slice(last + 1) : text;
    if (
      this.#tooLong ||
      this.#line.length + piece.length > PRINTED_LINE_LIMIT
    ) {
      this.#tooLong = true;
      this.#line = '';
    } else {
      this.#line += piece;
    }
  }

  #restart(): void {
    this.#line = '';
    this.#tooLong = false;
    this.#returned = false;
  }
}
