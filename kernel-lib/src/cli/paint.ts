/** Colours for a terminal; texts stay as they are where nobody would see them. */

export type Paint = (text: string) => string;

/** The marks that commands use. */
export interface Painter {
  heading: Paint;
  added: Paint;
  removed: Paint;
  /** A part of an added or removed text that stands out. */
  addedPart: Paint;
  removedPart: Paint;
  changed: Paint;
  faint: Paint;
}

const ESCAPE = String.fromCharCode(27);

/** Whether colours are wanted: on a terminal, unless `$NO_COLOR` says no. */
export function wantsColor(
  stream: { isTTY?: boolean } = process.stdout,
  env: NodeJS.ProcessEnv = process.env
): boolean {
  return stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
}

/** Paints, or with `color` false returns every text as it is. */
export function painter(color: boolean): Painter {
  const paint =
    (codes: string): Paint =>
    text =>
      color && text !== '' ? `${ESCAPE}[${codes}m${text}${ESCAPE}[0m` : text;
  return {
    heading: paint('1'),
    added: paint('32'),
    removed: paint('31'),
    addedPart: paint('32;7'),
    removedPart: paint('31;7'),
    changed: paint('33'),
    faint: paint('2')
  };
}
