import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { formatDuration } from '../model/time-format';
import { FlagLine } from '../widgets/flag-line';
import { StopButton } from '../widgets/stop-button';
import { StatusIcon } from '../widgets/status-icon';
import { useNow } from '../widgets/use-now';
import type { RunStatus } from '../tokens';
import { lastStep } from './card-info';
import type { CardModel } from './card-model';

/** The first line of a run card, and what there is to say about the run. */
export class CardHeader extends ReactWidget {
  constructor(model: CardModel, trans: TranslationBundle) {
    super();
    this.addClass('jp-TrialbookCard-head');
    this._model = model;
    this._trans = trans;
  }

  protected override render(): JSX.Element {
    return (
      <UseSignal
        signal={this._model.changed}
        shouldUpdate={(_, c) => c === 'info'}
      >
        {() => <Header model={this._model} trans={this._trans} />}
      </UseSignal>
    );
  }

  private _model: CardModel;
  private _trans: TranslationBundle;
}

function Header(props: {
  model: CardModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const { info } = model;
  const isLive = model.live !== null && info.status === 'running';
  return (
    <>
      <div className="jp-TrialbookCard-line">
        <StatusIcon status={info.status} trans={trans} />
        <span className="jp-TrialbookCard-name" title={info.name}>
          {info.name}
        </span>
        {info.label ? (
          <span className="jp-TrialbookCard-label" title={info.label}>
            {info.label}
          </span>
        ) : null}
        <FlagLine info={info} />
        <Facts model={model} trans={trans} />
        {isLive ? <StopButton stop={() => model.stop()} trans={trans} /> : null}
        {model.canAct ? (
          <button
            className="jp-TrialbookButton"
            title={trans.__('Open the run in the main area')}
            onClick={() => void model.open()}
          >
            {trans.__('Open')}
          </button>
        ) : null}
      </div>
      <Notes model={model} trans={trans} />
    </>
  );
}

/** How far the run is, or how it ended. */
function Facts(props: {
  model: CardModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const { info } = model;
  const runs = info.status === 'running' && model.live !== null;
  const now = useNow(runs);
  const step = lastStep(info);
  const started = info.started ?? info.created;
  const end = info.ended ?? (runs ? now : undefined);
  const parts = [
    outcome(info.status, model.live !== null, trans),
    step === null ? '' : trans.__('step %1', step.toLocaleString()),
    end === undefined ? '' : formatDuration(end - started)
  ].filter(part => part);
  return <span className="jp-TrialbookCard-facts">{parts.join(' · ')}</span>;
}

/** How it ended in a word, unless the status mark says enough. */
function outcome(
  status: RunStatus,
  isLive: boolean,
  trans: TranslationBundle
): string {
  switch (status) {
    case 'pending':
      return trans.__('pending');
    case 'running':
      return isLive ? '' : trans.__('running when saved');
    case 'failed':
      return trans.__('failed');
    case 'terminated':
      return trans.__('terminated');
    case 'lost':
      return trans.__('lost');
    case 'completed':
      return '';
  }
}

function Notes(props: {
  model: CardModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const { info, card, problem } = model;
  return (
    <>
      {info.error ? (
        <div className="jp-TrialbookCard-error" title={info.error}>
          {info.error}
        </div>
      ) : null}
      {card.newHome && card.home ? (
        <div className="jp-TrialbookCard-note">
          {trans.__('Runs are kept in "%1".', card.home)}
        </div>
      ) : null}
      {problem ? (
        <div className="jp-TrialbookCard-problem">{problem}</div>
      ) : null}
    </>
  );
}
