import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';

/** Characters that are shown at first. */
const SHOWN = 10_000;

/** A text as it is; a long one is shown as a whole when one asks for it. */
export function LongText(props: {
  text: string;
  trans: TranslationBundle;
}): JSX.Element {
  const { text, trans } = props;
  const [whole, setWhole] = React.useState(false);
  const isCut = !whole && text.length > SHOWN;
  return (
    <>
      <pre className="jp-TrialbookText">
        {isCut ? text.slice(0, SHOWN) : text}
      </pre>
      {isCut ? (
        <button className="jp-TrialbookLink" onClick={() => setWhole(true)}>
          {trans.__('Show all %1 characters', text.length.toLocaleString())}
        </button>
      ) : null}
    </>
  );
}
