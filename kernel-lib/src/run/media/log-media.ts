/** Images, texts, histograms and tables of a run. What cannot be recorded is reported once, never thrown. */
import {
  histogramOf,
  histogramRecord,
  imageRecord,
  textRecord,
  type MediaKind,
  type MediaPlace
} from '../../format/tfevents';
import type { ActiveRun } from '../active-run';
import { toStep, toTag } from '../log';
import { toImage, type LoggedImage } from './image';
import { toNumbers } from './numbers';

/** Characters of a text, and rows of one call, at most. */
const TEXT_LIMIT = 256 * 1024;
const ROW_LIMIT = 10_000;

/** Numbers in an array, a typed array, arrays in arrays, anything iterable, or a tensor with `dataSync()`. */
export type LoggedNumbers =
  | ArrayLike<number>
  | Iterable<unknown>
  | ArrayBufferView
  | { dataSync(): ArrayLike<number> };

/** Rows of a table: cells by column. */
export type LoggedRows =
  | readonly Readonly<Record<string, unknown>>[]
  | Readonly<Record<string, unknown>>;

/** Throws as `log` does, as do those below. */
export function logImageTo(
  run: ActiveRun,
  tag: string,
  image: LoggedImage,
  step?: number
): void {
  const encoded = toImage(image);
  if (typeof encoded === 'string') {
    run.warnOnce(
      'LOG_IMAGE',
      `An image ${encoded}; "${String(tag)}" was not recorded.`
    );
    return;
  }
  record(run, 'image', tag, step, place => imageRecord(place, encoded));
}

export function logTextTo(
  run: ActiveRun,
  tag: string,
  text: string,
  step?: number
): void {
  const whole = guarded(() => String(text)) ?? '';
  if (whole.length > TEXT_LIMIT) {
    run.warnOnce(
      'LOG_TEXT',
      `The text "${String(tag)}" has ${whole.length} characters; the first ${TEXT_LIMIT} were recorded.`
    );
  }
  const kept = whole.slice(0, TEXT_LIMIT);
  record(run, 'text', tag, step, place => textRecord(place, kept));
}

export function logHistogramTo(
  run: ActiveRun,
  tag: string,
  values: LoggedNumbers,
  step?: number
): void {
  const numbers = guarded(() => toNumbers(values));
  const buckets = numbers && histogramOf(numbers);
  if (!buckets || buckets.length === 0) {
    run.warnOnce(
      `LOG_HISTOGRAM ${String(tag)}`,
      `A histogram takes numbers; "${String(tag)}" ${numbers ? 'has none that is finite' : 'is something else'} and was not recorded.`
    );
    return;
  }
  record(run, 'histogram', tag, step, place => histogramRecord(place, buckets));
}

export function logTableTo(
  run: ActiveRun,
  name: string,
  rows: LoggedRows,
  step?: number
): void {
  const list: unknown[] = Array.isArray(rows) ? rows : [rows];
  const kept = list.slice(0, ROW_LIMIT).filter(isRow);
  if (kept.length < list.length) {
    run.warnOnce(
      'LOG_TABLE',
      `logTable() takes rows as objects, ${ROW_LIMIT} a call; ${list.length - kept.length} of "${String(name)}" were not recorded.`
    );
  }
  const label = toTag(run, String(name));
  if (!run.logTable(label, kept, toStep(run, label, step))) {
    run.warnOnce(
      'LOG_TABLE_FULL',
      `The tables of the run are full; rows of "${label}" were not recorded.`
    );
  }
}

function record(
  run: ActiveRun,
  kind: MediaKind,
  tag: string,
  step: number | undefined,
  encode: (place: MediaPlace) => Uint8Array
): void {
  const label = toTag(run, String(tag));
  if (run.recorder.scalars.tags.has(label)) {
    run.warnOnce(
      `MEDIA_TAG ${label}`,
      `"${label}" is a scalar too. TensorBoard shows one kind under a name: give them different ones.`
    );
  }
  if (!run.logMedia(kind, label, toStep(run, label, step), encode)) {
    run.warnOnce(
      'MEDIA_FULL',
      'The run has 256 MB of images, texts and histograms; further ones are not recorded.'
    );
  }
}

function isRow(row: unknown): row is Record<string, unknown> {
  return typeof row === 'object' && row !== null;
}

/** What others' iterators throw is no reason to break a training. */
function guarded<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
