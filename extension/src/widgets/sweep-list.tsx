import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ISweepInfo } from '../tokens';
import { iconOf } from './sweep-icon';
import { SweepBar, sweepRest, sweepWords } from './sweep-progress';
import { StatusIcon } from './status-icon';

/** Sweeps that have ended and are shown before they are asked for. */
const ENDED_SHOWN = 2;

/** Sweeps that are shown at most. */
const MOST = 50;

/** The sweeps of a home, above its runs; nothing where there are none. */
export function SweepList(props: {
  sweeps: readonly ISweepInfo[];
  /** Path of the home. */
  home: string;
  trans: TranslationBundle;
  onOpen: (batch: string) => void;
}): JSX.Element | null {
  const { sweeps, home, trans, onOpen } = props;
  const [isWhole, setWhole] = React.useState(false);
  const [isFolded, setFolded] = React.useState(false);
  React.useEffect(() => setWhole(false), [home]);
  if (sweeps.length === 0) {
    return null;
  }
  const shown = isWhole ? sweeps.slice(0, MOST) : shortList(sweeps);
  const more = sweeps.length - shown.length;
  return (
    <section className="jp-TrialbookSweeps" aria-label={trans.__('Sweeps')}>
      <h3 className="jp-TrialbookSweeps-head">
        <button aria-expanded={!isFolded} onClick={() => setFolded(!isFolded)}>
          {trans.__('Sweeps')}
          <span className="jp-TrialbookSweeps-count">
            {sweeps.length.toLocaleString()}
          </span>
        </button>
      </h3>
      {!isFolded && (
        <div role="list">
          {shown.map(info => (
            <SweepRow key={info.id} info={info} trans={trans} onOpen={onOpen} />
          ))}
        </div>
      )}
      {!isFolded && (more > 0 || isWhole) && (
        <button
          className="jp-TrialbookLink jp-TrialbookSweeps-more"
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? trans.__('Fewer') : trans._n('%1 more', '%1 more', more)}
        </button>
      )}
    </section>
  );
}

/** Those under way, and the newest of the others. */
function shortList(sweeps: readonly ISweepInfo[]): readonly ISweepInfo[] {
  const isOpen = ({ counts }: ISweepInfo) =>
    counts.pending + counts.running > 0;
  const ended = sweeps.filter(info => !isOpen(info)).slice(0, ENDED_SHOWN);
  return sweeps.filter(info => isOpen(info) || ended.includes(info));
}

function SweepRow(props: {
  info: ISweepInfo;
  trans: TranslationBundle;
  onOpen: (batch: string) => void;
}): JSX.Element {
  const { info, trans, onOpen } = props;
  const words = sweepWords(info, trans);
  const rest = sweepRest(info, trans);
  return (
    <div role="listitem">
      <button
        className="jp-TrialbookSweepRow"
        data-sweep={info.id}
        data-state={info.state}
        title={trans.__('Open the sweep')}
        onClick={() => onOpen(info.id)}
      >
        <StatusIcon status={iconOf(info.state)} trans={trans} />
        <span className="jp-TrialbookSweepRow-title">
          <b>{info.name}</b>
          {info.label !== undefined && <span> {info.label}</span>}
        </span>
        <span className="jp-TrialbookSweepRow-count">{words[0]}</span>
        <SweepBar info={info} trans={trans} />
        <span className="jp-TrialbookSweepRow-rest">
          {rest || words.slice(1).join(' · ')}
        </span>
      </button>
    </div>
  );
}
