/** What a job needs of the machine that it runs on. */
import { TrialbookError } from '../../errors';

/** A kind of GPU: of NVIDIA, of Apple, or any. */
export type AcceleratorKind = 'cuda' | 'mps' | 'gpu';

/** One GPU. */
export interface Accelerator {
  kind: AcceleratorKind;
  /** Bytes of its memory, at least; 0 when it does not matter. */
  memory: number;
}

/** One way in which a need can be met. What is not given does not matter. */
export interface Requirement {
  /** Milliseconds that a run may take. */
  duration?: number;
  /** Cores of the processor. */
  cores?: number;
  /** Bytes of main memory. */
  memory?: number;
  /** GPUs, those with the most memory first. */
  accelerators: Accelerator[];
}

/** A requirement that cannot be read. Its message has the text, and a caret below the character where it goes wrong. */
export class RequirementError extends TrialbookError {
  /** The message without the text and the caret. */
  readonly reason: string;

  constructor(
    /** The character at which it goes wrong, from 1. */
    readonly column: number,
    reason: string,
    text: string
  ) {
    // One column a character, whatever was in it.
    const line = text.replace(/[^\x20-\x7e]/g, unit =>
      /\s|\p{C}/u.test(unit) ? ' ' : unit
    );
    super(
      'BAD_REQUIREMENT',
      `The requirement goes wrong at character ${column}: ${reason}\n  ${line}\n  ${' '.repeat(column - 1)}^`
    );
    this.name = 'RequirementError';
    this.reason = reason;
  }
}

/** Those with the most memory first, then by kind: what is equal looks equal. */
export function sorted(accelerators: readonly Accelerator[]): Accelerator[] {
  return [...accelerators].sort(
    (a, b) => b.memory - a.memory || (a.kind < b.kind ? -1 : +(a.kind > b.kind))
  );
}
