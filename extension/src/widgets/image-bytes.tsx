import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { imageTypeOf } from 'trialbook/format';

/** Images that are narrower are shown larger, with their pixels. */
const SMALL = 96;

/** An image from bytes, of which nothing is believed but what they themselves say; an SVG, which is a program, is none. */
export function ImageBytes(props: {
  bytes: Uint8Array;
  name: string;
  trans: TranslationBundle;
}): JSX.Element {
  const { bytes, name, trans } = props;
  const type = React.useMemo(() => imageTypeOf(bytes), [bytes]);
  const [url, setUrl] = React.useState('');
  const [broken, setBroken] = React.useState(false);
  React.useEffect(() => {
    if (!type) {
      return;
    }
    const made = URL.createObjectURL(
      new Blob([bytes.slice()], { type: type.mime })
    );
    setUrl(made);
    setBroken(false);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  if (!type || broken) {
    return (
      <p className="jp-TrialbookPreview-note">
        {trans.__('This is no PNG, JPEG, GIF or WebP image.')}
      </p>
    );
  }
  const isSmall = type.width > 0 && type.width < SMALL;
  return (
    <>
      {url ? (
        <img
          className={`jp-TrialbookImage${isSmall ? ' jp-mod-small' : ''}`}
          src={url}
          alt={name}
          onError={() => setBroken(true)}
        />
      ) : null}
      {type.width > 0 ? (
        <div className="jp-TrialbookPreview-note">
          {`${type.width} × ${type.height}`}
        </div>
      ) : null}
    </>
  );
}
