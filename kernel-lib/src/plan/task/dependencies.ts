/** What a task needs before it can run, found in its parameters. */
import { TrialbookError } from '../../errors';
import { configsIn } from '../config/identity-of';
import { requireState, stateOf } from '../config/config-value';
import { isTask } from '../config/parse';

/**
 * The tasks whose results a config or task uses, in its own parameters and in those of configs in them, each once. Not those
 * which these need in turn.
 */
export function dependenciesOf(config: object): object[] {
  const { values } = requireState(config, 'dependenciesOf()');
  const found = new Set<object>();
  collect(values, found, [config]);
  return [...found];
}

/**
 * Tasks with all that they need, each once, in an order in which they can run.
 * @throws TrialbookError CYCLE when a task needs itself.
 */
export function planOrder(tasks: readonly object[]): object[] {
  const ordered = new Set<object>();
  const visit = (task: object, open: readonly object[]): void => {
    if (ordered.has(task)) {
      return;
    }
    if (open.includes(task)) {
      const names = [...open.slice(open.indexOf(task)), task].map(
        each => stateOf(each)?.definition.name
      );
      throw new TrialbookError(
        'CYCLE',
        `A task needs itself: ${names.join(' needs ')}.`
      );
    }
    for (const needed of dependenciesOf(task)) {
      visit(needed, [...open, task]);
    }
    ordered.add(task);
  };
  tasks.forEach(task => visit(task, []));
  return [...ordered];
}

function collect(
  values: unknown,
  found: Set<object>,
  open: readonly object[]
): void {
  for (const inner of configsIn(values)) {
    if (isTask(inner)) {
      found.add(inner);
    } else if (!open.includes(inner)) {
      collect(stateOf(inner)?.values, found, [...open, inner]);
    }
  }
}
