/** Tokens: counted permits that limit how many do something at once. */
import { TrialbookError } from '../../errors';
import type { TokenNeed } from '../../format/queue';
import { recordingHome } from '../../run/recording-home';
import { openHome } from '../../store/home';
import { takePermits, type HeldPermits } from './permits';

/** What `token()` may be told. */
export interface TokenOptions {
  /** The folder that holds the runs: processes that name the same one share the permits. @default the one that `run()` records to */
  home?: string;
}

/** How permits are waited for. */
export interface HoldOptions {
  /** How many are taken. @default 1 */
  permits?: number;
  /** Ends the wait. */
  signal?: AbortSignal;
}

/** Permits of one name. */
export class Token {
  readonly #options: TokenOptions;

  /** Use `token()` to make one. */
  constructor(
    readonly name: string,
    /** How many there are. */
    readonly permits: number,
    options: TokenOptions = {}
  ) {
    this.#options = options;
  }

  /**
   * So many permits of it, for `holdAll()` and for the option `tokens` of `sweep()`.
   * @throws TrialbookError BAD_OPTION when there are not so many.
   */
  of(take: number): TokenNeed {
    if (!Number.isSafeInteger(take) || take < 1 || take > this.permits) {
      throw new TrialbookError(
        'BAD_OPTION',
        `Of the token ${this.name} ${this.permits} permits can be taken at most, and 1 at least; ${take} were asked for.`
      );
    }
    return { name: this.name, permits: this.permits, take };
  }

  /**
   * Waits for permits. They are free again when they are released, and when this process is gone.
   * @throws TrialbookError BAD_OPTION, HOME_NOT_WRITABLE; the signal's reason.
   */
  async take({ permits = 1, signal }: HoldOptions = {}): Promise<HeldPermits> {
    return takePermits(homeOf(this.#options), [this.of(permits)], signal);
  }

  /**
   * Calls a function while permits are held.
   * @returns what the function returns.
   * @throws TrialbookError BAD_OPTION, HOME_NOT_WRITABLE; what the function throws.
   * @example
   * const gpu = token('gpu', 3);
   * await gpu.hold(() => train(), { permits: 2 });
   */
  async hold<T>(
    fn: () => T | Promise<T>,
    options: HoldOptions = {}
  ): Promise<T> {
    return whileHeld(await this.take(options), fn);
  }
}

/**
 * Permits that are shared by all processes of a home: `permits` of them, whoever asks.
 * @param name letters, digits, `.`, `_` and `-`.
 * @throws TrialbookError BAD_OPTION
 * @example
 * const licence = token('licence', 2);
 * await sweep(simulate, { seed: range(100) }, { workers: 8, tokens: [licence] });
 */
export function token(
  name: string,
  permits: number,
  options: TokenOptions = {}
): Token {
  if (typeof name !== 'string' || !/^[A-Za-z0-9][\w.-]{0,99}$/.test(name)) {
    throw new TrialbookError(
      'BAD_OPTION',
      `A token has a name of letters, digits, ".", "_" and "-", which begins with a letter or a digit; got ${JSON.stringify(name)}.`
    );
  }
  if (!Number.isSafeInteger(permits) || permits < 1 || permits > 10_000) {
    throw new TrialbookError(
      'BAD_OPTION',
      `The token ${name} has a whole number of permits, from 1 to 10 000; got ${permits}.`
    );
  }
  return new Token(name, permits, options);
}

/**
 * Calls a function while permits of several tokens are held. They are taken all at once, so that two who need the same
 * ones never wait for each other.
 * @throws TrialbookError BAD_OPTION, HOME_NOT_WRITABLE; what the function throws.
 * @example
 * await holdAll([gpu.of(2), disk], () => train());
 */
export async function holdAll<T>(
  tokens: readonly (Token | TokenNeed)[],
  fn: () => T | Promise<T>,
  options: TokenOptions & Pick<HoldOptions, 'signal'> = {}
): Promise<T> {
  const needs = needsOf(tokens);
  return whileHeld(
    await takePermits(homeOf(options), needs, options.signal),
    fn
  );
}

/**
 * What is needed of each token.
 * @throws TrialbookError BAD_OPTION when a token is named twice, or is none.
 */
export function needsOf(tokens: readonly (Token | TokenNeed)[]): TokenNeed[] {
  const needs = tokens.map(each =>
    each instanceof Token ? each.of(1) : checked(each)
  );
  const names = needs.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) {
    throw new TrialbookError(
      'BAD_OPTION',
      `The token ${twice} is named twice. Say how many permits are needed: ${twice}.of(2).`
    );
  }
  // In one order, so that whoever needs the same ones meets at the first of them.
  return needs.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function checked(need: TokenNeed): TokenNeed {
  const { name, permits, take } = need ?? {};
  return token(name, permits).of(take);
}

async function whileHeld<T>(
  held: HeldPermits,
  fn: () => T | Promise<T>
): Promise<T> {
  try {
    return await fn();
  } finally {
    held.release();
  }
}

/** Made when there is none yet: the permits are files in it. */
function homeOf({ home }: TokenOptions): string {
  const dir = recordingHome(home);
  return openHome({ home: dir, from: dir }).dir;
}
