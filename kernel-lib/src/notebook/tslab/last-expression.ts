/** Shows the value of a cell's last expression as more than text, when it knows how. */
import { isDisplayable, OUTPUT_BUNDLE } from '../../recorded/displayable';
import { tslabGlobal } from './internals';
import type { CellRecord } from './state';

/** Where compiled cells put the value of their last expression, for tslab to print. */
const LAST_VALUE = /\bexports\.(tsLastExpr\d*) = /g;

/**
 * To be given the result of a cell's code: a promise when the cell awaits. What it returns takes the result's place. The
 * value that was shown is taken away, so that tslab does not print it too.
 */
export function showLastValue(
  compiled: string,
  result: unknown,
  record: CellRecord
): unknown {
  const name = [...compiled.matchAll(LAST_VALUE)].at(-1)?.[1];
  if (name === undefined) {
    return result;
  }
  if (!(result instanceof Promise)) {
    show(name, record);
    return result;
  }
  return result.then((value: unknown) => {
    show(name, record);
    return value;
  });
}

function show(name: string, { writeDisplay }: CellRecord): void {
  const values = tslabGlobal()?.exports;
  const value = values?.[name];
  if (!values || !writeDisplay || !isDisplayable(value)) {
    return;
  }
  try {
    const data = value[OUTPUT_BUNDLE]();
    writeDisplay({ data, metadata: {}, transient: {} }, false);
    Reflect.deleteProperty(values, name);
  } catch {
    // Then tslab prints it.
  }
}
