import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import * as React from 'react';
import { planGraph } from '../model/plan-graph';
import type { SweepModel } from '../model/sweep-model';
import { EmptyState } from './empty-state';
import { PlanGraph } from './plan-graph';
import { SweepFailures } from './sweep-failures';
import { SweepHeader } from './sweep-header';
import { SweepLanes } from './sweep-lanes';
import { SweepTable } from './sweep-table';
import { useChanges } from './use-changes';
import { useNow } from './use-now';

/** A sweep or an experiment in full, over a `SweepModel`, of which it disposes. */
export class SweepView extends ReactWidget {
  constructor(private _options: SweepView.IOptions) {
    super();
    this.addClass('jp-TrialbookSweepView');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', _options.trans.__('Sweep'));
  }

  /** Where the sweep is. */
  get address(): SweepView.IAddress {
    const { home, batch } = this._options.model;
    return { home: home.path, batch };
  }

  get model(): SweepModel {
    return this._options.model;
  }

  override dispose(): void {
    if (!this.isDisposed) {
      super.dispose();
      this._options.model.dispose();
    }
  }

  protected override render(): JSX.Element {
    return <Body {...this._options} />;
  }
}

/** Statics of `SweepView`. */
export namespace SweepView {
  /** A sweep, as the arguments of a command name it. */
  export interface IAddress {
    /** Path of the home. */
    home: string;
    /** One of its submissions. */
    batch: string;
  }

  /** Options of the constructor. */
  export interface IOptions {
    model: SweepModel;
    trans: TranslationBundle;
    /** Opens a run of the home. */
    onOpen: (run: string) => void;
  }
}

function Body(props: SweepView.IOptions): JSX.Element {
  const { model, trans, onOpen } = props;
  useChanges(model);
  const { info, detail } = model;
  const now = useNow((info?.counts.running ?? 0) > 0);
  const graph = React.useMemo(
    () => (detail ? planGraph(detail.rows) : null),
    [detail]
  );
  const jobs = React.useMemo(
    () => detail?.rows.map(({ job }) => job) ?? [],
    [detail]
  );
  if (!info || !detail) {
    const isRead = model.home.state.kind !== 'loading';
    return (
      <EmptyState
        title={
          isRead
            ? trans.__('This sweep is not in the queue of %1', model.home.path)
            : trans.__('Looking for the sweep…')
        }
      />
    );
  }
  return (
    <>
      <SweepHeader model={model} trans={trans} onOpen={onOpen} />
      <Section title={trans.__('Workers')}>
        <SweepLanes
          jobs={jobs}
          workers={detail.workers}
          now={now}
          trans={trans}
          onOpen={onOpen}
        />
      </Section>
      {detail.failures.length > 0 && (
        <Section title={trans.__('Failures')} count={detail.failures.length}>
          <SweepFailures
            failures={detail.failures}
            trans={trans}
            isBusy={model.asking !== null}
            onOpen={onOpen}
            onRetry={jobs => void model.ask('retry', jobs)}
          />
        </Section>
      )}
      {graph && (
        <Section title={trans.__('Plan')}>
          <PlanGraph graph={graph} trans={trans} onOpen={onOpen} />
        </Section>
      )}
      <Section title={trans.__('Runs')} count={detail.rows.length}>
        <SweepTable detail={detail} now={now} trans={trans} onOpen={onOpen} />
      </Section>
    </>
  );
}

function Section(
  props: React.PropsWithChildren<{ title: string; count?: number }>
): JSX.Element {
  return (
    <section className="jp-TrialbookSweep-section">
      <h2>
        {props.title}
        {props.count !== undefined && (
          <span className="jp-TrialbookSweeps-count">
            {props.count.toLocaleString()}
          </span>
        )}
      </h2>
      {props.children}
    </section>
  );
}
