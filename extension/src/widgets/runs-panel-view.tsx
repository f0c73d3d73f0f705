import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { RunsPanelModel } from '../model/runs-panel-model';
import { EmptyState, FirstRunCode } from './empty-state';
import { LiveChip } from './live-chip';
import { RunList } from './run-list';
import { SweepList } from './sweep-list';
import { useChanges } from './use-changes';
import { useNow } from './use-now';

/** Names what is said of the filter, for the box. */
const FILTER_PROBLEM_ID = 'jp-TrialbookRuns-filterProblem';

/** What the panel's view is given. */
export interface IRunsPanelViewProps {
  model: RunsPanelModel;
  trans: TranslationBundle;
  onOpen: (id: string) => void;
  onStop: (id: string) => void;
  /** Compares the two selected runs. */
  onCompare: () => void;
  /** Opens a sweep, by its last submission. */
  onOpenSweep: (batch: string) => void;
}

/** The Runs panel: which home, a filter, the runs. */
export function RunsPanelView(props: IRunsPanelViewProps): JSX.Element {
  const { model, trans } = props;
  useChanges(model);
  const now = useNow(model.visible);
  return (
    <>
      <div className="jp-TrialbookRuns-header">
        <h2>{trans.__('Runs')}</h2>
        <HomeName path={model.home?.path} trans={trans} />
        <LiveChip
          updated={model.home?.updated ?? 0}
          now={now}
          visible={model.visible}
          problem={model.problem}
          trans={trans}
        />
      </div>
      <FilterBox model={model} trans={trans} />
      {model.home && model.unreachable.length > 0 && (
        <div className="jp-TrialbookRuns-notice" role="alert">
          {model.unreachable.at(-1)}
        </div>
      )}
      <SelectedPair {...props} />
      {model.home && (
        <SweepList
          sweeps={model.home.sweeps}
          home={model.home.path}
          trans={trans}
          onOpen={props.onOpenSweep}
        />
      )}
      <div className="jp-TrialbookRuns-body">
        <Body {...props} now={now} />
      </div>
    </>
  );
}

/** What can be done with two selected runs. */
function SelectedPair(props: IRunsPanelViewProps): JSX.Element | null {
  const { model, trans, onCompare } = props;
  if (!model.pair) {
    return null;
  }
  return (
    <div className="jp-TrialbookRuns-pair" role="status">
      <span>{trans.__('2 runs selected')}</span>
      <button
        className="jp-mod-styled jp-mod-accept"
        title={trans.__('Show what differs between the selected runs')}
        onClick={onCompare}
      >
        {trans.__('Compare')}
      </button>
    </div>
  );
}

function Body(props: IRunsPanelViewProps & { now: number }): JSX.Element {
  const { model, trans } = props;
  const home = model.home;
  if (home && home.runs.length > 0) {
    return model.layout.rows.length > 0 ? (
      <RunList {...props} />
    ) : (
      <EmptyState title={trans.__('No run matches the filter')}>
        <p>
          {trans.__(
            'Words are looked for in the name, label, tags, flags and id. Try loss<0.1, not tag:debug, name~/^fit/ or started>2d.'
          )}
        </p>
        <button
          className="jp-mod-styled jp-mod-minimal"
          onClick={() => {
            model.filter = '';
          }}
        >
          {trans.__('Clear the filter')}
        </button>
      </EmptyState>
    );
  }
  return <NoRuns {...props} />;
}

function NoRuns({ model, trans }: IRunsPanelViewProps): JSX.Element {
  const state = model.home?.state ?? { kind: 'missing' };
  if (model.problem !== null) {
    return (
      <EmptyState title={trans.__('The server does not answer')} problem>
        <p>{model.problem}</p>
        <button
          className="jp-mod-styled jp-mod-accept"
          onClick={() => void model.refresh()}
        >
          {trans.__('Try again')}
        </button>
      </EmptyState>
    );
  }
  if (state.kind === 'unreachable') {
    return (
      <EmptyState title={trans.__('These runs are out of reach')} problem>
        <p>{state.message}</p>
      </EmptyState>
    );
  }
  if (model.searching || state.kind === 'loading') {
    return <EmptyState title={trans.__('Looking for runs…')} />;
  }
  if (state.kind === 'missing' && model.unreachable.length > 0) {
    return (
      <EmptyState title={trans.__('These runs are out of reach')} problem>
        {model.unreachable.map(message => (
          <p key={message}>{message}</p>
        ))}
      </EmptyState>
    );
  }
  return (
    <EmptyState title={trans.__('No runs yet')}>
      <p>{trans.__('Run this in a cell of a TypeScript notebook:')}</p>
      <FirstRunCode trans={trans} />
      <p>{trans.__('The run appears here while it runs.')}</p>
    </EmptyState>
  );
}

function HomeName(props: {
  path?: string;
  trans: TranslationBundle;
}): JSX.Element | null {
  const { path, trans } = props;
  if (path === undefined) {
    return null;
  }
  return (
    <span
      className="jp-TrialbookRuns-home"
      title={trans.__('Runs of the folder %1', `/${path}`)}
    >
      {path.split('/').slice(-2).join('/') || '/'}
    </span>
  );
}

function FilterBox(props: {
  model: RunsPanelModel;
  trans: TranslationBundle;
}): JSX.Element {
  const { model, trans } = props;
  const onKeyDown = (event: React.KeyboardEvent<HTMLInputElement>) => {
    const list = event.currentTarget
      .closest('.jp-TrialbookRuns')
      ?.querySelector<HTMLElement>('.jp-TrialbookRunList');
    if (event.key === 'Escape') {
      if (model.filter) {
        model.filter = '';
      } else {
        list?.focus();
      }
    } else if (event.key === 'ArrowDown' || event.key === 'Enter') {
      list?.focus();
      if (!model.selected) {
        model.move(1);
      }
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const problem = model.filterProblem;
  return (
    <>
      <div className="jp-TrialbookRuns-filter">
        <input
          type="text"
          className="jp-mod-styled"
          placeholder={trans.__('Filter, such as train loss<0.1')}
          aria-label={trans.__('Filter the runs')}
          aria-keyshortcuts="/"
          aria-invalid={problem !== null}
          aria-describedby={problem ? FILTER_PROBLEM_ID : undefined}
          spellCheck={false}
          value={model.filter}
          onChange={event => {
            model.filter = event.target.value;
          }}
          onKeyDown={onKeyDown}
        />
        {model.filter !== '' && !problem && (
          <span className="jp-TrialbookRuns-count" role="status">
            {trans.__(
              '%1 of %2',
              model.layout.runs.length.toLocaleString(),
              (model.home?.runs.length ?? 0).toLocaleString()
            )}
          </span>
        )}
      </div>
      {problem && (
        <div
          id={FILTER_PROBLEM_ID}
          className="jp-TrialbookRuns-filterProblem"
          role="status"
        >
          {trans.__('Column %1: %2', problem.column, problem.reason)}
        </div>
      )}
    </>
  );
}
