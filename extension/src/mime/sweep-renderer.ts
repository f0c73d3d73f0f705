import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { nullTranslator, type ITranslator } from '@jupyterlab/translation';
import { Panel, Widget } from '@lumino/widgets';
import { SWEEP_CARD_MIME } from 'trialbook/format';
import type { ICardAccess } from './card-access';
import { SweepCardWidget } from './sweep-card';
import { readSweepPayload } from './sweep-payload';

/** Shows an output that holds a sweep card; one that is updated keeps its card as long as it is of the same sweep. */
export class SweepCardRenderer extends Panel implements IRenderMime.IRenderer {
  constructor(private _options: SweepCardRenderer.IOptions) {
    super();
    this.addClass('jp-RenderedTrialbook');
  }

  /** Renders an output; never rejects, whatever the output holds. */
  async renderModel(model: IRenderMime.IMimeModel): Promise<void> {
    const result = readSweepPayload(model.data[this._options.mimeType]);
    const trans = (
      (this._options.translator as ITranslator | undefined) ?? nullTranslator
    ).load('jupyterlab_trialbook');
    const shown = this._card;
    if (!result.ok) {
      this._clear();
      const refusal = new Widget();
      refusal.addClass('jp-TrialbookCard-refusal');
      refusal.node.textContent = trans.__(
        'This output is not shown, because it is not a sweep card of Trialbook. %1',
        result.reason
      );
      this.addWidget(refusal);
    } else if (
      shown?.card.batch === result.card.batch &&
      shown.card.home === result.card.home
    ) {
      shown.card = result.card;
    } else {
      this._clear();
      this._card = new SweepCardWidget({
        card: result.card,
        resolver: this._options.resolver,
        access: this._options.access,
        trans
      });
      this.addWidget(this._card);
    }
  }

  private _clear(): void {
    this._card = null;
    for (const widget of [...this.widgets]) {
      widget.dispose();
    }
  }

  private _card: SweepCardWidget | null = null;
}

/** Statics of `SweepCardRenderer`. */
export namespace SweepCardRenderer {
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
export const sweepRendererFactory: IRenderMime.IRendererFactory = {
  safe: true,
  mimeTypes: [SWEEP_CARD_MIME],
  // Before the HTML and the text that a card brings along for viewers without this extension.
  defaultRank: 30,
  createRenderer: options => new SweepCardRenderer(options)
};
