/** Texts in which `${flag}` stands for the value of a flag. */
import { flagText, type FlagValues } from './flag-text';

const REFERENCE = /\$\{([^{}]+)\}/g;

/** Names of the flags that a text refers to. */
export function referencesOf(text: string): string[] {
  return [...text.matchAll(REFERENCE)].map(([, name]) => name.trim());
}

/** Puts the values of flags in; what is no flag stays as it is, a flag without a value gives nothing. */
export function fillTemplate(text: string, flags: FlagValues): string {
  return text.replace(REFERENCE, (whole, name: string) => {
    const flag = name.trim();
    if (!Object.hasOwn(flags, flag)) {
      return whole;
    }
    const value = flags[flag];
    return value === undefined || value === null ? '' : flagText(value);
  });
}
