/** Where a run card's home is, seen from Jupyter's root. Pure. */

/** A home as the contents API knows it, or why Jupyter cannot serve it. */
export type HomePlace =
  | { kind: 'served'; path: string }
  | { kind: 'outside' }
  | { kind: 'hidden'; folder: string };

/**
 * Resolves a home against the folder of its notebook.
 *
 * @param folder Path of the notebook's folder, relative to Jupyter's root, `''` for the root itself.
 * @param home Relative path with `/`; `..` only in front (see `payload.ts`).
 */
export function resolveHome(folder: string, home: string): HomePlace {
  const parts = folder.split('/').filter(part => part !== '' && part !== '.');
  for (const part of home.split('/')) {
    if (part === '..') {
      if (parts.pop() === undefined) {
        return { kind: 'outside' };
      }
    } else if (part !== '' && part !== '.') {
      parts.push(part);
    }
  }
  const hidden = parts.find(part => part.startsWith('.'));
  return hidden === undefined
    ? { kind: 'served', path: parts.join('/') }
    : { kind: 'hidden', folder: hidden };
}
