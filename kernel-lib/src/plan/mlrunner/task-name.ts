/** Names of the folders of tasks, made of the parameters that were chosen. */
import { shortNumber, type ParamValue } from './value';

/** Characters of a text that are kept: the last ones. */
const KEPT = 100;

/** Letters of a part of a parameter's name that are kept, but for the last part. */
const PART = 2;

/**
 * Names of parameters and values, joined by `-`: `Norm_new-Moment_0.1`.
 * @param chosen in the order of the file; aliases under their own names.
 * @param isPath whether a text is a path that exists, of which the last part is kept.
 */
export function taskName(
  chosen: Iterable<readonly [string, ParamValue]>,
  isPath: (text: string) => boolean = () => false
): string {
  return [...chosen]
    .map(([name, value]) => `${camelCase(name)}_${valueName(value, isPath)}`)
    .join('-');
}

/** `early-stop` is `EaStop`, `max_len_a` is `MaLeA`, `moment` is `Moment`. */
export function camelCase(name: string): string {
  const parts = name.split(name.includes('-') ? '-' : '_');
  return parts
    .map((part, at) => (at < parts.length - 1 ? part.slice(0, PART) : part))
    .map(part => part.charAt(0).toUpperCase() + part.slice(1))
    .join('');
}

function valueName(
  { kind, value, text }: ParamValue,
  isPath: (text: string) => boolean
): string {
  switch (kind) {
    case 'bool':
      return value === true ? 'T' : 'F';
    case 'int':
    case 'float':
      return shortNumber(Number(value));
    default:
      return isPath(text)
        ? (text.replace(/\/+$/, '').split('/').at(-1) ?? '')
        : text
            .replace(/^[/.]+/, '')
            .replaceAll('/', '_')
            .slice(-KEPT);
  }
}
