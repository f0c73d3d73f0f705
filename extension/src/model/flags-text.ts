import type { RecordedFlags, RecordedValue } from 'trialbook/format';

/** Flags as the source text of a TypeScript object, to be pasted behind a function's name. */
export function flagsAsTypeScript(flags: RecordedFlags): string {
  return valueText(flags);
}

function valueText(value: RecordedValue): string {
  if (value === null || typeof value !== 'object') {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) {
    return `[${value.map(valueText).join(', ')}]`;
  }
  if ('$type' in value && typeof value.$type === 'string') {
    return summaryText(value.$type, value.text);
  }
  const entries = Object.entries(value as RecordedFlags).map(
    ([key, entry]) => `${keyText(key)}: ${valueText(entry)}`
  );
  return entries.length > 0 ? `{ ${entries.join(', ')} }` : '{}';
}

/** What JSON cannot hold: numbers that can be written are, all else is left undefined and named. */
function summaryText(type: string, text: unknown): string {
  const words = typeof text === 'string' ? text : '';
  if (type === 'number' && /^(NaN|-?Infinity|-0)$/.test(words)) {
    return words;
  }
  if (type === 'bigint' && /^-?\d+n?$/.test(words)) {
    return words.endsWith('n') ? words : `${words}n`;
  }
  return `undefined /* ${type.replaceAll('*/', '* /')} */`;
}

function keyText(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : JSON.stringify(key);
}
