/** What is said of a run before it and after it: facts of its flags, notes, attributes, marks and reruns. */
import type { RunRecord } from './fold';
import type { FlagFacts, RunKind } from './journal';
import { isRunId } from './layout';
import {
  fieldsOf,
  mapFields,
  numberOf,
  present,
  recordedNumberOf,
  textOf,
  textsOf
} from './untrusted';
import type { Fields } from './untrusted';
import type { RecordedValue } from './values';

const KINDS: readonly unknown[] = ['function', 'command', 'notebook', 'steps'];

const TYPES: readonly unknown[] = [
  'string',
  'number',
  'int',
  'boolean',
  'path'
];

export function kindOf(value: unknown): RunKind | undefined {
  return KINDS.includes(value) ? (value as RunKind) : undefined;
}

export function flagFactsOf(value: unknown): FlagFacts | undefined {
  const fields = fieldsOf(value);
  return (
    fields &&
    present({
      description: textOf(fields.description),
      type: TYPES.includes(fields.type)
        ? (fields.type as FlagFacts['type'])
        : undefined,
      choices: Array.isArray(fields.choices)
        ? (fields.choices as RecordedValue[])
        : undefined,
      min: numberOf(fields.min),
      max: numberOf(fields.max),
      required:
        typeof fields.required === 'boolean' ? fields.required : undefined
    })
  );
}

export function foldNote(record: RunRecord, fields: Fields, time = 0): void {
  const text = textOf(fields.text);
  if (text !== undefined) {
    record.notes.push({ time, text });
  }
}

export function foldAttribute(record: RunRecord, fields: Fields): void {
  const name = textOf(fields.name);
  if (name === undefined || fields.value === undefined) {
    return;
  }
  const others = Object.entries(record.attributes).filter(
    ([known]) => known !== name
  );
  record.attributes = Object.fromEntries(
    fields.value === null
      ? others
      : [...others, [name, fields.value as RecordedValue]]
  );
}

export function foldMark(record: RunRecord, fields: Fields): void {
  if (typeof fields.marked === 'boolean') {
    record.marked = fields.marked;
  }
}

export function foldReproduced(record: RunRecord, fields: Fields): void {
  if (!isRunId(fields.of) || typeof fields.reproduced !== 'boolean') {
    return;
  }
  record.reproduced = present({
    of: fields.of,
    reproduced: fields.reproduced,
    tolerance: numberOf(fields.tolerance) ?? 0,
    changed: textsOf(fields.changed),
    differences: mapFields(fields.differences, recordedNumberOf),
    reasons: textsOf(fields.reasons)
  });
}

export function foldInput(record: RunRecord, fields: Fields): void {
  const path = textOf(fields.path);
  const sha256 = textOf(fields.sha256);
  const from = textOf(fields.from);
  if (path !== undefined && sha256 !== undefined && from !== undefined) {
    const run = isRunId(fields.run) ? fields.run : undefined;
    record.inputs.push(present({ path, sha256, from, run }));
  }
}
