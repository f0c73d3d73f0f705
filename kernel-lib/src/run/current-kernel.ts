import type { Kernel } from './kernel';

/** Plain Node, the kernel of a process that has none: no cells, no notebook, no place to show anything. */
export const plainKernel: Kernel = {
  name: 'node',
  version: process.versions.node,
  missing: [],
  display: () => undefined,
  cells: () => [],
  currentCell: () => undefined,
  notebookPath: () => undefined,
  loadedFiles: () => [],
  position: () => undefined
};

let current: Kernel = plainKernel;

export function currentKernel(): Kernel {
  return current;
}

/** Says which kernel this process is; called by the rooms above. */
export function setKernel(kernel: Kernel): void {
  current = kernel;
}
