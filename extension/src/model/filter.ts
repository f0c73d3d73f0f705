import { formatValue } from 'trialbook/format';
import type { IRunInfo } from '../tokens';

/**
 * A test for the words of a filter: every word must occur in the run's name, label, tags, flags (`name=value`) or id.
 * Upper and lower case are the same.
 */
export function runFilter(text: string): (info: IRunInfo) => boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return info => {
    const hay = haystack(info);
    return words.every(word => hay.includes(word));
  };
}

/** Run infos are replaced as a whole when they change, so what was joined once stays right. */
const haystacks = new WeakMap<IRunInfo, string>();

function haystack(info: IRunInfo): string {
  let text = haystacks.get(info);
  if (text === undefined) {
    text = [
      info.name,
      info.label ?? '',
      info.id,
      ...info.tags,
      ...Object.entries(info.flags).map(
        ([name, value]) => `${name}=${formatValue(value)}`
      )
    ]
      // A character that nobody types keeps a word from matching over two parts.
      .join('\n')
      .toLowerCase();
    haystacks.set(info, text);
  }
  return text;
}
