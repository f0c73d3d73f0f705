import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { ITranslator } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Panel, type Widget } from '@lumino/widgets';
import * as React from 'react';
import { ChartGrid } from '../charts/chart-grid';
import { runColor } from '../model/run-color';
import type {
  RunTab,
  RunViewChange,
  RunViewModel
} from '../model/run-view-model';
import { RunViewFiles } from './run-view-files';
import { RunViewHeader } from './run-view-header';
import { RunViewMedia } from './run-view-media';
import { RunViewOutput } from './run-view-output';
import {
  paneId,
  type IRunViewActions,
  type IRunViewProps
} from './run-view-props';
import { RunViewRail } from './run-view-rail';
import { RunViewSource } from './run-view-source';
import { RunViewTabs } from './run-view-tabs';

/** Class of the scrolling panes below the tabs. */
const PANE = 'jp-TrialbookRunView-scroll';

/** A run, opened: header, tabs and rail over a `RunViewModel`, of which it disposes. */
export class RunView extends Panel {
  constructor(options: RunView.IOptions) {
    super();
    const { model, translator, actions } = options;
    this.address = options.address;
    const trans = translator.load('jupyterlab_trialbook');
    const props = { model, trans, actions };
    this._model = model;
    this._charts = new ChartGrid({
      settings: model.charts,
      translator,
      color: runColor(model.run.id)
    });
    this._panes = {
      charts: this._charts,
      media: part(PANE, props, ['media', 'tab', 'info'], RunViewMedia),
      output: part(PANE, props, ['output', 'tab', 'info'], RunViewOutput),
      source: part(PANE, props, ['source', 'tab', 'info'], RunViewSource),
      files: part(PANE, props, ['files', 'tab', 'info'], RunViewFiles)
    };
    this.addClass('jp-TrialbookRunView');
    this.node.tabIndex = -1;
    const head = 'jp-TrialbookRunView-header';
    this.addWidget(
      part(head, props, ['info', 'problem', 'whatChanged'], RunViewHeader)
    );
    const tabs = 'jp-TrialbookRunView-tabs';
    this.addWidget(
      part(
        tabs,
        props,
        ['tab', 'info', 'series', 'media', 'source', 'files'],
        RunViewTabs
      )
    );
    this.addWidget(this._body(props));
    model.changed.connect(this._onChanged, this);
    this._showTab();
    this._onChanged(model, 'series');
  }

  /** What the command that opens the view is given. */
  readonly address: RunView.IAddress;

  /** The model of the view. */
  get model(): RunViewModel {
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

  private _body(props: IRunViewProps): Panel {
    const body = new Panel();
    const main = new Panel();
    body.addClass('jp-TrialbookRunView-body');
    main.addClass('jp-TrialbookRunView-main');
    for (const tab of Object.keys(this._panes) as RunTab[]) {
      const pane = this._panes[tab];
      pane.addClass('jp-TrialbookRunView-pane');
      pane.node.id = paneId(this._model.run.id, tab);
      pane.node.setAttribute('role', 'tabpanel');
      pane.node.setAttribute(
        'aria-labelledby',
        `${paneId(this._model.run.id, tab)}-tab`
      );
      main.addWidget(pane);
    }
    body.addWidget(main);
    const rail = 'jp-TrialbookRunView-rail';
    body.addWidget(
      part(rail, props, ['info', 'source', 'problem'], RunViewRail)
    );
    return body;
  }

  private _onChanged(model: RunViewModel, change: RunViewChange): void {
    if (change === 'tab') {
      this._showTab();
    } else if (change === 'series' && model.isReady) {
      this._charts.setSeries(model.run.series);
    }
  }

  private _showTab(): void {
    for (const [tab, pane] of Object.entries(this._panes)) {
      pane.setHidden(tab !== this._model.tab);
    }
  }

  private _charts: ChartGrid;
  private _model: RunViewModel;
  private _panes: Record<RunTab, Widget>;
}

/** A namespace for RunView statics. */
export namespace RunView {
  /** A run as the command that opens it names it. */
  export interface IAddress {
    /** Path of the home, as the contents API knows it. */
    home: string;
    run: string;
  }

  export interface IOptions {
    model: RunViewModel;
    translator: ITranslator;
    actions: IRunViewActions;
    address: IAddress;
  }
}

/** A React part that is rendered anew with certain changes. */
function part(
  className: string,
  props: IRunViewProps,
  changes: readonly RunViewChange[],
  Part: React.FunctionComponent<IRunViewProps>
): Widget {
  const widget = ReactWidget.create(
    <UseSignal
      signal={props.model.changed}
      shouldUpdate={(_, change) => changes.includes(change)}
    >
      {() => <Part {...props} />}
    </UseSignal>
  );
  widget.addClass(className);
  return widget;
}
