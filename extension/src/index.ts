/**
 * The plugins of the JupyterLab extension.
 */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { cardsPlugin } from './plugins/cards';
import { comparePlugin } from './plugins/compare';
import { homesPlugin } from './plugins/homes';
import { runViewPlugin } from './plugins/run-view';
import { runsPanelPlugin } from './plugins/runs-panel';
import { snapshotPlugin } from './plugins/snapshot';
import { sweepsPlugin } from './plugins/sweeps';

export * from './tokens';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  homesPlugin,
  runsPanelPlugin,
  runViewPlugin,
  comparePlugin,
  sweepsPlugin,
  snapshotPlugin,
  cardsPlugin
];

export default plugins;
