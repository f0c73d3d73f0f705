import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal, type ISignal } from '@lumino/signaling';
import { Panel, Widget } from '@lumino/widgets';
import type { RecordedNumber } from 'trialbook/format';
import { formatNumber } from '../model/number-format';
import type { ISeries } from '../tokens';
import { extentOf, type IExtent } from './describe';
import type { IChartOptions, XDomain } from './options';
import { sparklineSvg } from './sparkline-svg';
import { ChartView } from './view';

/** A chart under its heading: the tag, the last value, and where it was least and greatest. */
export class ChartTile extends Panel {
  constructor(options: ChartTile.IOptions) {
    super();
    this._translator = options.translator ?? nullTranslator;
    this._trans = this._translator.load('jupyterlab_trialbook');
    this._options = options.options;
    this._color = options.color ?? 0;
    this.node.style.setProperty(
      '--jp-trialbook-series',
      `var(--jp-trialbook-series-${this._color})`
    );
    this._tag = options.tag;
    this._showsExtent = options.extent ?? false;
    this.addClass('jp-TrialbookTile');
    this.addWidget(new Widget({ node: this._header() }));
  }

  /** Shows the points of a run that is followed; replaces a still line. */
  setSeries(series: ISeries): void {
    if (!this._chart) {
      this._still?.dispose();
      this._still = null;
      this._chart = new ChartView({
        options: this._options,
        color: this._color,
        translator: this._translator
      });
      this._chart.zoom(this._domain);
      this._chart.drawn.connect(this._onDrawn, this);
      this._chart.zoomed.connect(this._onZoomed, this);
      this.addWidget(this._chart);
    }
    this._chart.setSeries(series);
    if (series.length === 0) {
      return;
    }
    const extent = extentOf(series);
    this._setLast(extent.last);
    if (this._showsExtent) {
      this._extent.replaceChildren(...this._extentParts(extent));
    }
  }

  /** Shows the same tag of another run for comparison; call it after `setSeries`. */
  setReference(series: ISeries, color: number): void {
    this._chart?.setReference(series, color);
  }

  /** Shows a still line: all that is known without the run's files. */
  setStill(last: RecordedNumber, values: readonly (number | null)[]): void {
    if (this._chart) {
      return;
    }
    this._still?.dispose();
    this._still = new Widget();
    this._still.addClass('jp-TrialbookTile-still');
    this._still.node.appendChild(sparklineSvg(values, this._tag));
    this.addWidget(this._still);
    this._setLast(Number(last));
  }

  /** Emitted when the user has zoomed. */
  get zoomed(): ISignal<this, XDomain | null> {
    return this._zoomed;
  }

  /** Shows a range of the x axis, or everything. */
  zoom(domain: XDomain | null): void {
    this._domain = domain;
    this._chart?.zoom(domain);
  }

  /** Changes how the chart shows its series. */
  setOptions(options: IChartOptions): void {
    this._options = options;
    this._chart?.setOptions(options);
  }

  /** A logarithmic axis must leave points out, and says so. */
  private _onDrawn({ points }: ChartView): void {
    this._hidden.textContent = points.hidden
      ? this._trans._n(
          '%1 point ≤ 0 not shown',
          '%1 points ≤ 0 not shown',
          points.hidden
        )
      : '';
  }

  private _setLast(value: number): void {
    this._last.textContent = formatNumber(value);
    this._last.classList.toggle('jp-mod-notFinite', !Number.isFinite(value));
  }

  private _onZoomed(_: ChartView, domain: XDomain | null): void {
    this._domain = domain;
    this._zoomed.emit(domain);
  }

  /** Each in an element of its own: the last ones give way where there is little room. */
  private _extentParts(extent: IExtent): HTMLElement[] {
    const { finite, min, minStep, max, maxStep } = extent;
    const texts = finite
      ? [
          this._trans.__(
            'min %1 @ %2',
            formatNumber(min),
            minStep.toLocaleString()
          ),
          this._trans.__(
            'max %1 @ %2',
            formatNumber(max),
            maxStep.toLocaleString()
          )
        ]
      : [this._trans.__('no finite value')];
    this._extent.title = texts.join('\n');
    return texts.map(text => {
      const part = document.createElement('span');
      part.textContent = text;
      return part;
    });
  }

  private _header(): HTMLElement {
    const header = document.createElement('div');
    header.className = 'jp-TrialbookTile-header';
    const tag = document.createElement('span');
    tag.className = 'jp-TrialbookTile-tag';
    tag.textContent = this._tag;
    tag.title = this._tag;
    this._extent.className = 'jp-TrialbookTile-extent';
    this._last.className = 'jp-TrialbookTile-last';
    this._hidden.className = 'jp-TrialbookTile-hidden';
    header.append(tag, this._hidden, this._extent, this._last);
    return header;
  }

  private _translator: ITranslator;
  private _trans: TranslationBundle;
  private _options: IChartOptions;
  private _color: number;
  private _tag: string;
  private _showsExtent: boolean;
  private _last = document.createElement('span');
  private _hidden = document.createElement('span');
  private _domain: XDomain | null = null;
  private _extent = document.createElement('span');
  private _chart: ChartView | null = null;
  private _still: Widget | null = null;
  private _zoomed = new Signal<this, XDomain | null>(this);
}

/** A namespace for ChartTile statics. */
export namespace ChartTile {
  export interface IOptions {
    tag: string;
    options: IChartOptions;
    /** Number of the series' colour (see `runColor`). */
    color?: number;
    /** Whether the heading shows the least and greatest value. */
    extent?: boolean;
    translator?: ITranslator;
  }
}
