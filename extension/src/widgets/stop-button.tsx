import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

/** Asks a run to stop; says so until it has. */
export function StopButton(props: {
  stop: () => Promise<void>;
  trans: TranslationBundle;
  primary?: boolean;
}): JSX.Element {
  const { trans } = props;
  const [state, setState] = React.useState<'idle' | 'asked' | 'failed'>('idle');
  const click = async () => {
    setState('asked');
    try {
      await props.stop();
    } catch (reason) {
      console.warn('The stop signal could not be written.', reason);
      setState('failed');
    }
  };
  return (
    <button
      className={`jp-TrialbookButton${props.primary ? ' jp-mod-primary' : ''}`}
      disabled={state === 'asked'}
      title={
        state === 'failed'
          ? trans.__('The stop signal could not be written: try again')
          : trans.__('Stop the run at its next log()')
      }
      onClick={() => void click()}
    >
      {state === 'asked' ? trans.__('Stopping…') : trans.__('Stop')}
    </button>
  );
}
