import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { ITranslator } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Panel, type Widget } from '@lumino/widgets';
import * as React from 'react';
import { ChartGrid } from '../charts/chart-grid';
import { compareColors } from '../model/compare-colors';
import type { CompareChange, CompareModel } from '../model/compare-model';
import { runColor } from '../model/run-color';
import { CompareFacts, CompareValues } from './compare-body';
import { CompareHeader } from './compare-header';
import type { ICompareActions, ICompareProps } from './compare-props';
import { SectionHeading } from './compare-section';

/** Two runs and what differs between them, over a `CompareModel`, of which it disposes. */
export class CompareView extends Panel {
  constructor(options: CompareView.IOptions) {
    super();
    const { model, translator, actions } = options;
    const trans = translator.load('jupyterlab_trialbook');
    const props = { model, trans, actions };
    this.address = options.address;
    this._model = model;
    this._colors = compareColors(runColor(model.a.id), runColor(model.b.id));
    this._charts = new ChartGrid({
      settings: model.charts,
      translator,
      color: this._colors.b
    });
    this.addClass('jp-TrialbookCompare');
    this.node.tabIndex = -1;
    this.addWidget(part('jp-TrialbookCompare-header', props, CompareHeader));
    this._body.addClass('jp-TrialbookCompare-body');
    this._body.addWidget(part('', props, CompareValues));
    this._chartHeading = part('', props, ChartHeading);
    this._body.addWidget(this._chartHeading);
    this._body.addWidget(this._charts);
    this._body.addWidget(part('', props, CompareFacts));
    this.addWidget(this._body);
    model.changed.connect(this._onChanged, this);
    this._onChanged(model, 'diff');
  }

  /** What the command that opens the view is given. */
  readonly address: CompareView.IAddress;

  /** The model of the view. */
  get model(): CompareModel {
    return this._model;
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this._model.dispose();
    super.dispose();
  }

  protected override onActivateRequest(message: Message): void {
    super.onActivateRequest(message);
    this.node.focus();
  }

  private _onChanged(model: CompareModel, change: CompareChange): void {
    const common = model.common;
    const hasCharts = model.diff !== null && common.b.size > 0;
    this._chartHeading.setHidden(!hasCharts);
    this._charts.setHidden(!hasCharts || model.isFolded('charts'));
    if (change === 'diff' && hasCharts) {
      this._charts.setSeries(common.b, {
        series: common.a,
        color: this._colors.a
      });
    }
  }

  private _body = new Panel();
  private _chartHeading: Widget;
  private _charts: ChartGrid;
  private _colors: { a: number; b: number };
  private _model: CompareModel;
}

/** A namespace for CompareView statics. */
export namespace CompareView {
  /** Two runs as the command that compares them names them. */
  export interface IAddress {
    /** Path of the home, as the contents API knows it. */
    home: string;
    a: string;
    b: string;
  }

  export interface IOptions {
    model: CompareModel;
    translator: ITranslator;
    actions: ICompareActions;
    address: IAddress;
  }
}

function ChartHeading(props: ICompareProps): JSX.Element {
  return (
    <SectionHeading
      {...props}
      section="charts"
      count={props.model.common.b.size}
      folded={props.model.isFolded('charts')}
    />
  );
}

/** A React part that is rendered anew with each change. */
function part(
  className: string,
  props: ICompareProps,
  Part: React.FunctionComponent<ICompareProps>
): Widget {
  const widget = ReactWidget.create(
    <UseSignal signal={props.model.changed}>
      {() => <Part {...props} />}
    </UseSignal>
  );
  if (className) {
    widget.addClass(className);
  }
  return widget;
}
