import type { RecordedError } from '../format/journal';
import type { Kernel } from './kernel';

/** Texts longer than this are cut. */
const TEXT_LIMIT = 20000;

/** What is kept of anything that was thrown. Never throws. */
export function recordError(thrown: unknown, kernel: Kernel): RecordedError {
  if (!(thrown instanceof Error)) {
    return { name: 'Error', message: cut(textOf(thrown)) };
  }
  const position = kernel.position(thrown);
  return {
    name: cut(textOf(thrown.name)),
    message: cut(textOf(thrown.message)),
    ...(typeof thrown.stack === 'string' && { stack: cut(thrown.stack) }),
    ...(position && { position })
  };
}

function textOf(value: unknown): string {
  try {
    return String(value);
  } catch {
    return 'a value that has no text';
  }
}

function cut(text: string): string {
  return text.length > TEXT_LIMIT ? `${text.slice(0, TEXT_LIMIT)}…` : text;
}
