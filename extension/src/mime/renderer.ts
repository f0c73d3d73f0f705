import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { nullTranslator, type ITranslator } from '@jupyterlab/translation';
import { Panel, Widget } from '@lumino/widgets';
import { CARD_MIME, type RunCard } from 'trialbook/format';
import { Card } from './card';
import type { ICardAccess } from './card-access';
import { CardModel } from './card-model';
import { readPayload } from './payload';

/** Shows an output that holds a run card. An output that is updated keeps its card as long as it is of the same run. */
export class RunCardRenderer extends Panel implements IRenderMime.IRenderer {
  constructor(options: RunCardRenderer.IOptions) {
    super();
    this.addClass('jp-RenderedTrialbook');
    this._options = options;
    // JupyterLab's interfaces have a translator of their own, which is this one.
    this._translator =
      (options.translator as ITranslator | undefined) ?? nullTranslator;
  }

  /** Renders an output; never rejects, whatever the output holds. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const result = readPayload(model.data[this._options.mimeType]);
    if (!result.ok) {
      this._refuse(result.reason);
    } else if (this._model && sameRun(this._model.card, result.card)) {
      this._model.card = result.card;
    } else {
      this._show(result.card);
    }
  }

  private _show(card: RunCard): void {
    this._clear();
    this._model = new CardModel({
      card,
      resolver: this._options.resolver,
      trans: this._translator.load('jupyterlab_trialbook'),
      access: this._options.access
    });
    this.addWidget(
      new Card({ model: this._model, translator: this._translator })
    );
  }

  private _refuse(reason: string): void {
    this._clear();
    const trans = this._translator.load('jupyterlab_trialbook');
    const refusal = new Widget();
    refusal.addClass('jp-TrialbookCard-refusal');
    refusal.node.textContent = trans.__(
      'This output is not shown, because it is not a run card of Trialbook. %1',
      reason
    );
    this.addWidget(refusal);
  }

  private _clear(): void {
    this._model = null;
    for (const widget of [...this.widgets]) {
      widget.dispose();
    }
  }

  private _model: CardModel | null = null;
  private _options: RunCardRenderer.IOptions;
  private _translator: ITranslator;
}

/** A namespace for RunCardRenderer statics. */
export namespace RunCardRenderer {
  export interface IOptions
    extends Pick<
      IRenderMime.IRendererOptions,
      'mimeType' | 'resolver' | 'translator'
    > {
    /** Defaults to what the application provides. */
    access?: Promise<ICardAccess>;
  }
}

/** Safe, because a card's text is only ever shown as text, and nothing in it is run or loaded. */
export const rendererFactory: IRenderMime.IRendererFactory = {
  safe: true,
  mimeTypes: [CARD_MIME],
  // Before the picture and the text that a card brings along for viewers without this extension.
  defaultRank: 30,
  createRenderer: options => new RunCardRenderer(options)
};

function sameRun(a: RunCard, b: RunCard): boolean {
  return a.run === b.run && a.home === b.home;
}
