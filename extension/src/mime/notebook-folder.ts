import type { IRenderMime } from '@jupyterlab/rendermime-interfaces';
import type { ICardAccess } from './card-access';

/** The folder of the notebook, relative to Jupyter's root; `null` when it cannot be told. */
export async function notebookFolder(
  resolver: IRenderMime.IResolver | null,
  access: ICardAccess
): Promise<string | null> {
  if (!resolver) {
    return null;
  }
  try {
    return access.localPath(decodeURI(await resolver.resolveUrl('.')));
  } catch {
    return null;
  }
}
