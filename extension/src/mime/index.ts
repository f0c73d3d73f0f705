import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import { rendererFactory } from './renderer';
import { sweepRendererFactory } from './sweep-renderer';

const extensions: IRenderMime.IExtension[] = [
  {
    id: 'jupyterlab-trialbook:mime-renderer',
    description: 'Shows run cards in the outputs of notebooks.',
    rendererFactory,
    rank: 30,
    dataType: 'json'
  },
  {
    id: 'jupyterlab-trialbook:sweep-renderer',
    description: 'Shows sweep cards in the outputs of notebooks.',
    rendererFactory: sweepRendererFactory,
    rank: 30,
    dataType: 'json'
  }
];

export default extensions;
