/** Joins paths of the contents API, of which the root is the empty one. */
export function joinPath(...parts: string[]): string {
  return parts.filter(Boolean).join('/');
}

/** A folder and those above it, up to the root. */
export function foldersUpwards(folder: string): string[] {
  const parts = folder.split('/').filter(Boolean);
  return parts
    .map((_, i) => parts.slice(0, parts.length - i).join('/'))
    .concat('');
}

/** The folder that a path lies in. */
export function folderOf(path: string): string {
  return path.split('/').slice(0, -1).join('/');
}

/** Whether a segment of the path begins with a dot: Jupyter does not serve such. */
export function isHidden(path: string): boolean {
  return path.split('/').some(part => part.startsWith('.') && part !== '.');
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
