/** Values of parameters as mlrunner's Python sees them: how they are written decides how they are read and shown. */
import { isScalar, Scalar, type Node } from 'yaml';

/** A value of a parameter. */
export interface ParamValue {
  kind: 'str' | 'int' | 'float' | 'bool' | 'other';
  /** The value itself. */
  value: unknown;
  /** As Python's `str()` shows it. */
  text: string;
}

/** PyYAML takes only these for floats: with a point, and a sign in the exponent. `1e-3` is a text. */
const FLOAT = /^[-+]?(?:\d[\d_]*\.[\d_]*|\.\d[\d_]*)(?:[eE][-+]\d+)?$/;

/** The value that stands at a place of the file. */
export function valueOf(node: Node | null | undefined): ParamValue {
  if (!isScalar(node)) {
    return { kind: 'other', value: node?.toJSON() ?? null, text: '' };
  }
  const { value, source = '', type } = node;
  if (typeof value === 'string' || (type && type !== Scalar.PLAIN)) {
    return { kind: 'str', value: String(value), text: String(value) };
  }
  if (typeof value === 'boolean' && /^[yn]$/i.test(source)) {
    // Booleans of YAML 1.1, but not of PyYAML.
    return { kind: 'str', value: source, text: source };
  }
  if (typeof value === 'boolean') {
    return { kind: 'bool', value, text: value ? 'True' : 'False' };
  }
  if (typeof value !== 'number') {
    return { kind: 'other', value, text: '' };
  }
  if (/^[-+]?[\d_]+$/.test(source) || /^[-+]?0[xob]/.test(source)) {
    return { kind: 'int', value, text: String(value) };
  }
  return FLOAT.test(source)
    ? { kind: 'float', value, text: floatText(value) }
    : { kind: 'str', value: source, text: source };
}

/** As Python's `repr()` of a float: an exponent below 1e-4 and from 1e16 on, and never without a point or one. */
export function floatText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    return exponentText(value.toExponential());
  }
  const text = String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** As `'%g' % value`: six digits that count, no zeros at the end. */
export function shortNumber(value: number): string {
  const exponent =
    value === 0 ? 0 : Number(value.toExponential(5).split('e')[1]);
  if (exponent < -4 || exponent >= 6) {
    const [digits, power] = value.toExponential(5).split('e');
    return exponentText(`${withoutZeros(digits)}e${power}`);
  }
  return withoutZeros(value.toFixed(5 - exponent));
}

/** At least two digits in the exponent. */
function exponentText(text: string): string {
  return text.replace(
    /e([-+])(\d)$/,
    (_, sign: string, digit: string) => `e${sign}0${digit}`
  );
}

function withoutZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** As Python's `shlex.quote()`. */
export function shellQuote(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text)
    ? text
    : `'${text.replaceAll("'", `'"'"'`)}'`;
}

/** Whether two values are the same to Python, for which `1`, `1.0` and `True` are equal. */
export function valueKey({ kind, value }: ParamValue): string {
  return kind === 'str' || kind === 'other'
    ? JSON.stringify(value)
    : `#${Number(value)}`;
}
