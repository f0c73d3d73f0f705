import type { Kernel, KernelSpec } from '@jupyterlab/services';

/** Kernels that know the library, the best one first. */
const KERNELS = ['trialbook', 'tslab'];

/** Runs in a kernel whose folder is the home. */
const CODE = `import { ensureSupervisor } from "trialbook";
ensureSupervisor(process.cwd());`;

/**
 * Has a supervisor at work in a home: a kernel of its own starts it, for a page can start no other process, and goes.
 *
 * @param home Path of the home, relative to the root of the server.
 * @throws Error when there is no kernel for it, or it does not know the library.
 */
export async function startSupervisor(options: {
  kernels: Kernel.IManager;
  kernelspecs: KernelSpec.IManager;
  home: string;
}): Promise<void> {
  const { kernels, kernelspecs, home } = options;
  await kernelspecs.ready;
  const known = kernelspecs.specs?.kernelspecs ?? {};
  const name = KERNELS.find(each => known[each]);
  if (name === undefined) {
    throw new Error(
      'Nobody is at work in this home, and there is no TypeScript kernel to start somebody with. "trialbook resume" in a terminal does it.'
    );
  }
  // `path` is the folder that the kernel starts in; `startNew()` passes on whatever it is given.
  const kernel = await kernels.startNew({ name, path: home } as {
    name: string;
  });
  try {
    const future = kernel.requestExecute({ code: CODE, store_history: false });
    const { content } = await future.done;
    if (content.status !== 'ok') {
      throw new Error(
        'Nobody is at work in this home, and the library "trialbook" cannot be loaded from it. "npx trialbook resume" in a terminal says why.'
      );
    }
  } finally {
    await kernel.shutdown().catch(() => undefined);
    kernel.dispose();
  }
}
