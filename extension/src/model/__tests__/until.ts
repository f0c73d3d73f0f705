import type { ISignal } from '@lumino/signaling';

/** Resolved when `predicate` holds, which is looked at now and at each emission. */
export function until<T>(
  signal: ISignal<T, unknown>,
  predicate: () => boolean
): Promise<void> {
  return new Promise(resolve => {
    const look = () => {
      if (predicate()) {
        signal.disconnect(look);
        resolve();
      }
    };
    signal.connect(look);
    look();
  });
}
