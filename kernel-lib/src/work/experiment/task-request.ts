/** From a task to the job that is asked for. */
import {
  dependenciesOf,
  inputsOf,
  skippedDefaults,
  tags,
  type TagValue
} from '../../plan';
import type { JobRequest } from '../queue/submit';
import type { JobTags } from '../../format/queue';

/**
 * @param task that is sealed.
 * @param keyOf the key of a task.
 * @param after tasks that it has to wait for beside those whose results it uses.
 */
export function taskRequest(
  task: object,
  keyOf: (task: object) => string,
  after: readonly object[]
): JobRequest {
  const { params, inputs } = inputsOf(task);
  const needed = [...dependenciesOf(task), ...after].map(keyOf);
  const defaults = skippedDefaults(task);
  const shown = jobTags(tags(task));
  return {
    key: keyOf(task),
    flags: params,
    ...(needed.length > 0 && { after: needed }),
    ...(inputs.length > 0 && {
      inputs: inputs.map(({ task: giver, ...input }) => ({
        ...input,
        key: keyOf(giver)
      }))
    }),
    ...(Object.keys(shown).length > 0 && { tags: shown }),
    ...(Object.keys(defaults).length > 0 && { defaults })
  };
}

/** As JSON has words for them. */
function jobTags(all: Readonly<Record<string, TagValue>>): JobTags {
  return Object.fromEntries(
    Object.entries(all).map(([name, value]) => [
      name,
      typeof value === 'bigint' || !isJson(value) ? String(value) : value
    ])
  );
}

function isJson(value: TagValue): boolean {
  return typeof value !== 'number' || Number.isFinite(value);
}
