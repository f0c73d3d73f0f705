import { activeRun } from './context';
import type { OutputStream } from '../format/output';

type Write = typeof process.stdout.write;

let installed = false;

/**
 * From now on, what a run prints goes to its output file too. Whoever replaces `process.stdout.write` later, as
 * tslab does at every cell, replaces what lies behind the capture, not the capture.
 */
export function captureOutput(): void {
  if (!installed) {
    installed = true;
    capture('stdout');
    capture('stderr');
  }
}

function capture(name: OutputStream): void {
  const stream = process[name];
  let inner: Write = stream.write;
  const write = function (this: unknown, ...args: Parameters<Write>): boolean {
    const [chunk, encoding] = args as unknown as [
      string | Uint8Array,
      BufferEncoding | (() => void) | undefined
    ];
    activeRun()?.output(
      name,
      chunk,
      typeof encoding === 'string' ? encoding : undefined
    );
    return Reflect.apply(inner, stream, args);
  } as Write;
  Object.defineProperty(stream, 'write', {
    configurable: true,
    enumerable: true,
    get: () => write,
    set: (replacement: Write) => {
      if (replacement !== write) {
        inner = replacement;
      }
    }
  });
}
