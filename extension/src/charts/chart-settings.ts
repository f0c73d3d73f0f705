import { Signal, type ISignal } from '@lumino/signaling';
import {
  DEFAULT_CHART_OPTIONS,
  type IChartOptions,
  type XDomain
} from './options';

/** How a view shows its charts: kept in a model, because widgets unmount when they are moved. */
export class ChartSettings {
  /** Emitted when any of it has changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get options(): IChartOptions {
    return this._options;
  }

  /** The part of the x axis that all charts show; `null` for all of it. */
  get domain(): XDomain | null {
    return this._domain;
  }

  set domain(domain: XDomain | null) {
    this._domain = domain;
    this._changed.emit();
  }

  /** What tags must contain to be shown. */
  get filter(): string {
    return this._filter;
  }

  set filter(filter: string) {
    this._filter = filter;
    this._changed.emit();
  }

  /** Changes some of the options. */
  update(changes: Partial<IChartOptions>): void {
    if (changes.x && changes.x !== this._options.x) {
      this._domain = null;
    }
    this._options = { ...this._options, ...changes };
    this._changed.emit();
  }

  isCollapsed(prefix: string): boolean {
    return this._collapsed.has(prefix);
  }

  /** Folds a section, or unfolds it. */
  toggle(prefix: string): void {
    if (!this._collapsed.delete(prefix)) {
      this._collapsed.add(prefix);
    }
    this._changed.emit();
  }

  private _changed = new Signal<this, void>(this);
  private _collapsed = new Set<string>();
  private _domain: XDomain | null = null;
  private _filter = '';
  private _options: IChartOptions = DEFAULT_CHART_OPTIONS;
}
