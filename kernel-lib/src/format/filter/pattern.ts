/**
 * Regular expressions whose time grows with pattern times text and no faster: all ways to go on are followed at once
 * (Thompson's construction), so that no pattern of a user meets a text of a stranger that takes for ever.
 */
import {
  isWordCode,
  parsePattern,
  PatternError,
  type CodeTest,
  type PatternAssertion,
  type PatternNode
} from './pattern-syntax';

type Step =
  | { kind: 'set'; test: CodeTest }
  | { kind: 'assert'; assertion: PatternAssertion }
  /** Goes on at both. */
  | { kind: 'fork'; to: number; or: number }
  | { kind: 'found' };

/** Steps of a compiled pattern; repetitions in braces multiply. */
const STEP_LIMIT = 5000;

/** Of longer texts the beginning is looked at: UTF-16 units. */
const TEXT_LIMIT = 10_000;

/**
 * A test whether a text contains what the pattern describes.
 * @throws PatternError
 */
export function compilePattern(
  source: string,
  { ignoreCase = false }: { ignoreCase?: boolean } = {}
): (text: string) => boolean {
  const steps: Step[] = [];
  emit(parsePattern(source, ignoreCase), steps);
  steps.push({ kind: 'found' });
  const matcher = new Matcher(steps, startsAtStart(steps));
  return text => matcher.test(text.slice(0, TEXT_LIMIT));
}

function emit(node: PatternNode, steps: Step[]): void {
  if (steps.length > STEP_LIMIT) {
    throw new PatternError(0, 'this pattern repeats too much.');
  }
  switch (node.kind) {
    case 'set':
    case 'assert':
      steps.push(node);
      break;
    case 'all':
      node.items.forEach(item => emit(item, steps));
      break;
    case 'any':
      emitAny(node.items, steps);
      break;
    case 'repeat':
      emitRepeat(node, steps);
  }
}

function emitAny([first, ...others]: PatternNode[], steps: Step[]): void {
  if (others.length === 0) {
    emit(first, steps);
    return;
  }
  const fork = pushFork(steps);
  emit(first, steps);
  const jump = pushFork(steps);
  fork.or = steps.length;
  emitAny(others, steps);
  jump.to = jump.or = steps.length;
}

function emitRepeat(
  { item, min, max }: Extract<PatternNode, { kind: 'repeat' }>,
  steps: Step[]
): void {
  for (let time = 0; time < min; time++) {
    emit(item, steps);
  }
  if (max === Infinity) {
    const start = steps.length;
    const fork = pushFork(steps);
    emit(item, steps);
    const jump = pushFork(steps);
    jump.to = jump.or = start;
    fork.or = steps.length;
    return;
  }
  const forks: ReturnType<typeof pushFork>[] = [];
  for (let time = min; time < max; time++) {
    forks.push(pushFork(steps));
    emit(item, steps);
  }
  for (const fork of forks) {
    fork.or = steps.length;
  }
}

/** A fork to the next step; the other way is set when it is known. */
function pushFork(steps: Step[]): Extract<Step, { kind: 'fork' }> {
  const at = steps.length + 1;
  const fork = { kind: 'fork', to: at, or: at } as const;
  const step: Extract<Step, { kind: 'fork' }> = { ...fork };
  steps.push(step);
  return step;
}

function startsAtStart([first]: Step[]): boolean {
  return first.kind === 'assert' && first.assertion === 'start';
}

class Matcher {
  readonly #steps: readonly Step[];
  readonly #anchored: boolean;
  /** Round in which a step was entered last, so that none is entered twice in one. */
  readonly #entered: Float64Array;
  #round = 0;

  constructor(steps: readonly Step[], anchored: boolean) {
    this.#steps = steps;
    this.#anchored = anchored;
    this.#entered = new Float64Array(steps.length);
  }

  test(text: string): boolean {
    let waiting: number[] = [];
    for (let at = 0; ; ) {
      this.#round++;
      const code = text.codePointAt(at);
      const next: number[] = [];
      const alive =
        waiting.some(step => this.#enter(step, text, at, next)) ||
        ((at === 0 || !this.#anchored) && this.#enter(0, text, at, next));
      if (alive) {
        return true;
      }
      if (code === undefined || (this.#anchored && next.length === 0)) {
        return false;
      }
      waiting = this.#advance(next, code);
      at += code > 0xffff ? 2 : 1;
    }
  }

  /** Collects the sets that can be tried at this place; true when the pattern is found. */
  #enter(step: number, text: string, at: number, sets: number[]): boolean {
    const open = [step];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (this.#entered[next] === this.#round) {
        continue;
      }
      this.#entered[next] = this.#round;
      const found = this.#steps[next];
      if (found.kind === 'found') {
        return true;
      }
      if (found.kind === 'set') {
        sets.push(next);
      } else if (found.kind === 'fork') {
        open.push(found.or, found.to);
      } else if (holds(found.assertion, text, at)) {
        open.push(next + 1);
      }
    }
    return false;
  }

  #advance(sets: number[], code: number): number[] {
    const next: number[] = [];
    for (const at of sets) {
      const step = this.#steps[at];
      if (step.kind === 'set' && step.test(code)) {
        next.push(at + 1);
      }
    }
    return next;
  }
}

function holds(assertion: PatternAssertion, text: string, at: number): boolean {
  switch (assertion) {
    case 'start':
      return at === 0;
    case 'end':
      return at === text.length;
    default: {
      const before = isWordAt(text, at - 1);
      const boundary = before !== isWordAt(text, at);
      return boundary === (assertion === 'boundary');
    }
  }
}

function isWordAt(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return !Number.isNaN(code) && isWordCode(code);
}
