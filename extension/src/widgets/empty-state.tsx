import type { TranslationBundle } from '@jupyterlab/translation';
import { Clipboard } from '@jupyterlab/apputils';
import { checkIcon, copyIcon } from '@jupyterlab/ui-components';
import * as React from 'react';

/** The code that makes a first run. */
export const FIRST_RUN = `import { run, log } from "trialbook";

await run(({ lr = 0.1 } = {}) => {
  for (let i = 0; i < 50; i++)
    log("loss", Math.exp(-lr * i));
});`;

/** A place where nothing is to be shown, and why. */
export function EmptyState(props: {
  title: string;
  children?: React.ReactNode;
  /** A problem rather than a beginning. */
  problem?: boolean;
}): JSX.Element {
  return (
    <div
      className={`jp-TrialbookEmpty${props.problem ? ' jp-mod-problem' : ''}`}
      role={props.problem ? 'alert' : 'status'}
    >
      <h3>{props.title}</h3>
      {props.children}
    </div>
  );
}

/** The lines to start with, and a button that copies them. */
export function FirstRunCode(props: { trans: TranslationBundle }): JSX.Element {
  const { trans } = props;
  const [copied, setCopied] = React.useState(false);
  const copy = () => {
    Clipboard.copyToSystem(FIRST_RUN);
    setCopied(true);
  };
  return (
    <div className="jp-TrialbookEmpty-code">
      <pre tabIndex={0}>{FIRST_RUN}</pre>
      <button
        className="jp-mod-minimal jp-Button"
        title={copied ? trans.__('Copied') : trans.__('Copy the code')}
        onClick={copy}
      >
        {copied ? (
          <checkIcon.react tag="span" width="14px" height="14px" />
        ) : (
          <copyIcon.react tag="span" width="14px" height="14px" />
        )}
      </button>
    </div>
  );
}
