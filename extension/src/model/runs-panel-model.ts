import type { IDisposable } from '@lumino/disposable';
import { Poll } from '@lumino/polling';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import { previousRun } from 'trialbook/format';
import type { IHome, IHomes, IRunInfo } from '../tokens';
import type { IFilterProblem } from './filter';
import { runFilter } from './filter';
import type { IRowLayout } from './row-layout';
import { layOutRows } from './row-layout';

/** Milliseconds between two looks for a home that is not there yet. */
const SEARCH_INTERVAL = 3000;

/** One array, so that nothing can be told from nothing new. */
const NO_RUNS: readonly IRunInfo[] = [];

/**
 * What the Runs panel shows: which home, which of its runs, which one is selected.
 * Lives longer than the panel's components, which come and go as the panel is moved.
 */
export class RunsPanelModel implements IDisposable {
  constructor(homes: IHomes) {
    this._homes = homes;
    homes.changed.connect(this._onHomesChanged, this);
    this._search = new Poll({
      auto: false,
      name: 'trialbook:home-search',
      factory: () => this._find(),
      frequency: {
        interval: SEARCH_INTERVAL,
        backoff: true,
        max: 10 * SEARCH_INTERVAL
      },
      standby: () =>
        this._visible && (this._stale || !this._home) ? 'when-hidden' : true
    });
  }

  /** Emitted when anything that is shown may have changed. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** The home that is shown; `null` while there is none. */
  get home(): IHome | null {
    return this._home;
  }

  /** True until the first search for a home has ended. */
  get searching(): boolean {
    return !this._searched;
  }

  /** Why no home could be looked for, in one sentence. */
  get problem(): string | null {
    return this._problem ?? this._home?.problem ?? null;
  }

  get visible(): boolean {
    return this._visible;
  }

  /** What is said of homes that Jupyter cannot serve. */
  get unreachable(): readonly string[] {
    return [...this._homes.unreachable.values()];
  }

  /** What is wrong with the filter; every run is shown then. */
  get filterProblem(): IFilterProblem | null {
    return this._filterProblem;
  }

  /** What every shown run passes; see `runFilter`. */
  get filter(): string {
    return this._filter;
  }
  set filter(text: string) {
    if (text !== this._filter) {
      this._filter = text;
      this.scrollTop = 0;
      this._update();
    }
  }

  /** The id of the selected run. */
  get selected(): string | null {
    return this._selected;
  }

  /** The run that is selected beside it, to be compared with it. */
  get second(): string | null {
    return this._second;
  }

  /** How often the selection was moved by key; each time it is to be brought into sight. */
  get moves(): number {
    return this._moves;
  }

  /** The rows that pass the filter. */
  get layout(): IRowLayout {
    return this._layout;
  }

  /** Runs whose stop was asked for and that have not ended. */
  get stopping(): ReadonlySet<string> {
    return this._stopping;
  }

  /** The two selected runs, the older one first; `null` unless two are selected. */
  get pair(): { a: string; b: string } | null {
    const { _selected: one, _second: other } = this;
    if (one === null || other === null) {
      return null;
    }
    const place = (id: string) => this._places.get(id) ?? 0;
    return place(one) > place(other)
      ? { a: one, b: other }
      : { a: other, b: one };
  }

  /** Pixels by which the list is scrolled. */
  scrollTop = 0;

  /** The run of the same name before this one, among all runs, shown or not. */
  previous(info: IRunInfo): IRunInfo | undefined {
    if (!this._previous.has(info.id)) {
      const place = this._places.get(info.id);
      this._previous.set(
        info.id,
        place === undefined ? undefined : previousRun(this._runs, place)
      );
    }
    return this._previous.get(info.id);
  }

  /** Shows the home nearest to a folder. */
  setFolder(folder: string): void {
    if (folder !== this._folder) {
      this._folder = folder;
      this._stale = true;
      void this._search.refresh();
    }
  }

  setVisible(visible: boolean): void {
    if (visible === this._visible) {
      return;
    }
    this._visible = visible;
    this._home?.setVisible(visible);
    if (visible && (this._stale || !this._home)) {
      void this._search.refresh();
    }
    this._changed.emit();
  }

  select(id: string | null): void {
    if (id !== this._selected || this._second !== null) {
      this._selected = id;
      this._second = null;
      this._changed.emit();
    }
  }

  /** Selects a run beside the selected one, or no longer. Without a selected one it becomes that. */
  selectSecond(id: string): void {
    if (this._selected === null) {
      this.select(id);
    } else if (id !== this._selected) {
      this._second = id === this._second ? null : id;
      this._changed.emit();
    }
  }

  /** Moves the second selection `by` rows from where it, or the selected run, is. */
  moveSecond(by: number): void {
    const runs = this._layout.runs;
    const from = this._second ?? this._selected;
    const at = runs.findIndex(info => info.id === from);
    const to = runs[Math.min(runs.length - 1, Math.max(0, at + by))];
    if (at >= 0 && to && to.id !== this._second) {
      this._second = to.id === this._selected ? null : to.id;
      this._changed.emit();
    }
  }

  /** Selects the run `by` rows further down (or up); stops at the ends. */
  move(by: number): void {
    const runs = this._layout.runs;
    if (runs.length === 0) {
      return;
    }
    const at = runs.findIndex(info => info.id === this._selected);
    const to = at < 0 ? (by > 0 ? 0 : runs.length - 1) : at + by;
    this._moves++;
    this.select(runs[Math.min(runs.length - 1, Math.max(0, to))].id);
  }

  /** Looks for a home, or reads the one that is shown, now. */
  async refresh(): Promise<void> {
    this._stale = true;
    await (this._home ? this._home.refresh() : this._search.refresh());
  }

  /** Leaves the stop signal for a run. Rejects when it cannot be written. */
  async stop(id: string): Promise<void> {
    const run = this._home?.run(id);
    if (!run) {
      return;
    }
    this._stopping.add(id);
    this._changed.emit();
    try {
      await run.stop();
    } catch (error) {
      this._stopping.delete(id);
      this._changed.emit();
      throw error;
    } finally {
      run.dispose();
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this._search.dispose();
    this._setHome(null);
    Signal.clearData(this);
  }

  private _onHomesChanged(): void {
    if (this._home?.state.kind === 'ready') {
      this._changed.emit();
    }
    this._stale = true;
    void this._search.refresh();
  }

  private async _find(): Promise<void> {
    const folder = this._folder;
    if (folder === null) {
      return;
    }
    try {
      const home = await this._homes.nearest(folder);
      if (folder !== this._folder || this._isDisposed) {
        return;
      }
      this._stale = false;
      this._problem = null;
      this._searched = true;
      this._setHome(home);
    } catch (error) {
      this._problem = (error as Error).message;
      this._searched = true;
      this._changed.emit();
      throw error;
    }
  }

  private _setHome(home: IHome | null): void {
    if (home === this._home) {
      this._changed.emit();
      return;
    }
    if (this._home) {
      this._home.changed.disconnect(this._update, this);
      this._home.setVisible(false);
    }
    this._home = home;
    this._selected = null;
    this._second = null;
    this._stopping.clear();
    this.scrollTop = 0;
    if (home) {
      home.changed.connect(this._update, this);
      home.setVisible(this._visible);
    }
    this._update();
  }

  private _update(): void {
    const runs = this._home?.runs ?? NO_RUNS;
    const today = new Date().toDateString();
    // A home also tells that it was read; laying out 10 000 rows for nothing would be felt while scrolling.
    if (
      runs !== this._runs ||
      this._filter !== this._laidOut.filter ||
      today !== this._laidOut.today
    ) {
      this._laidOut = { filter: this._filter, today };
      this._layOut(runs);
    }
    this._changed.emit();
  }

  private _layOut(runs: readonly IRunInfo[]): void {
    if (runs !== this._runs) {
      this._runs = runs;
      this._places = new Map(runs.map((info, place) => [info.id, place]));
      this._previous.clear();
      this._forgetStopped();
    }
    const { test, problem } = runFilter(this._filter);
    this._filterProblem = problem;
    const shown = this._filter.trim() && !problem ? runs.filter(test) : runs;
    this._layout = layOutRows(shown, Date.now());
    if (this._selected !== null && !this._layout.places.has(this._selected)) {
      this._selected = null;
    }
    if (this._second !== null && !this._layout.places.has(this._second)) {
      this._second = null;
    }
  }

  /** Stops that were heeded, or that came too late. */
  private _forgetStopped(): void {
    for (const info of this._stopping.size ? this._runs : []) {
      if (info.status !== 'running') {
        this._stopping.delete(info.id);
      }
    }
  }

  private _homes: IHomes;
  private _search: Poll;
  private _changed = new Signal<this, void>(this);
  private _isDisposed = false;
  private _home: IHome | null = null;
  private _folder: string | null = null;
  /** Whether the nearest home may have become another one. */
  private _stale = true;
  private _searched = false;
  private _problem: string | null = null;
  private _visible = false;
  private _filter = '';
  private _filterProblem: IFilterProblem | null = null;
  private _selected: string | null = null;
  private _second: string | null = null;
  private _moves = 0;
  private _runs: readonly IRunInfo[] = NO_RUNS;
  private _places: ReadonlyMap<string, number> = new Map();
  /** What the layout was made for, besides the runs. */
  private _laidOut = { filter: '', today: '' };
  /** Found when a row is drawn, for few of many rows are. */
  private _previous = new Map<string, IRunInfo | undefined>();
  private _layout: IRowLayout = layOutRows([], 0);
  private _stopping = new Set<string>();
}
