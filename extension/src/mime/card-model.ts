import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { CommandRegistry } from '@lumino/commands';
import type { IDisposable } from '@lumino/disposable';
import { Signal, type ISignal } from '@lumino/signaling';
import type { RunCard } from 'trialbook/format';
import type { IRun, IRunInfo, RunChange } from '../tokens';
import { CommandIDs } from '../tokens';
import { cardAccess, type ICardAccess } from './card-access';
import { infoOfCard } from './card-info';
import { resolveHome } from './home-path';
import { notebookFolder } from './notebook-folder';

/** What of a card has changed: all but the charts, or the charts. */
export type CardChange = 'info' | 'series';

/**
 * A run card: what its output holds, and, as soon as the application and the run's files can be had, the run itself.
 */
export class CardModel implements IDisposable {
  constructor(options: CardModel.IOptions) {
    this._card = options.card;
    this._resolver = options.resolver;
    this._trans = options.trans;
    this._access = options.access ?? cardAccess;
  }

  /** Emitted when something that is shown has changed. */
  get changed(): ISignal<this, CardChange> {
    return this._changed;
  }

  /** The output as it was saved, or as the kernel updated it. */
  get card(): RunCard {
    return this._card;
  }

  set card(card: RunCard) {
    this._card = card;
    this._last = null;
    this._changed.emit('info');
  }

  /** The run as its files tell it, else as the card does. */
  get info(): IRunInfo {
    return this.live?.info ?? this._last ?? infoOfCard(this._card);
  }

  /** The run, once its files have been read. */
  get live(): IRun | null {
    return this._run && this._isRead && !this._run.problem ? this._run : null;
  }

  /** Why the card is not live: one sentence with the cure; `null` while there is nothing to say. */
  get problem(): string | null {
    return this._unreachable ?? this._run?.problem ?? null;
  }

  /** Whether the run can be stopped and opened. */
  get canAct(): boolean {
    return this.live !== null;
  }

  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Begins to follow the run, as soon as the application lends its homes. */
  async follow(): Promise<void> {
    if (this._isFollowing) {
      return;
    }
    this._isFollowing = true;
    const access = await this._access;
    const folder = await notebookFolder(this._resolver, access);
    if (!this._isFollowing || this._isDisposed || folder === null) {
      return;
    }
    this._commands = access.commands;
    const place = resolveHome(folder, this._card.home);
    if (place.kind !== 'served') {
      this._unreachable = this._cure(place);
      access.homes.reportUnreachable(
        [folder, this._card.home].filter(part => part).join('/'),
        this._unreachable
      );
      this._changed.emit('info');
      return;
    }
    this._home = place.path;
    const run = access.homes.get(place.path).run(this._card.run);
    this._run = run;
    run.changed.connect(this._onRunChanged, this);
    await run.ready;
    if (this._run === run) {
      this._isRead = true;
      this._changed.emit('info');
      this._changed.emit('series');
    }
  }

  /** Stops following; what is shown stays. */
  release(): void {
    this._isFollowing = false;
    this._last = this.live?.info ?? this._last;
    this._isRead = false;
    this._run?.changed.disconnect(this._onRunChanged, this);
    this._run?.dispose();
    this._run = null;
  }

  /** Leaves the stop signal. */
  async stop(): Promise<void> {
    await this.live?.stop();
  }

  /** Opens the run in the main area. */
  async open(): Promise<void> {
    if (this._commands?.hasCommand(CommandIDs.openRun)) {
      await this._commands.execute(CommandIDs.openRun, {
        home: this._home,
        run: this._card.run
      });
    }
  }

  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.release();
    Signal.clearData(this);
  }

  private _cure(
    place: { kind: 'outside' } | { kind: 'hidden'; folder: string }
  ): string {
    return place.kind === 'outside'
      ? this._trans.__(
          'This run is kept outside the folder that Jupyter serves (%1): start Jupyter from a folder above it, or give run() a home inside.',
          this._card.home
        )
      : this._trans.__(
          'This run is kept in the hidden folder "%1", which Jupyter does not serve: give run() a home without a leading dot.',
          place.folder
        );
  }

  private _onRunChanged(_: IRun, change: RunChange): void {
    if (!this._isRead) {
      return;
    }
    if (change === 'info' || change === 'problem') {
      this._changed.emit('info');
    } else if (change === 'series') {
      this._changed.emit('series');
    }
  }

  private _access: Promise<ICardAccess>;
  private _card: RunCard;
  private _changed = new Signal<this, CardChange>(this);
  private _commands: CommandRegistry | null = null;
  private _home = '';
  private _isDisposed = false;
  private _isFollowing = false;
  private _isRead = false;
  private _last: IRunInfo | null = null;
  private _resolver: IRenderMime.IResolver | null;
  private _run: IRun | null = null;
  private _trans: TranslationBundle;
  private _unreachable: string | null = null;
}

/** A namespace for CardModel statics. */
export namespace CardModel {
  export interface IOptions {
    card: RunCard;
    /** Knows the notebook's folder; without it the card stays as it was saved. */
    resolver: IRenderMime.IResolver | null;
    trans: TranslationBundle;
    /** Defaults to what the application provides. */
    access?: Promise<ICardAccess>;
  }
}
