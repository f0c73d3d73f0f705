import type { ISignal } from '@lumino/signaling';
import * as React from 'react';

/** Draws again when a model says that it has changed. */
export function useChanges(model: {
  changed: ISignal<unknown, unknown>;
}): void {
  const [, count] = React.useReducer((n: number) => n + 1, 0);
  React.useEffect(() => {
    const slot = () => count();
    model.changed.connect(slot);
    // Something may have changed between the drawing and now.
    count();
    return () => {
      model.changed.disconnect(slot);
    };
  }, [model]);
}
