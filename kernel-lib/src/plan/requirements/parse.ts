/**
 * Requirements as people write them. The grammar, with white space anywhere between words:
 *
 *     requirement = alternative ("|" alternative)*
 *     alternative = item ("&" item)*
 *     item        = "duration" "=" NUMBER time
 *                 | ("cuda" | "mps" | "gpu") "(" [ memory ] ")" [ "*" NUMBER ]
 *                 | "cpu" "(" (memory | "cores" "=" NUMBER) ("," …)* ")"
 *     memory      = "mem" "=" NUMBER ("G" | "M" | "GiB" | "MiB")
 */
import { closest } from '../../format/closest';
import {
  RequirementError,
  sorted,
  type AcceleratorKind,
  type Requirement
} from './requirement';
import { scan, type Token } from './scan';
import { DURATION_UNITS, MEMORY_UNITS } from './units';

/** GPUs that one alternative may ask for. */
const ACCELERATORS = 1024;

/** UTF-16 units of the longest text that is read. */
const LENGTH = 10_000;

const ITEMS = ['duration', 'cuda', 'mps', 'gpu', 'cpu'];

/**
 * Reads a requirement.
 * @returns the alternatives, the one that is wanted most first.
 * @throws RequirementError (code BAD_REQUIREMENT) that points at the character.
 * @example parseRequirement('duration=1h & cuda(mem=4G)*1 & cpu(cores=4, mem=8G) | duration=4h & cpu(cores=16)')
 */
export function parseRequirement(text: string): Requirement[] {
  if (text.length > LENGTH) {
    throw new RequirementError(1, `it is longer than ${LENGTH}.`, '');
  }
  return new Parser(text).alternatives();
}

class Parser {
  readonly #text: string;
  readonly #tokens: Token[];
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#tokens = scan(text);
  }

  alternatives(): Requirement[] {
    const found = [this.#alternative()];
    while (this.#take('|')) {
      found.push(this.#alternative());
    }
    if (this.#next.kind !== 'end') {
      this.#fail('"&" or "|" is expected here');
    }
    return found;
  }

  #alternative(): Requirement {
    const found: Requirement = { accelerators: [] };
    do {
      this.#item(found);
    } while (this.#take('&'));
    return { ...found, accelerators: sorted(found.accelerators) };
  }

  #item(into: Requirement): void {
    const token = this.#next;
    switch (token.text) {
      case 'duration':
        this.#at++;
        this.#expect('=');
        into.duration = Math.max(
          into.duration ?? 0,
          this.#quantity(DURATION_UNITS, 'of time', 'm, h or d')
        );
        return;
      case 'cuda':
      case 'mps':
      case 'gpu':
        this.#at++;
        return this.#accelerators(token.text, into);
      case 'cpu':
        this.#at++;
        return this.#processor(into);
      default: {
        const meant = closest(token.text, ITEMS);
        this.#fail(
          `duration, cuda, mps, gpu or cpu is expected here${token.kind === 'word' && meant !== undefined ? `; did you mean "${meant}"?` : ''}`
        );
      }
    }
  }

  #accelerators(kind: AcceleratorKind, into: Requirement): void {
    this.#expect('(');
    const memory = this.#next.text === ')' ? 0 : this.#memory();
    this.#expect(')');
    const start = this.#next;
    const number = this.#take('*') ? this.#number() : 1;
    if (number + into.accelerators.length > ACCELERATORS) {
      this.#fail(`more than ${ACCELERATORS} GPUs are asked for`, start);
    }
    for (let each = 0; each < number; each++) {
      into.accelerators.push({ kind, memory });
    }
  }

  #processor(into: Requirement): void {
    this.#expect('(');
    let cores: number | undefined;
    do {
      if (this.#next.text === 'cores') {
        this.#at++;
        this.#expect('=');
        cores = Math.max(cores ?? 0, this.#number());
      } else if (this.#next.text === 'mem') {
        into.memory = Math.max(into.memory ?? 0, this.#memory());
      } else {
        this.#fail('cores= or mem= is expected here');
      }
    } while (this.#take(','));
    this.#expect(')');
    into.cores = Math.max(into.cores ?? 0, cores ?? 1);
  }

  #memory(): number {
    this.#expect('mem');
    this.#expect('=');
    return this.#quantity(MEMORY_UNITS, 'of memory', 'G, M, GiB or MiB');
  }

  #quantity(
    units: ReadonlyMap<string, number>,
    what: string,
    names: string
  ): number {
    const start = this.#next;
    const number = this.#number();
    const size = units.get(this.#next.text);
    if (size === undefined) {
      this.#fail(`a unit ${what} is expected here: ${names}`);
    }
    this.#at++;
    if (!Number.isSafeInteger(number * size)) {
      this.#fail('the number is too large', start);
    }
    return number * size;
  }

  #number(): number {
    const token = this.#next;
    const number = Number(token.text);
    if (token.kind !== 'number') {
      this.#fail('a whole number is expected here');
    }
    if (number < 1 || !Number.isSafeInteger(number)) {
      this.#fail(`the number is too ${number < 1 ? 'small' : 'large'}`);
    }
    this.#at++;
    return number;
  }

  get #next(): Token {
    return this.#tokens[this.#at];
  }

  #take(text: string): boolean {
    const isThere = this.#next.text === text;
    this.#at += +isThere;
    return isThere;
  }

  #expect(text: string): void {
    if (!this.#take(text)) {
      this.#fail(`"${text}" is expected here`);
    }
  }

  #fail(reason: string, { column } = this.#next): never {
    const { kind, text } = this.#next;
    const got =
      column < this.#next.column
        ? ''
        : kind === 'end'
          ? ', not the end'
          : `, not "${text}"`;
    throw new RequirementError(
      column,
      reason.endsWith('?') ? reason : `${reason}${got}.`,
      this.#text
    );
  }
}
