/** From the tree of a filter to a test of runs. */
import { formatValue } from '../format-value';
import type { RecordedValue } from '../values';
import { beginsWith, textTest, valueTest, valueText } from './compare';
import {
  FILTER_FIELDS,
  parseSeconds,
  parseSwitch,
  type FieldType
} from './fields';
import { parseTime } from './moments';
import { parseFilter, type ParseOptions } from './parser';
import { compilePattern } from './pattern';
import type { FilterSubject, FilterValues } from './subject';
import type {
  FilterComparison,
  FilterHas,
  FilterMatch,
  FilterNode,
  FilterReference
} from './syntax';

/** Whether a run passes. */
export type FilterTest = (subject: FilterSubject) => boolean;

export interface CompileOptions {
  /**
   * Milliseconds since 1970 from which ages count back.
   * @default now
   */
  now?: number;
}

/**
 * A test for the runs that a filter describes.
 * @throws FilterError (a TrialbookError BAD_FILTER) with the column.
 * @example
 * runs.filter(filterTest('loss<0.1 and not tag:debug'))
 */
export function filterTest(
  text: string,
  options: ParseOptions & CompileOptions = {}
): FilterTest {
  return compileFilter(parseFilter(text, options), options);
}

/** A test from a tree; without a tree every run passes. */
export function compileFilter(
  node: FilterNode | undefined,
  { now = Date.now() }: CompileOptions = {}
): FilterTest {
  return node === undefined ? () => true : compile(node, now);
}

function compile(node: FilterNode, now: number): FilterTest {
  switch (node.kind) {
    case 'and': {
      const tests = node.items.map(item => compile(item, now));
      return subject => tests.every(test => test(subject));
    }
    case 'or': {
      const tests = node.items.map(item => compile(item, now));
      return subject => tests.some(test => test(subject));
    }
    case 'not': {
      const test = compile(node.item, now);
      return subject => !test(subject);
    }
    case 'word': {
      const word = node.text.toLowerCase();
      return subject => haystack(subject).includes(word);
    }
    case 'has':
      return compileHas(node);
    case 'compare':
      return compileComparison(node, now);
    case 'match':
      return compileMatch(node);
  }
}

function compileHas({ reference }: FilterHas): FilterTest {
  if (reference.scope !== 'field') {
    return subject => lookUp(subject, reference) !== undefined;
  }
  switch (reference.name) {
    case 'tag':
      return subject => subject.tags.length > 0;
    case 'marked':
      return subject => subject.marked === true;
    case 'created':
    case 'started':
    case 'ended':
    case 'duration':
      return subject => timeOf(subject, reference.name, 0) !== undefined;
    default:
      return subject => fieldText(subject, reference.name) !== undefined;
  }
}

function compileComparison(node: FilterComparison, now: number): FilterTest {
  const { reference, operator, value, unfinished } = node;
  if (reference.scope === 'field') {
    return compileField(node, FILTER_FIELDS.get(reference.name), now);
  }
  const test = valueTest(operator, value, unfinished);
  return subject => {
    const found = lookUp(subject, reference);
    return found !== undefined && test(found);
  };
}

function compileField(
  node: FilterComparison,
  type: FieldType | undefined,
  now: number
): FilterTest {
  const { operator, value, unfinished } = node;
  const { name } = node.reference;
  switch (type) {
    case 'switch': {
      const wanted = parseSwitch(value.text) === (operator === '=');
      return subject => (subject.marked ?? false) === wanted;
    }
    case 'time':
    case 'duration':
      return compileTime(node, type, now);
    case 'tag': {
      const same = unfinished ? beginsWith : sameText;
      return subject =>
        subject.tags.length > 0 &&
        subject.tags.some(tag => same(tag, value.text)) === (operator === '=');
    }
    case 'id':
      return subject => {
        const id = fieldText(subject, name);
        return (
          id !== undefined && beginsWith(id, value.text) === (operator === '=')
        );
      };
    default: {
      const exact = textTest(operator, value.text);
      return subject => {
        const text = fieldText(subject, name);
        return (
          text !== undefined &&
          (exact(text) || (unfinished === true && beginsWith(text, value.text)))
        );
      };
    }
  }
}

/** A time is compared with a stretch: later than its end, earlier than its beginning, or in it. */
function compileTime(
  { reference, operator, value }: FilterComparison,
  type: 'time' | 'duration',
  now: number
): FilterTest {
  const length = parseSeconds(value.text) ?? NaN;
  const span =
    type === 'time' ? parseTime(value.text, now) : { from: length, to: length };
  const { from, to } = span ?? { from: NaN, to: NaN };
  const point = from === to;
  const inside = (time: number) =>
    point ? time === from : time >= from && time < to;
  const tests: Record<typeof operator, (time: number) => boolean> = {
    '=': inside,
    '!=': time => !inside(time),
    '<': time => time < from,
    '<=': time => (point ? time <= to : time < to),
    '>': time => (point ? time > from : time >= to),
    '>=': time => time >= from
  };
  const test = tests[operator];
  return subject => {
    const time = timeOf(subject, reference.name, now);
    return time !== undefined && test(time);
  };
}

function compileMatch({
  reference,
  pattern,
  ignoreCase
}: FilterMatch): FilterTest {
  const test = compilePattern(pattern, { ignoreCase });
  if (reference.scope !== 'field') {
    return subject => {
      const found = lookUp(subject, reference);
      return found !== undefined && test(valueText(found));
    };
  }
  if (reference.name === 'tag') {
    return subject => subject.tags.some(test);
  }
  return subject => {
    const text = fieldText(subject, reference.name);
    return text !== undefined && test(text);
  };
}

/** A flag, else the last value of a scalar, else an attribute; by a name in another case only if none has this one. */
function lookUp(
  subject: FilterSubject,
  reference: FilterReference
): RecordedValue | undefined {
  const found =
    lookIn(subject, reference, exactKey) ?? lookIn(subject, reference, anyCase);
  if (found !== undefined || subject.complete === undefined) {
    return found;
  }
  const values = subject.complete();
  return (
    lookIn(values, reference, exactKey) ?? lookIn(values, reference, anyCase)
  );
}

type FindKey = (values: object, name: string) => string | undefined;

function lookIn(
  { flags, scalars, attributes = {} }: FilterValues,
  { scope, name }: FilterReference,
  find: FindKey
): RecordedValue | undefined {
  const any = scope === 'any';
  const flag = any || scope === 'flag' ? find(flags, name) : undefined;
  if (flag !== undefined) {
    return flags[flag];
  }
  const tag = any || scope === 'scalar' ? find(scalars, name) : undefined;
  if (tag !== undefined) {
    return scalars[tag].last;
  }
  const own = any || scope === 'attr' ? find(attributes, name) : undefined;
  return own === undefined ? undefined : attributes[own];
}

function exactKey(values: object, name: string): string | undefined {
  return Object.hasOwn(values, name) ? name : undefined;
}

function anyCase(values: object, name: string): string | undefined {
  return Object.keys(values).find(
    key => key.length === name.length && sameText(key, name)
  );
}

function fieldText(subject: FilterSubject, name: string): string | undefined {
  switch (name) {
    case 'id':
      return subject.id;
    case 'name':
      return subject.name;
    case 'label':
      return subject.label;
    case 'status':
      return subject.status;
    case 'op':
      return subject.operation ?? subject.name;
    case 'kind':
      return subject.kind ?? 'function';
    case 'error':
      return subject.error;
    case 'notebook':
      return subject.notebook;
    case 'parent':
      return subject.parent;
    case 'rerun':
      return subject.rerunOf;
    default:
      return undefined;
  }
}

/** Milliseconds: since 1970, or of the duration, which of a run that goes on grows. */
function timeOf(
  { created, started, ended }: FilterSubject,
  name: string,
  now: number
): number | undefined {
  switch (name) {
    case 'created':
      return created;
    case 'started':
      return started ?? created;
    case 'ended':
      return ended;
    default:
      return (ended ?? now) - (started ?? created);
  }
}

function sameText(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Subjects are replaced as a whole when they change, so what was joined once stays right. */
const haystacks = new WeakMap<FilterSubject, string>();

function haystack(subject: FilterSubject): string {
  let text = haystacks.get(subject);
  if (text === undefined) {
    text = [
      subject.name,
      subject.label ?? '',
      subject.id,
      ...subject.tags,
      ...Object.entries(subject.flags).map(
        ([name, value]) => `${name}=${formatValue(value)}`
      )
    ]
      // A character that nobody types keeps a word from matching over two parts.
      .join('\n')
      .toLowerCase();
    haystacks.set(subject, text);
  }
  return text;
}
