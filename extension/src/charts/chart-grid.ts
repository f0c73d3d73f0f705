import type { ITranslator, TranslationBundle } from '@jupyterlab/translation';
import { Panel, Widget } from '@lumino/widgets';
import { groupTags, type ITagGroups } from '../model/tag-groups';
import type { ISeries } from '../tokens';
import { ChartSection, type IReferenceSeries } from './chart-section';
import type { ChartSettings } from './chart-settings';
import { ChartToolbar } from './chart-toolbar';
import { DEFAULT_CHART_OPTIONS, X_AXES, type IChartOptions } from './options';
import { ChartTile } from './tile';

/** Charts that are shown before one asks for more. */
const PAGE = 60;

/** All charts of a run: one for each tag, in sections by prefix, under a toolbar. */
export class ChartGrid extends Panel {
  constructor(options: ChartGrid.IOptions) {
    super();
    this._options = options;
    this._trans = options.translator.load('jupyterlab_trialbook');
    this._shown = options.settings.options;
    this.addClass('jp-TrialbookCharts');
    this.node.tabIndex = -1;
    this._toolbar = new ChartToolbar(options.settings, this._trans);
    this._sections.addClass('jp-TrialbookCharts-sections');
    this._foot.addClass('jp-TrialbookCharts-foot');
    this.addWidget(this._toolbar);
    this.addWidget(this._sections);
    this.addWidget(this._foot);
    options.settings.changed.connect(this._onSettings, this);
    this.node.addEventListener('keydown', this);
  }

  /**
   * Shows the series of a run; called again with each change of theirs.
   *
   * @param reference Series of a run to compare with, drawn dashed in the same charts.
   */
  setSeries(
    series: ReadonlyMap<string, ISeries>,
    reference?: IReferenceSeries
  ): void {
    this._reference = reference;
    const grown = series.size !== this._size || series !== this._series;
    this._series = series;
    this._size = series.size;
    if (grown) {
      this._arrange();
    } else {
      this._feed();
    }
  }

  override dispose(): void {
    if (this.isDisposed) {
      return;
    }
    this.node.removeEventListener('keydown', this);
    this._options.settings.changed.disconnect(this._onSettings, this);
    super.dispose();
  }

  /** Single keys for what one changes most: `s` smoothing, `l` logarithmic y, `a` x axis. */
  handleEvent(event: Event): void {
    const { key, target, ctrlKey, metaKey, altKey } = event as KeyboardEvent;
    const isTyping =
      target instanceof HTMLInputElement && target.type === 'search';
    if (event.type !== 'keydown' || isTyping || ctrlKey || metaKey || altKey) {
      return;
    }
    const { settings } = this._options;
    const { smoothing, logY, x } = settings.options;
    if (key === 's') {
      settings.update({
        smoothing: smoothing > 0 ? 0 : DEFAULT_CHART_OPTIONS.smoothing
      });
    } else if (key === 'l') {
      settings.update({ logY: !logY });
    } else if (key === 'a') {
      settings.update({ x: X_AXES[(X_AXES.indexOf(x) + 1) % X_AXES.length] });
    }
  }

  private _onSettings(settings: ChartSettings): void {
    if (settings.options !== this._shown) {
      this._shown = settings.options;
      this._byPrefix.forEach(section => section.setOptions(this._shown));
    }
    this._byPrefix.forEach(section => section.zoom(settings.domain));
    this._arrange();
  }

  private _arrange(): void {
    const { settings } = this._options;
    const all = groupTags(this._series.keys(), settings.filter, this._limit);
    const prefixes = new Set(all.groups.map(group => group.prefix));
    for (const [prefix, section] of this._byPrefix) {
      if (!prefixes.has(prefix)) {
        section.dispose();
        this._byPrefix.delete(prefix);
      }
    }
    all.groups.forEach(({ prefix, tags }, at) => {
      const section = this._section(prefix);
      if (this._sections.widgets[at] !== section) {
        this._sections.insertWidget(at, section);
      }
      section.setTags(tags);
      section.setHeadingHidden(prefix === '');
      section.setCollapsed(settings.isCollapsed(prefix));
    });
    this._feed();
    this._toolbar.setTags(this._series.size, all.matching);
    this._showFoot(all);
  }

  private _feed(): void {
    this._byPrefix.forEach(section =>
      section.setSeries(this._series, this._reference)
    );
  }

  private _section(prefix: string): ChartSection {
    let section = this._byPrefix.get(prefix);
    if (!section) {
      section = new ChartSection({
        prefix,
        makeTile: tag => this._tile(tag),
        toggle: () => this._options.settings.toggle(prefix)
      });
      this._byPrefix.set(prefix, section);
    }
    return section;
  }

  private _tile(tag: string): ChartTile {
    const { settings } = this._options;
    const tile = new ChartTile({
      tag,
      options: this._shown,
      color: this._options.color,
      extent: true,
      translator: this._options.translator
    });
    tile.zoom(settings.domain);
    tile.zoomed.connect((_, domain) => {
      settings.domain = domain;
    });
    return tile;
  }

  private _showFoot({ matching }: ITagGroups): void {
    const { node } = this._foot;
    const rest = matching - this._limit;
    if (this._series.size === 0) {
      node.textContent = this._trans.__(
        'No scalars yet: log("loss", value) adds a point.'
      );
    } else if (matching === 0) {
      node.textContent = this._trans.__('No tag contains this text.');
    } else if (rest > 0) {
      const button = document.createElement('button');
      button.className = 'jp-TrialbookLink';
      button.textContent = this._trans.__(
        'Show more (%1 of %2 charts shown)',
        this._limit.toLocaleString(),
        matching.toLocaleString()
      );
      button.addEventListener('click', () => {
        this._limit += PAGE;
        this._arrange();
      });
      node.replaceChildren(button);
    } else {
      node.replaceChildren();
    }
  }

  private _byPrefix = new Map<string, ChartSection>();
  private _foot = new Widget();
  private _limit = PAGE;
  private _options: ChartGrid.IOptions;
  private _reference: IReferenceSeries | undefined;
  private _sections = new Panel();
  private _series: ReadonlyMap<string, ISeries> = new Map();
  private _shown: IChartOptions;
  private _size = 0;
  private _toolbar: ChartToolbar;
  private _trans: TranslationBundle;
}

/** A namespace for ChartGrid statics. */
export namespace ChartGrid {
  export interface IOptions {
    settings: ChartSettings;
    translator: ITranslator;
    /** Number of the series' colour (see `runColor`). */
    color: number;
  }
}
