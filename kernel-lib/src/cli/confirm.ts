/** Questions to whoever sits at the terminal. */
import { createInterface } from 'node:readline/promises';
import { TrialbookError } from '../errors';
import type { CommandInput, CommandOption } from './command';

/** To be spread into the options of a command that asks. */
export const YES_OPTION = {
  yes: { type: 'boolean', short: 'y', description: 'Do not ask' }
} as const satisfies Record<string, CommandOption>;

/**
 * Asks whether to go on, if standard input is a terminal and `--yes` was not given.
 * @throws TrialbookError NOT_CONFIRMED when the answer is not yes.
 */
export async function confirm(
  { values }: CommandInput,
  question: string
): Promise<void> {
  if (values.yes === true || !process.stdin.isTTY) {
    return;
  }
  const terminal = createInterface({
    input: process.stdin,
    output: process.stderr
  });
  const closed = new Promise<string>(resolve =>
    terminal.once('close', () => resolve(''))
  );
  try {
    const answer = await Promise.race([
      terminal.question(`${question} [y/N] `),
      closed
    ]);
    if (!/^\s*y(es)?\s*$/i.test(answer)) {
      throw new TrialbookError('NOT_CONFIRMED', 'Nothing was done.');
    }
  } finally {
    terminal.close();
  }
}
