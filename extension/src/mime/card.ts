import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import type { Message } from '@lumino/messaging';
import { Panel, Widget } from '@lumino/widgets';
import { DEFAULT_CHART_OPTIONS } from '../charts/options';
import { ChartTile } from '../charts/tile';
import { runColor } from '../model/run-color';
import { CardHeader } from './card-header';
import type { CardChange, CardModel } from './card-model';

/** Charts of a card; the run view has the rest. */
const MAX_CHARTS = 6;

/** Milliseconds after which a card that nobody sees stops following its run. */
const RELEASE_DELAY = 20_000;

/** A run card on screen: header and charts over a `CardModel`, of which it disposes. */
export class Card extends Panel {
  constructor(options: Card.IOptions) {
    super();
    this.addClass('jp-TrialbookCard');
    // Keys pressed on a button of the card are not meant for the notebook.
    this.node.dataset.lmSuppressShortcuts = 'true';
    this._model = options.model;
    this._translator = options.translator;
    this._trans = options.translator.load('jupyterlab_trialbook');
    this._charts.addClass('jp-TrialbookCard-charts');
    this._more.addClass('jp-TrialbookCard-more');
    this._more.hide();
    this.addWidget(new CardHeader(this._model, this._trans));
    this.addWidget(this._charts);
    this.addWidget(this._more);
    this._model.changed.connect(this._onChanged, this);
    this._show();
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    clearTimeout(this._timer);
    this._model.dispose();
    super.dispose();
  }

  protected override onAfterAttach(message: Message): void {
    super.onAfterAttach(message);
    this._watch();
  }

  protected override onAfterShow(message: Message): void {
    super.onAfterShow(message);
    this._watch();
  }

  protected override onBeforeDetach(message: Message): void {
    super.onBeforeDetach(message);
    this._leave();
  }

  protected override onBeforeHide(message: Message): void {
    super.onBeforeHide(message);
    this._leave();
  }

  private _watch(): void {
    clearTimeout(this._timer);
    if (this.isVisible) {
      void this._model.follow();
    }
  }

  /** Windowed notebooks hide outputs at every scroll, so a little patience saves reading them again. */
  private _leave(): void {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._model.release(), RELEASE_DELAY);
  }

  private _onChanged(_: CardModel, change: CardChange): void {
    if (change === 'series' || !this._model.live) {
      this._show();
    }
  }

  private _show(): void {
    const { live, card } = this._model;
    if (live) {
      for (const [tag, series] of first(live.series, MAX_CHARTS)) {
        this._tile(tag).setSeries(series);
      }
      this._showMore(live.series.size - MAX_CHARTS);
      return;
    }
    for (const [tag, known] of first(
      Object.entries(card.scalars ?? {}),
      MAX_CHARTS
    )) {
      this._tile(tag).setStill(known.last, known.sparkline);
    }
  }

  private _tile(tag: string): ChartTile {
    let tile = this._tiles.get(tag);
    if (!tile) {
      tile = new ChartTile({
        tag,
        options: DEFAULT_CHART_OPTIONS,
        color: runColor(this._model.card.run),
        translator: this._translator
      });
      this._tiles.set(tag, tile);
      this._charts.addWidget(tile);
      this._charts.node.dataset.count = String(Math.min(3, this._tiles.size));
    }
    return tile;
  }

  private _showMore(count: number): void {
    this._more.setHidden(count <= 0);
    if (count <= 0 || this._shownMore === count) {
      return;
    }
    this._shownMore = count;
    const button = document.createElement('button');
    button.className = 'jp-TrialbookLink';
    button.textContent = this._trans._n(
      '%1 more chart',
      '%1 more charts',
      count
    );
    button.addEventListener('click', () => void this._model.open());
    this._more.node.replaceChildren(button);
  }

  private _charts = new Panel();
  private _model: CardModel;
  private _more = new Widget();
  private _shownMore = 0;
  private _tiles = new Map<string, ChartTile>();
  private _timer: ReturnType<typeof setTimeout> | undefined;
  private _trans: TranslationBundle;
  private _translator: ITranslator;
}

/** A namespace for Card statics. */
export namespace Card {
  export interface IOptions {
    model: CardModel;
    translator: ITranslator;
  }
}

function* first<T>(items: Iterable<T>, count: number): Iterable<T> {
  let left = count;
  for (const item of items) {
    if (left-- <= 0) {
      return;
    }
    yield item;
  }
}
