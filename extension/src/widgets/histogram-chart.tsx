import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { HistogramBucket } from 'trialbook/format';
import { histogramSpec } from '../charts/histogram-spec';
import { pageTheme, vegaConfig } from '../charts/theme';
import { themeWatch } from '../charts/theme-watch';
import { embedVega, type IVegaView } from '../charts/vega';

/** A histogram as a chart. */
export function HistogramChart(props: {
  buckets: readonly HistogramBucket[];
  label: string;
  /** Number of the run's colour. */
  color: number;
  trans: TranslationBundle;
}): JSX.Element {
  const { buckets, color, trans } = props;
  const node = React.useRef<HTMLDivElement>(null);
  const theme = useTheme();
  const [failed, setFailed] = React.useState(false);
  React.useEffect(() => {
    let view: IVegaView | null = null;
    let isGone = false;
    const page = pageTheme();
    const spec = histogramSpec(buckets, page.series[color]);
    if (node.current) {
      embedVega(node.current, spec, vegaConfig(page)).then(
        made => {
          view = made;
          setFailed(false);
          if (isGone) {
            made.finalize();
          }
        },
        () => setFailed(true)
      );
    }
    return () => {
      isGone = true;
      view?.finalize();
    };
  }, [buckets, color, theme]);
  return (
    <>
      {failed ? <p>{trans.__('The chart could not be drawn.')}</p> : null}
      <div
        className="jp-TrialbookMedia-chart"
        ref={node}
        role="img"
        aria-label={props.label}
      />
    </>
  );
}

/** Changes with the theme. */
function useTheme(): number {
  const [count, setCount] = React.useState(0);
  React.useEffect(() => {
    const onChange = () => setCount(old => old + 1);
    themeWatch.changed.connect(onChange);
    return () => {
      themeWatch.changed.disconnect(onChange);
    };
  }, []);
  return count;
}
