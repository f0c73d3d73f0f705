/** The tags of configs and tasks. */
import {
  requireState,
  stateOf,
  type ConfigState
} from '../config/config-value';
import { configsIn } from '../config/identity-of';
import type { TagValue } from './tag';

/**
 * The tags of a config or task with those of all that is in it, tasks that it needs too, sorted by name. Where two have the
 * same name, that of the outer one holds.
 * @example tags(Learn({ lr: tag(0.1), model: CNN({ layers: tag(2) }) })) // { layers: 2, lr: 0.1 }
 */
export function tags(config: object): Record<string, TagValue> {
  const found = new Map<string, TagValue>();
  let level: ConfigState[] = [requireState(config, 'tags()')];
  const seen = new Set(level);
  while (level.length > 0) {
    for (const [name, value] of level.flatMap(state => [...state.tags])) {
      if (!found.has(name)) {
        found.set(name, value);
      }
    }
    const inner = level.flatMap(state => configsIn(state.values));
    level = inner.flatMap(each => {
      const state = stateOf(each);
      if (!state || seen.has(state)) {
        return [];
      }
      seen.add(state);
      return [state];
    });
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Adds tags that are no parameters. Tags never count, so a submitted task may get them too.
 * @returns the same config.
 * @example withTags(Learn({ lr: 0.1 }), { fold: 3 })
 */
export function withTags<C extends object>(
  config: C,
  more: Readonly<Record<string, TagValue>>
): C {
  const state = requireState(config, 'withTags()');
  for (const [name, value] of Object.entries(more)) {
    state.tags.set(name, value);
  }
  return config;
}
