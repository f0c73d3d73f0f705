/** What differs between kernels, behind the one interface of `run/kernel.ts`. */
import { plainKernel } from '../run/current-kernel';
import type { Kernel } from '../run/kernel';
import { isTslab, tslabKernel } from './tslab/kernel';

/**
 * Finds out in which kernel this process runs, and extends it so that its cells are recorded from now on.
 * Calling it again, also from another copy of this package, extends nothing twice.
 */
export function detectKernel(): Kernel {
  return isTslab() ? tslabKernel() : plainKernel;
}
