/**
 * Chance that is the same everywhere: each number is computed from the seed, the trial and the parameter's name alone, so
 * that more trials or parameters change none of those that were there. A counter-based generator, with SHA-256 as its
 * function (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", 2011).
 */
import { createHash } from 'node:crypto';
import type { Distribution } from './values';

/** Digits that are kept: the same on machines whose `exp` differs in the last bits. */
const DIGITS = 12;

/** A number from 0 up to 1. */
export function chance(seed: number, trial: number, name: string): number {
  const bytes = createHash('sha256')
    .update(`${seed}\n${trial}\n${name}`)
    .digest();
  return Number(bytes.readBigUInt64BE() >> 11n) / 2 ** 53;
}

export function draw(
  { kind, low, high }: Distribution,
  seed: number,
  trial: number,
  name: string
): number {
  const part = chance(seed, trial, name);
  const value =
    kind === 'uniform'
      ? low + part * (high - low)
      : Math.exp(Math.log(low) + part * (Math.log(high) - Math.log(low)));
  return Number(Math.min(Math.max(value, low), high).toPrecision(DIGITS));
}
