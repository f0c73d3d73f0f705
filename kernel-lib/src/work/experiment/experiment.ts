/** Plans of tasks that are made by workers. */
import { dirname, relative } from 'node:path';
import { TrialbookError } from '../../errors';
import { currentKernel } from '../../run/current-kernel';
import { NO_RUN } from '../../run/repeat';
import { currentReplay } from '../../run/replay';
import { firstDirectory } from '../../run/start';
import { openHome } from '../../store/home';
import { ExperimentCard } from './experiment-card';
import { ExperimentFolder } from './experiment-folder';
import { ExperimentPlan } from './experiment-plan';
import { checkExperimentName, type ExperimentOptions } from './options';
import { Experiment } from './result';

/**
 * Has tasks made by workers beside this process, each after those whose results it uses, and waits for all.
 *
 * A task is known by its identity: one that is done is not made again, in this experiment or another one, today or later.
 * The workers go on when this process is gone; starting the experiment again joins what they do.
 *
 * @param name names the experiment and its folder in the home; while it is running, nobody else can start it.
 * @param body submits the tasks.
 * @throws ExperimentFailed with a summary when a task was not completed.
 * @throws TrialbookError EXPERIMENT_RUNNING, BAD_OPTION or HOME_NOT_WRITABLE, and what `submit()` and the body throw.
 * @example
 * const e = await experiment('mnist', async xp => {
 *   for (const layers of [1, 2]) {
 *     const learned = xp.submit(Learn({ model: CNN({ layers: tag(layers) }) }));
 *     xp.submit(Evaluate({ learned }));
 *   }
 * }, { workers: 2 });
 * e.runs.sort('accuracy');
 */
export async function experiment<R>(
  name: string,
  body: (xp: ExperimentPlan) => R | Promise<R>,
  options: ExperimentOptions = {}
): Promise<Experiment<R>> {
  if (currentReplay()) {
    // A recorded cell that starts an experiment is of no matter to what is repeated now.
    return NO_RUN as never;
  }
  checkExperimentName(name);
  if (typeof body !== 'function') {
    throw new TrialbookError(
      'BAD_OPTION',
      `experiment() takes a name and a function that submits tasks: experiment('${name}', async xp => { xp.submit(…); }). Got ${typeof body} instead of the function.`
    );
  }
  const notebook = currentKernel().notebookPath();
  const base = notebook === undefined ? firstDirectory : dirname(notebook);
  const home = openHome({ home: options.home, from: base }).dir;
  const folder = new ExperimentFolder(home, name);
  const plan = new ExperimentPlan({ home, base, name }, folder, options);
  const card =
    options.display === false
      ? undefined
      : new ExperimentCard(plan, relative(base, home));
  try {
    const value = await body(plan);
    await plan.finish(options.wait !== false);
    return new Experiment(plan, home, value);
  } finally {
    await plan.close();
    card?.finish();
    folder.release();
  }
}
