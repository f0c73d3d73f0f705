/** The executed cells as one script to read, in the order of their execution: `source/script.ts`. */
import type { CellMarks } from './cell-marks';
import type { ExecutedCell } from './cells';
import { plainText } from './plain-text';

/** What the head of the script says. */
export interface ScriptFacts {
  /** Id of the run. */
  run: string;
  /** Path of the notebook relative to the home, where it is known. */
  notebook?: string;
  /** Whether the marks say which cells were edited and deleted. */
  compared?: boolean;
}

/** Every end of a line that JavaScript knows: a comment ends at each of them. */
const LINE_END = /\r\n|[\n\r\u2028\u2029]/;

/**
 * Lays the cells one after the other, each under a comment with its count, id, outcome and marks. What failed or was
 * aborted is commented out. The script is for reading: a name that two cells declare is declared twice in it.
 *
 * @param marks of the cells, one by one.
 */
export function linearScript(
  cells: readonly ExecutedCell[],
  marks: readonly CellMarks[],
  { run, notebook, compared = false }: ScriptFacts
): string {
  const head = [
    // A project's own compiler may come across it.
    '// @ts-nocheck',
    `// Run ${plainText(run)}: the cells executed until it started, in order of execution.`,
    ...(notebook === undefined ? [] : [`// Notebook: ${plainText(notebook)}`]),
    ...(compared
      ? []
      : [
          '// Not compared with the notebook: edited and deleted cells are not marked.'
        ])
  ];
  const parts = cells.map((cell, index) => part(cell, marks[index]));
  return [head.join('\n'), ...parts].join('\n\n') + '\n';
}

function part(cell: ExecutedCell, marks: CellMarks | undefined): string {
  const isDone = cell.outcome !== 'error' && cell.outcome !== 'aborted';
  const code = isDone
    ? cell.code
    : cell.code
        .split(LINE_END)
        .map(line => `// ${line}`.trimEnd())
        .join('\n');
  return `${heading(cell, marks)}\n${code.trimEnd()}`;
}

function heading(cell: ExecutedCell, marks: CellMarks | undefined): string {
  const { count, id, outcome, compiled } = cell;
  const facts = [
    id === undefined ? '' : plainText(id),
    outcome === 'running' ? 'was running' : outcome,
    marks?.launching ? 'launched the run' : '',
    marks?.edited ? 'edited since' : '',
    marks?.deleted ? 'deleted since' : '',
    marks?.superseded ? 'executed again later' : '',
    compiled ? 'as compiled' : ''
  ];
  return `// %% [${count ?? ' '}] ${facts.filter(Boolean).join(' · ')}`;
}
