import type {
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { provideCardAccess } from '../mime/card-access';
import { IHomes } from '../tokens';

/** Lends the homes to the run cards in notebooks, which thereby become live. */
export const cardsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'jupyterlab-trialbook:cards',
  description: 'Makes the run cards in notebooks follow their runs.',
  autoStart: true,
  requires: [IHomes],
  activate: (app: JupyterFrontEnd, homes: IHomes) => {
    provideCardAccess({
      homes,
      commands: app.commands,
      localPath: path => app.serviceManager.contents.localPath(path)
    });
  }
};
