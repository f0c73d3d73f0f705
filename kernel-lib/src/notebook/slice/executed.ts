/** The executed cells that a slice is made from, parsed. */
import type ts from 'typescript';
import type { ExecutedCell } from '../../format/cells';

export type TypeScriptModule = typeof ts;

/** An executed cell, with what only the process that executed it knows. */
export interface SourceCell extends ExecutedCell {
  /** False when none of its code was executed, because it did not compile. */
  ran?: boolean;
}

/** A cell, its place among the executed ones, and its text as TypeScript sees it. */
export interface ParsedCell {
  index: number;
  cell: SourceCell;
  file: ts.SourceFile;
}

export interface ParsedCells {
  ts: TypeScriptModule;
  /** Of the same program as the files: it knows what a name inside of one cell stands for. */
  checker: ts.TypeChecker;
  /** In the order of their execution; without those that did not compile, and those known as compiled code only. */
  cells: ParsedCell[];
  /** Cells known as compiled code only: they ran before recording began. */
  compiled: { index: number; cell: SourceCell }[];
}

/** Parses cells; each is a module of its own, so that a name of another cell is unknown in it. */
export function parseCells(
  ts: TypeScriptModule,
  executed: readonly SourceCell[]
): ParsedCells {
  const numbered = executed.map((cell, index) => ({ index, cell }));
  const sources = numbered.filter(
    ({ cell }) => !cell.compiled && cell.ran !== false
  );
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleDetection: ts.ModuleDetectionKind.Force,
    experimentalDecorators: true,
    noLib: true,
    noResolve: true,
    types: []
  };
  const files = new Map(
    sources.map(({ index, cell }) => [
      `cell-${index}.ts`,
      ts.createSourceFile(
        `cell-${index}.ts`,
        cell.code,
        {
          languageVersion: ts.ScriptTarget.ES2022,
          setExternalModuleIndicator: file => {
            // Known to the program, and not in the declarations: what makes a text a module.
            Object.assign(file, { externalModuleIndicator: true });
          }
        },
        true,
        ts.ScriptKind.TS
      )
    ])
  );
  const program = ts.createProgram(
    [...files.keys()],
    options,
    hostOf(ts, files)
  );
  return {
    ts,
    checker: program.getTypeChecker(),
    cells: sources.map(({ index, cell }) => ({
      index,
      cell,
      file: files.get(`cell-${index}.ts`) as ts.SourceFile
    })),
    compiled: numbered.filter(({ cell }) => cell.compiled)
  };
}

/** A disk that holds the cells and nothing else. */
function hostOf(
  { sys }: TypeScriptModule,
  files: ReadonlyMap<string, ts.SourceFile>
): ts.CompilerHost {
  return {
    getSourceFile: name => files.get(name),
    fileExists: name => files.has(name),
    readFile: name => files.get(name)?.text,
    getDefaultLibFileName: () => 'lib.d.ts',
    getCurrentDirectory: () => '',
    getCanonicalFileName: name => name,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => sys?.newLine ?? '\n',
    writeFile: () => undefined
  };
}

/** A cell as people call it: by its execution count. */
export function cellName(cell: ExecutedCell, index: number): string {
  return cell.count === undefined
    ? `cell ${index + 1}`
    : `cell [${cell.count}]`;
}

/** Whether a cell began and did not come to its end. */
export function isFailed({ outcome }: ExecutedCell): boolean {
  return outcome === 'error' || outcome === 'aborted';
}
