/** Why a function cannot be sliced, in words that name the variable, the cell and the cures. */
import { TrialbookError } from '../../errors';

/** What cannot go to another process. */
export interface Refused {
  /** Name of the variable. */
  name: string;
  /** What is wrong with it, a sentence without its end. */
  problem: string;
  /** Name of the function that is sliced. */
  entry: string;
  /** The definitions through which the function comes to the variable, the nearest first. */
  through?: readonly string[];
  /** Cells that have to be executed again, when that is the cure. */
  again?: string;
}

/** The error that is thrown. */
export function notSliceable({
  name,
  problem,
  entry,
  through = [],
  again
}: Refused): TrialbookError {
  const way =
    through.length > 0
      ? ` (through ${through.map(each => `\`${each}\``).join(', ')})`
      : '';
  const subject =
    name === entry
      ? `\`${entry}\` cannot be executed in another process`
      : `\`${entry}\` needs \`${name}\`${way}, which exists in this kernel only`;
  const cure =
    again === undefined
      ? name === entry
        ? `Define \`${entry}\` as a function at the top level of a cell, and give it what it needs as flags.`
        : `Make \`${name}\` a flag of \`${entry}\`, or compute it in a function that \`${entry}\` calls.`
      : `Execute ${again} again; or make \`${name}\` a flag of \`${entry}\`, or compute it in a function that \`${entry}\` calls.`;
  return new TrialbookError('NOT_SLICEABLE', `${subject}: ${problem}. ${cure}`);
}
