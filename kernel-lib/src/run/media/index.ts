/** What a run can log beside scalars; each function throws as `log()` does and reports bad input once. */
import { activeRun, contextRun } from '../context';
import { assertRun } from '../run';
import type { LoggedImage } from './image';
import {
  logHistogramTo,
  logImageTo,
  logTableTo,
  logTextTo,
  type LoggedNumbers,
  type LoggedRows
} from './log-media';

export type { LoggedImage } from './image';
export type { LoggedNumbers, LoggedRows } from './log-media';

/**
 * Records an image of the current run; TensorBoard shows it too.
 *
 * @param image bytes of a PNG or JPEG file, a data URL, or pixels: `{ width, height, data }`.
 * @param step a whole number; each name has its own counter when it is not given.
 * @throws TrialbookError NO_RUN outside a run, RUN_ENDED after its end.
 * @throws RunStopped when the run was asked to stop.
 * @example
 * logImage('digit', { width: 28, height: 28, data: pixels }, epoch);
 */
export function logImage(tag: string, image: LoggedImage, step?: number): void {
  logImageTo(current('logImage()'), tag, image, step);
}

/**
 * Records a text of the current run; TensorBoard shows it too. Parameters and errors as of `logImage`.
 * @example
 * logText('sample', model.generate('Once'), epoch);
 */
export function logText(tag: string, text: string, step?: number): void {
  logTextTo(current('logText()'), tag, text, step);
}

/**
 * Records how numbers are distributed; TensorBoard shows it too. What is not finite is left out.
 * @param values an array, typed or not, arrays in arrays, anything iterable, or a tensor with `dataSync()`.
 * @example
 * logHistogram('weights/dense1', layer.getWeights()[0], epoch);
 */
export function logHistogram(
  tag: string,
  values: LoggedNumbers,
  step?: number
): void {
  logHistogramTo(current('logHistogram()'), tag, values, step);
}

/**
 * Adds rows to a table of the current run.
 * @param rows objects of cells by column, or one.
 * @example
 * logTable('errors', [{ file: 'a.png', truth: 3, guess: 5 }], epoch);
 */
export function logTable(name: string, rows: LoggedRows, step?: number): void {
  logTableTo(current('logTable()'), name, rows, step);
}

function current(what: string) {
  return assertRun(activeRun() ?? contextRun(), what);
}
