import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { Message } from '@lumino/messaging';
import * as React from 'react';
import { runsIcon } from '../icons';
import type { RunsPanelModel } from '../model/runs-panel-model';
import { RunsPanelView } from './runs-panel-view';

/** The side panel that lists the runs of the home nearest to what is open. */
export class RunsPanel extends ReactWidget {
  constructor(options: RunsPanel.IOptions) {
    super();
    this._options = options;
    const { trans } = options;
    this.id = 'jp-trialbook-runs';
    this.addClass('jp-TrialbookRuns');
    this.title.icon = runsIcon;
    this.title.caption = trans.__('Runs');
    this.title.dataset = { jpTabLabel: trans.__('Runs') };
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Runs'));
  }

  get model(): RunsPanelModel {
    return this._options.model;
  }

  /** Puts the cursor into the filter, now or when the panel is next activated. */
  focusFilter(): void {
    const input = this.node.querySelector('input');
    input?.focus();
    input?.select();
    this._wantsFilter = !this.node.contains(document.activeElement);
  }

  protected override render(): JSX.Element {
    const { model, trans, open, stop, compare, openSweep } = this._options;
    return (
      <RunsPanelView
        model={model}
        trans={trans}
        onOpen={open}
        onStop={stop}
        onCompare={compare}
        onOpenSweep={openSweep}
      />
    );
  }

  protected override onAfterAttach(msg: Message): void {
    super.onAfterAttach(msg);
    this.model.setVisible(this.isVisible);
  }

  protected override onAfterShow(msg: Message): void {
    super.onAfterShow(msg);
    this.model.setVisible(true);
  }

  protected override onAfterHide(msg: Message): void {
    super.onAfterHide(msg);
    this.model.setVisible(false);
  }

  protected override onBeforeDetach(msg: Message): void {
    this.model.setVisible(false);
    super.onBeforeDetach(msg);
  }

  protected override onActivateRequest(): void {
    if (this._wantsFilter) {
      this.focusFilter();
    } else if (!this.node.contains(document.activeElement)) {
      const list = this.node.querySelector<HTMLElement>('.jp-TrialbookRunList');
      (list ?? this.node.querySelector('input'))?.focus();
    }
  }

  private _wantsFilter = false;
  private _options: RunsPanel.IOptions;
}

/** Statics of `RunsPanel`. */
export namespace RunsPanel {
  /** Options of the constructor. */
  export interface IOptions {
    model: RunsPanelModel;
    trans: TranslationBundle;
    /** Opens a run of the home that is shown. */
    open: (id: string) => void;
    stop: (id: string) => void;
    /** Compares the two selected runs. */
    compare: () => void;
    /** Opens a sweep of the home that is shown, by its last submission. */
    openSweep: (batch: string) => void;
  }
}
