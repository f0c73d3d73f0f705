import type {
  CellMarks,
  DocumentCell,
  ExecutedCell,
  ModuleList,
  PackageList
} from 'trialbook/format';
import {
  RUN_FILES,
  markCells,
  parseModuleList,
  parseNotebook,
  parsePackageList
} from 'trialbook/format';
import type { IRun } from '../tokens';

/** Bytes that are read of a file; of a longer one the rest is not shown. */
const LIMIT = 32 * 1024 * 1024;

/** An executed cell and what is to be said of it. */
export interface IMarkedCell {
  cell: ExecutedCell;
  marks: CellMarks;
}

/** What a run says of the code that it ran. */
export interface IRunSource {
  cells: readonly IMarkedCell[];
  /** What the marks come from: the notebook in the editor, else its file on disk. */
  comparedWith: 'editor' | 'file' | null;
  /** Cells of that document which were not executed: Markdown, and code. */
  others: readonly DocumentCell[];
  /** Whether the editor held something else than the file. */
  unsaved: boolean;
  packages: PackageList;
  modules: ModuleList;
  /** The difference from the commit; `null` when there is none. */
  changes: string | null;
}

/** Reads the source of a run; what an older run does not have is empty. */
export async function readSource(run: IRun): Promise<IRunSource> {
  await run.ready;
  const { source } = run;
  const text = (file: string, isThere: unknown = true) =>
    isThere ? readText(run, file) : Promise.resolve(null);
  const [executed, editor, file, packages, modules, changes] =
    await Promise.all([
      run.cells(),
      text(RUN_FILES.document, source?.cells),
      text(RUN_FILES.notebook, source?.cells),
      text(RUN_FILES.packages, source?.packages),
      text(RUN_FILES.moduleList, source?.modules),
      text(RUN_FILES.changes, source?.changes)
    ]);
  const inEditor = parseNotebook(editor ?? '');
  const onDisk = parseNotebook(file ?? '');
  const document = inEditor ?? onDisk;
  const marks = markCells(executed, { document, launcher: source?.cell });
  const places = new Set(marks.map(mark => mark.place));
  return {
    cells: executed.map((cell, index) => ({ cell, marks: marks[index] })),
    comparedWith: inEditor ? 'editor' : onDisk ? 'file' : null,
    others: (document ?? []).filter((_, index) => !places.has(index)),
    unsaved: inEditor !== undefined && !isSame(inEditor, onDisk ?? []),
    packages: parsePackageList(packages ?? ''),
    modules: parseModuleList(modules ?? ''),
    changes
  };
}

async function readText(run: IRun, file: string): Promise<string | null> {
  const bytes = await run.head(file, LIMIT);
  return bytes && new TextDecoder().decode(bytes);
}

/** Whether two documents have the same cells: outputs are no edits. */
function isSame(
  a: readonly DocumentCell[],
  b: readonly DocumentCell[]
): boolean {
  return (
    a.length === b.length &&
    a.every(({ type, source }, index) => {
      const other = b[index];
      return type === other.type && source === other.source;
    })
  );
}
