/** What shows itself in a notebook when a cell ends with it. */

/** A method of this name gives an output of a cell: values by MIME type, plain text among them. */
export const OUTPUT_BUNDLE = Symbol.for('trialbook.outputBundle');

/** Values by MIME type. */
export type OutputBundle = Record<string, string>;

/** An object that a notebook shows as more than text. */
export interface Displayable {
  [OUTPUT_BUNDLE](): OutputBundle;
}

/** Whether `value` shows itself. Never throws. */
export function isDisplayable(value: unknown): value is Displayable {
  try {
    return (
      typeof value === 'object' &&
      value !== null &&
      typeof (value as Partial<Displayable>)[OUTPUT_BUNDLE] === 'function'
    );
  } catch {
    return false;
  }
}
