import { Panel, Widget } from '@lumino/widgets';
import type { ISeries } from '../tokens';
import type { IChartOptions, XDomain } from './options';
import type { ChartTile } from './tile';

/** The charts of one prefix under a heading that folds them. */
export class ChartSection extends Panel {
  constructor(options: ChartSection.IOptions) {
    super();
    this._make = options.makeTile;
    this.addClass('jp-TrialbookSection');
    this._grid.addClass('jp-TrialbookSection-grid');
    this._heading.className = 'jp-TrialbookSection-heading';
    this._heading.type = 'button';
    this._heading.addEventListener('click', options.toggle);
    this.addWidget(new Widget({ node: this._head(options.prefix) }));
    this.addWidget(this._grid);
  }

  /** Shows these tags, reusing the charts that are there. */
  setTags(tags: readonly string[]): void {
    const wanted = new Set(tags);
    for (const [tag, tile] of this._tiles) {
      if (!wanted.has(tag)) {
        tile.dispose();
        this._tiles.delete(tag);
      }
    }
    tags.forEach((tag, at) => {
      let tile = this._tiles.get(tag);
      if (!tile) {
        tile = this._make(tag);
        this._tiles.set(tag, tile);
      }
      if (this._grid.widgets[at] !== tile) {
        this._grid.insertWidget(at, tile);
      }
    });
    this._count.textContent = String(tags.length);
  }

  /**
   * Gives the charts their series, unless they are folded away.
   *
   * @param reference Series of another run, for comparison.
   */
  setSeries(
    series: ReadonlyMap<string, ISeries>,
    reference?: IReferenceSeries
  ): void {
    if (this._grid.isHidden) {
      return;
    }
    for (const [tag, tile] of this._tiles) {
      const of = series.get(tag);
      if (of) {
        tile.setSeries(of);
      }
      const other = reference?.series.get(tag);
      if (reference && other) {
        tile.setReference(other, reference.color);
      }
    }
  }

  setOptions(options: IChartOptions): void {
    this._tiles.forEach(tile => tile.setOptions(options));
  }

  zoom(domain: XDomain | null): void {
    this._tiles.forEach(tile => tile.zoom(domain));
  }

  setCollapsed(collapsed: boolean): void {
    this._grid.setHidden(collapsed);
    this._heading.setAttribute('aria-expanded', String(!collapsed));
  }

  /** Tags without a prefix have no heading. */
  setHeadingHidden(hidden: boolean): void {
    this.widgets[0].setHidden(hidden);
  }

  private _head(prefix: string): HTMLElement {
    const head = document.createElement('h3');
    head.className = 'jp-TrialbookSection-head';
    const text = document.createElement('span');
    text.className = 'jp-TrialbookSection-title';
    text.textContent = prefix;
    this._count.className = 'jp-TrialbookSection-count';
    this._heading.append(text, this._count);
    head.appendChild(this._heading);
    return head;
  }

  private _count = document.createElement('span');
  private _grid = new Panel();
  private _heading = document.createElement('button');
  private _make: (tag: string) => ChartTile;
  private _tiles = new Map<string, ChartTile>();
}

/** The series of a run that another one is compared with. */
export interface IReferenceSeries {
  readonly series: ReadonlyMap<string, ISeries>;
  /** Number of their colour. */
  readonly color: number;
}

/** A namespace for ChartSection statics. */
export namespace ChartSection {
  export interface IOptions {
    /** The heading. */
    prefix: string;
    makeTile: (tag: string) => ChartTile;
    toggle: () => void;
  }
}
