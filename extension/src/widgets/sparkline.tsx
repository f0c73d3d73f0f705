import * as React from 'react';
import { runColorVariable } from '../model/run-color';
import { sparklinePath } from '../model/sparkline-path';

const WIDTH = 48;
const HEIGHT = 16;

/** The primary metric's course as a small line in the run's colour. Decoration: the value stands beside it. */
export const Sparkline = React.memo(function Sparkline(props: {
  run: string;
  values: readonly (number | null)[];
}): JSX.Element {
  return (
    <svg
      className="jp-TrialbookSparkline"
      width={WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      <path
        d={sparklinePath(props.values, WIDTH, HEIGHT)}
        style={{ stroke: runColorVariable(props.run) }}
      />
    </svg>
  );
});
