/** What a run prints goes on to the terminal, in step with it. */
import type { Readable, Writable } from 'node:stream';

/**
 * Gives each chunk to `record`, then to `target`; when `target` is slow, `source` waits. A reader that has gone away,
 * such as `head`, stops the printing and nothing else.
 * @returns resolved when everything from `source` was handed on.
 */
export function passThrough(
  source: Readable,
  target: Writable,
  record: (chunk: Buffer) => void
): Promise<void> {
  let open = true;
  const close = () => {
    open = false;
    source.resume();
  };
  const resume = () => source.resume();
  target.once('error', close);
  source.on('data', (chunk: Buffer) => {
    record(chunk);
    if (open && !target.write(chunk)) {
      source.pause();
      target.once('drain', resume);
    }
  });
  return new Promise(resolve => {
    source.once('close', () => {
      target.off('drain', resume);
      target.off('error', close);
      // A late failure of the terminal has nobody else to hear it.
      target.on('error', () => undefined);
      resolve();
    });
  });
}
