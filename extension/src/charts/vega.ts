/** The one door to Vega: loaded when the first chart is on screen, fenced in. */
import type { Config, TopLevelSpec } from 'vega-lite';
import type { ChangeSet, View } from './vega-types';

/** A living view and what is needed to feed it. */
export interface IVegaView {
  readonly view: View;
  changeset(): ChangeSet;
  /** Ends the view's timers, listeners and data flow. */
  finalize(): void;
}

/** Vega's level of logging errors alone. */
const LOG_ERRORS = 1;

/** A loader that refuses every URL: what a chart shows is given to it, it fetches nothing. */
export const refusingLoader = {
  load: refuse,
  sanitize: refuse,
  http: refuse,
  file: refuse
};

function refuse(): Promise<never> {
  return Promise.reject(new Error('Trialbook charts load nothing.'));
}

/**
 * Makes a view of a specification in a node. Expressions are interpreted, never compiled by `eval`, so that a strict
 * content security policy does not stop the charts.
 *
 * @throws When the specification does not compile; the node is then left empty.
 */
export async function embedVega(
  node: HTMLElement,
  spec: TopLevelSpec,
  config: Config
): Promise<IVegaView> {
  const embed = await import('vega-embed');
  const result = await embed.default(node, spec, {
    mode: 'vega-lite',
    actions: false,
    defaultStyle: false,
    renderer: 'canvas',
    // Layers without rows, such as the marks of NaN, are no reason to warn.
    logLevel: LOG_ERRORS,
    tooltip: false,
    hover: false,
    ast: true,
    loader: refusingLoader,
    config
  });
  return {
    view: result.view,
    changeset: embed.vega.changeset,
    finalize: () => result.finalize()
  };
}
