import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { Media } from 'trialbook/format';
import type { IMediaPoint, IMediaSeries, IRunMedia } from '../tokens';
import { HistogramChart } from './histogram-chart';
import { ImageBytes } from './image-bytes';
import { LongText } from './long-text';

interface IItemProps {
  media: IRunMedia;
  series: IMediaSeries;
  /** Number of the run's colour. */
  color: number;
  trans: TranslationBundle;
}

/** The images, texts or histograms of one name: the newest step, until one goes to another. */
export function MediaItem(props: IItemProps): JSX.Element {
  const { series, trans } = props;
  const { points, tag } = series;
  const [chosen, setChosen] = React.useState<number | null>(null);
  const last = points.length - 1;
  const at = chosen === null ? last : Math.min(chosen, last);
  const go = (to: number) => setChosen(to >= last ? null : Math.max(0, to));
  return (
    <figure className={`jp-TrialbookMedia-item jp-mod-${series.kind}`}>
      <figcaption title={tag}>{tag}</figcaption>
      <Content {...props} point={points[at]} />
      <div className="jp-TrialbookMedia-steps">
        {last > 0 ? (
          <>
            <button
              className="jp-TrialbookButton"
              aria-label={trans.__('Step before')}
              disabled={at === 0}
              onClick={() => go(at - 1)}
            >
              ‹
            </button>
            <input
              type="range"
              min={0}
              max={last}
              value={at}
              aria-label={trans.__('Step of %1', tag)}
              aria-valuetext={trans.__('step %1', points[at].step)}
              onChange={event => go(Number(event.currentTarget.value))}
            />
            <button
              className="jp-TrialbookButton"
              aria-label={trans.__('Step after')}
              disabled={at === last}
              onClick={() => go(at + 1)}
            >
              ›
            </button>
          </>
        ) : null}
        <span>{trans.__('step %1', points[at].step.toLocaleString())}</span>
      </div>
    </figure>
  );
}

type Loaded = { state: 'loading' | 'gone' } | { state: 'ready'; item: Media };

/** Keeps what it shows until the next item is there, so that nothing flickers. */
function Content(props: IItemProps & { point: IMediaPoint }): JSX.Element {
  const { media, series, point, color, trans } = props;
  const [loaded, setLoaded] = React.useState<Loaded>({ state: 'loading' });
  const { file, offset } = point;
  React.useEffect(() => {
    let isGone = false;
    media.load(series, point).then(
      item => {
        if (!isGone) {
          setLoaded(item ? { state: 'ready', item } : { state: 'gone' });
        }
      },
      () => !isGone && setLoaded({ state: 'gone' })
    );
    return () => {
      isGone = true;
    };
  }, [file, offset]);
  if (loaded.state !== 'ready') {
    return (
      <p className="jp-TrialbookPreview-note">
        {loaded.state === 'gone'
          ? trans.__('It could not be read.')
          : trans.__('Reading…')}
      </p>
    );
  }
  const { item } = loaded;
  switch (item.kind) {
    case 'image':
      return (
        <div className="jp-TrialbookMedia-images">
          {item.images.map((bytes, i) => (
            <ImageBytes key={i} bytes={bytes} name={series.tag} trans={trans} />
          ))}
        </div>
      );
    case 'text':
      return <LongText text={item.text} trans={trans} />;
    case 'histogram':
      return (
        <HistogramChart
          buckets={item.buckets}
          label={trans.__(
            'Histogram of %1 at step %2',
            series.tag,
            item.step.toLocaleString()
          )}
          color={color}
          trans={trans}
        />
      );
  }
}
