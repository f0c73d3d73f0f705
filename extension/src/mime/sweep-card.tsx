import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { CommandRegistry } from '@lumino/commands';
import type { Message } from '@lumino/messaging';
import * as React from 'react';
import type { SweepCard } from 'trialbook/format';
import { SweepModel } from '../model/sweep-model';
import { CommandIDs } from '../tokens';
import { SweepFailures } from '../widgets/sweep-failures';
import { SweepHeader } from '../widgets/sweep-header';
import { SweepLanes } from '../widgets/sweep-lanes';
import { useChanges } from '../widgets/use-changes';
import { useNow } from '../widgets/use-now';
import { cardAccess, type ICardAccess } from './card-access';
import { resolveHome } from './home-path';
import { notebookFolder } from './notebook-folder';

/** Failures that a card names; the view has the rest. */
const NAMED = 3;

/** Milliseconds after which a card that nobody sees stops following its sweep. */
const RELEASE_DELAY = 20_000;

/** A sweep card on screen: what its output holds, and, as soon as its home can be read, the sweep itself. */
export class SweepCardWidget extends ReactWidget {
  constructor(private _options: SweepCardWidget.IOptions) {
    super();
    this.addClass('jp-TrialbookCard');
    this.addClass('jp-TrialbookSweepCard');
    // Keys pressed on a button of the card are not meant for the notebook.
    this.node.dataset.lmSuppressShortcuts = 'true';
    this._card = _options.card;
  }

  get card(): SweepCard {
    return this._card;
  }

  set card(card: SweepCard) {
    this._card = card;
    this.update();
  }

  override dispose(): void {
    if (!this.isDisposed) {
      clearTimeout(this._timer);
      super.dispose();
      this._release();
    }
  }

  protected override render(): JSX.Element {
    const { trans } = this._options;
    const model = this._model;
    const commands = this._commands;
    return model && commands ? (
      <Live
        model={model}
        trans={trans}
        card={this._card}
        execute={(command, args) =>
          void commands.execute(command, { home: model.home.path, ...args })
        }
      />
    ) : (
      <Still card={this._card} />
    );
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
      void this._follow();
    }
  }

  private _leave(): void {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._release(), RELEASE_DELAY);
  }

  private async _follow(): Promise<void> {
    const access = await (this._options.access ?? cardAccess);
    const folder = await notebookFolder(this._options.resolver, access);
    if (this._model || this.isDisposed || folder === null) {
      return;
    }
    const place = resolveHome(folder, this._card.home);
    if (place.kind === 'served') {
      this._commands = access.commands;
      this._model = new SweepModel({
        home: access.homes.get(place.path),
        batch: this._card.batch
      });
      this.update();
    }
  }

  private _release(): void {
    this._model?.dispose();
    this._model = null;
    if (!this.isDisposed) {
      this.update();
    }
  }

  private _card: SweepCard;
  private _model: SweepModel | null = null;
  private _commands: CommandRegistry | null = null;
  private _timer: ReturnType<typeof setTimeout> | undefined;
}

/** Statics of `SweepCardWidget`. */
export namespace SweepCardWidget {
  /** Options of the constructor. */
  export interface IOptions {
    card: SweepCard;
    /** Knows the notebook's folder; without it the card stays as it was saved. */
    resolver: IRenderMime.IResolver | null;
    trans: TranslationBundle;
    /** Defaults to what the application provides. */
    access?: Promise<ICardAccess>;
  }
}

function Live(props: {
  model: SweepModel;
  card: SweepCard;
  trans: TranslationBundle;
  execute: (command: string, args: Record<string, string>) => void;
}): JSX.Element {
  const { model, card, trans, execute } = props;
  useChanges(model);
  const { info, detail } = model;
  const now = useNow((info?.counts.running ?? 0) > 0);
  if (!info || !detail) {
    return <Still card={card} />;
  }
  const onOpen = (run: string) => execute(CommandIDs.openRun, { run });
  return (
    <>
      <SweepHeader
        model={model}
        trans={trans}
        onOpen={onOpen}
        onOpenSweep={() =>
          execute(CommandIDs.openSweep, { batch: model.batch })
        }
      />
      <SweepLanes
        jobs={detail.rows.map(({ job }) => job)}
        workers={detail.workers}
        now={now}
        trans={trans}
        onOpen={onOpen}
      />
      <SweepFailures
        failures={detail.failures}
        limit={NAMED}
        trans={trans}
        isBusy={model.asking !== null}
        onOpen={onOpen}
        onRetry={jobs => void model.ask('retry', jobs)}
      />
    </>
  );
}

/** What the output says by itself. */
function Still({ card }: { card: SweepCard }): JSX.Element {
  return (
    <div className="jp-TrialbookSweepCard-still">
      {card.lines.map((line, at) => (
        <div key={at}>{line}</div>
      ))}
    </div>
  );
}
