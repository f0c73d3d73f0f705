import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { nullTranslator } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Signal, type ISignal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';
import type { ISeries } from '../tokens';
import { describeRow, describeSeries } from './describe';
import { frameOf } from './frame';
import {
  DEFAULT_CHART_OPTIONS,
  type IChartOptions,
  type XDomain
} from './options';
import { ChartOverlay } from './overlay';
import {
  EMPTY_POINTS,
  pointsOf,
  sameRow,
  type IPointRow,
  type IPoints
} from './points';
import {
  CHART_DATA,
  REFERENCE_DATA,
  X_MAX,
  X_MIN,
  Y_MAX,
  Y_MIN,
  chartSpec
} from './spec';
import { pageTheme, vegaConfig } from './theme';
import { themeWatch } from './theme-watch';
import { embedVega, type IVegaView } from './vega';

/** Milliseconds between two redraws. */
const REDRAW_INTERVAL = 250;

/**
 * One chart of one series: a single Vega view that lives as long as theme and options stay, and into which new points
 * stream. While it is not on screen it does nothing at all.
 */
export class ChartView extends Widget {
  constructor(options: ChartView.IOptions = {}) {
    super();
    this._trans = (options.translator ?? nullTranslator).load(
      'jupyterlab_trialbook'
    );
    this._options = options.options ?? DEFAULT_CHART_OPTIONS;
    this._color = options.color ?? 0;
    this.addClass('jp-TrialbookChart');
    this._canvas.className = 'jp-TrialbookChart-canvas';
    this.node.appendChild(this._canvas);
    this.node.setAttribute('role', 'img');
    this._overlay = new ChartOverlay(this.node, {
      rows: () => this._rows,
      frame: () => (this._vega ? frameOf(this._vega.view) : null),
      describe: row => describeRow(row, this._options, this._trans),
      zoom: domain => {
        this.zoom(domain);
        this._zoomed.emit(domain);
      }
    });
    themeWatch.changed.connect(this._rebuild, this);
    this._watchScreen();
  }

  /** Emitted after each drawing. */
  get drawn(): ISignal<this, void> {
    return this._drawn;
  }

  /** Emitted when the user has zoomed. */
  get zoomed(): ISignal<this, XDomain | null> {
    return this._zoomed;
  }

  /** What the last drawing left out or reduced. */
  get points(): IPoints {
    return this._points;
  }

  /** Shows a series, or more of the same. */
  setSeries(series: ISeries): void {
    this._series = series;
    this.node.setAttribute('aria-label', describeSeries(series, this._trans));
    this._invalidate();
  }

  /** Shows another series for comparison, dashed. */
  setReference(series: ISeries, color: number): void {
    if (this._referenceColor !== color) {
      this._referenceColor = color;
      this._stale = true;
    }
    this._reference = series;
    this._invalidate();
  }

  /** Changes how the series is shown. */
  setOptions(options: IChartOptions): void {
    const old = this._options;
    this._options = options;
    if (options.x !== old.x) {
      this._domain = null;
    }
    // More or less smoothing changes the data alone.
    const sameSpec =
      options.x === old.x &&
      options.logY === old.logY &&
      options.smoothing > 0 === old.smoothing > 0;
    if (sameSpec) {
      this._invalidate(0);
    } else {
      this._rebuild();
    }
  }

  /** Shows a range of the x axis, or everything. */
  zoom(domain: XDomain | null): void {
    if (domain === this._domain) {
      return;
    }
    this._domain = domain;
    this._invalidate(0);
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    clearTimeout(this._timer);
    this._screen?.disconnect();
    this._resize?.disconnect();
    this._overlay.dispose();
    this._finalize();
    Signal.clearData(this);
    super.dispose();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._invalidate(0);
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._invalidate(0);
  }

  /** Observers tell of scrolling, windowed notebooks, tabs and sizes alike. */
  private _watchScreen(): void {
    if (typeof IntersectionObserver === 'undefined') {
      return;
    }
    this._screen = new IntersectionObserver(
      entries => {
        this._onScreen = entries[entries.length - 1].isIntersecting;
        this._invalidate(0);
      },
      { rootMargin: '100px' }
    );
    this._screen.observe(this.node);
    this._resize = new ResizeObserver(() => this._invalidate(0));
    this._resize.observe(this.node);
  }

  private _rebuild(): void {
    this._stale = true;
    this._invalidate(0);
  }

  /** Plans a drawing, at once or when the interval since the last one has passed. */
  private _invalidate(wait = REDRAW_INTERVAL): void {
    this._dirty = true;
    if (this._drawing || !this._canDraw()) {
      return;
    }
    const due = Math.max(0, this._drawnAt + wait - Date.now());
    if (this._timer !== undefined && this._due <= Date.now() + due) {
      return;
    }
    clearTimeout(this._timer);
    this._due = Date.now() + due;
    this._timer = setTimeout(() => void this._draw(), due);
  }

  private _canDraw(): boolean {
    return this._onScreen && this.isVisible && !this.isDisposed;
  }

  private async _draw(): Promise<void> {
    this._timer = undefined;
    const width = this.node.clientWidth;
    const height = this.node.clientHeight;
    if (!this._canDraw() || width < 20 || height < 20) {
      return;
    }
    this._drawing = true;
    this._dirty = false;
    this._drawnAt = Date.now();
    try {
      if (!this._vega || this._stale) {
        await this._build(width, height);
      }
      await this._update(width, height);
      this._overlay.refresh();
    } catch (reason) {
      console.warn('A Trialbook chart could not be drawn.', reason);
    } finally {
      this._drawing = false;
    }
    if (this._dirty) {
      this._invalidate();
    }
  }

  private async _build(width: number, height: number): Promise<void> {
    this._stale = false;
    const theme = pageTheme();
    const spec = chartSpec({
      ...this._options,
      width,
      height,
      theme,
      color: this._color,
      reference: this._referenceColor
    });
    const holder = document.createElement('div');
    this._canvas.appendChild(holder);
    const vega = await embedVega(holder, spec, vegaConfig(theme));
    this._finalize();
    this._canvas.replaceChildren(holder);
    if (this.isDisposed) {
      vega.finalize();
      return;
    }
    this._vega = vega;
    this.node.style.setProperty(
      '--trialbook-series',
      theme.series[this._color]
    );
  }

  private async _update(width: number, height: number): Promise<void> {
    if (!this._vega || !this._series) {
      return;
    }
    const { view } = this._vega;
    this._points = pointsOf(this._series, this._options, this._domain, width);
    const yDomain = this._drawReference(width);
    view
      .signal(X_MIN, this._domain?.[0] ?? null)
      .signal(X_MAX, this._domain?.[1] ?? null)
      .signal(Y_MIN, yDomain?.[0] ?? null)
      .signal(Y_MAX, yDomain?.[1] ?? null);
    if (view.width() !== width || view.height() !== height) {
      view.width(width).height(height);
    }
    this._stream(this._points.rows);
    await view.runAsync();
    // What is on the canvas cannot be asked for otherwise.
    this.node.dataset.step = String(this._rows.at(-1)?.step ?? '');
    this._drawn.emit();
  }

  /** Draws the series to compare with anew; returns the range of the y axis for both. */
  private _drawReference(width: number): IPoints['yDomain'] {
    const { yDomain } = this._points;
    if (!this._vega || !this._reference) {
      return yDomain;
    }
    const other = pointsOf(this._reference, this._options, this._domain, width);
    const change = this._vega.changeset().remove(() => true);
    this._vega.view.change(REFERENCE_DATA, change.insert([...other.rows]));
    return yDomain?.[0] === other.yDomain?.[0] ? yDomain : null;
  }

  /** Puts the rows into the view: what is there already stays, so that a growing series costs its new points only. */
  private _stream(rows: readonly IPointRow[]): void {
    const old = this._rows;
    let same = 0;
    while (
      same < old.length &&
      same < rows.length &&
      sameRow(old[same], rows[same])
    ) {
      same++;
    }
    const gone = new Set(old.slice(same));
    const added = rows.slice(same);
    this._rows = [...old.slice(0, same), ...added];
    if (!this._vega || (gone.size === 0 && added.length === 0)) {
      return;
    }
    const change = this._vega.changeset();
    if (gone.size > 0) {
      change.remove((row: IPointRow) => gone.has(row));
    }
    this._vega.view.change(CHART_DATA, change.insert(added));
  }

  private _finalize(): void {
    this._vega?.finalize();
    this._vega = null;
    this._rows = [];
  }

  private _trans: TranslationBundle;
  private _options: IChartOptions;
  private _color: number;
  private _reference: ISeries | null = null;
  private _referenceColor: number | undefined;
  private _series: ISeries | null = null;
  private _domain: XDomain | null = null;
  private _points: IPoints = EMPTY_POINTS;
  private _rows: IPointRow[] = [];
  private _vega: IVegaView | null = null;
  private _zoomed = new Signal<this, XDomain | null>(this);
  private _canvas = document.createElement('div');
  private _overlay: ChartOverlay;
  private _screen: IntersectionObserver | null = null;
  private _resize: ResizeObserver | null = null;
  private _onScreen = false;
  private _stale = false;
  private _dirty = false;
  private _drawing = false;
  private _drawn = new Signal<this, void>(this);
  private _drawnAt = 0;
  private _due = 0;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}

/** A namespace for ChartView statics. */
export namespace ChartView {
  export interface IOptions {
    options?: IChartOptions;
    /** Number of the series' colour (see `runColor`). */
    color?: number;
    translator?: ITranslator;
  }
}
