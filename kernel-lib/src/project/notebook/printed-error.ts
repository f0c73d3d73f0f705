/** The error of a cell whose kernel prints it instead of reporting it: tslab does so. */
import type { NotebookCell } from './notebook-file';

/** What is known of an error. */
export interface PrintedError {
  name: string;
  message: string;
  /** All that was printed. */
  text: string;
}

/** UTF-16 units of a message. */
const MESSAGE_LIMIT = 300;

/** From the last text that the cell printed to standard error; an error without words when there is none. */
export function printedError({ outputs = [] }: NotebookCell): PrintedError {
  const printed = outputs.filter(
    ({ output_type, name }) => output_type === 'stream' && name === 'stderr'
  );
  const text = String(printed.at(-1)?.text ?? '').trim();
  const lines = text.split('\n').filter(line => line.trim() !== '');
  const named = lines
    .map(line => /^(?:Uncaught )?(\w*(?:Error|Exception)): (.+)$/.exec(line))
    .find(match => match !== null);
  const [, name = 'Error', message = lines[0] ?? ''] = named ?? [];
  return { name, message: message.slice(0, MESSAGE_LIMIT), text };
}
