import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { openCache } from '../cache/open-cache';
import { Homes } from '../model/homes';
import { JupyterFiles } from '../sources/jupyter-files';
import { startSupervisor } from '../sources/start-supervisor';
import { IHomes } from '../tokens';

/** Provides the homes that the Jupyter server serves. */
export const homesPlugin: JupyterFrontEndPlugin<IHomes> = {
  id: 'jupyterlab-trialbook:homes',
  description: 'Finds and reads the runs that the Jupyter server serves.',
  autoStart: true,
  provides: IHomes,
  activate: app => {
    const { contents, kernels, kernelspecs, serverSettings, user } =
      app.serviceManager;
    const source = new JupyterFiles({ contents, serverSettings });
    // The user may not be known yet when a page opens, and the same one must find the same cache each time.
    const scope = user.ready
      .catch(() => undefined)
      .then(() => `${serverSettings.baseUrl} ${user.identity?.username ?? ''}`);
    return new Homes({
      source,
      cache: openCache(scope),
      startSupervisor: home => startSupervisor({ kernels, kernelspecs, home })
    });
  }
};
