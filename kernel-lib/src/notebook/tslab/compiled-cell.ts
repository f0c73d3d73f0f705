/** Executes a cell of which only the compiled code is known: it ran before recording began. */
import vm from 'node:vm';
import type { ExecutedCell } from '../../format/cells';
import type { SilentKernel } from './silent-kernel';
import type { CellRecord, TslabState } from './state';

/** Executes it as tslab did; `false` when it failed. */
export async function replayCompiled(
  kernel: SilentKernel,
  state: TslabState,
  cell: ExecutedCell
): Promise<boolean> {
  // The declarations first: compiled, they clear the names that they declare.
  await kernel.executeAside(declarationsOf(cell.code));
  const compiled = wrap(cell.code);
  const file = `cell-${state.records.length + 1}.js`;
  const record: CellRecord = {
    cell: { ...cell, outcome: 'running', started: Date.now() },
    file,
    compiled
  };
  state.records.push(record);
  try {
    await state.storage.run(record, async () => {
      await (vm.runInThisContext(compiled, {
        filename: file,
        breakOnSigint: true
      }) as unknown);
    });
    record.cell.outcome = 'ok';
  } catch (error) {
    console.error(error);
    record.cell.outcome = 'error';
  }
  record.cell.ended = Date.now();
  return record.cell.outcome === 'ok';
}

function wrap(code: string): string {
  const wrapped = (prefix: string) =>
    `(${prefix}function(exports, require) { ${code}\n})(__tslab__.exports, __tslab__.require)`;
  try {
    new vm.Script(wrapped(''));
    return wrapped('');
  } catch {
    // It awaits at its top level.
    return wrapped('async ');
  }
}

/** What later cells need in order to compile: packages with their types, all else as `any`. */
export function declarationsOf(compiled: string): string {
  const imports = importsOf(compiled);
  const imported = new Set(imports.map(({ name }) => name));
  const names = [
    ...new Set(
      [...compiled.matchAll(/^(?:exports\.\w+ = )+void 0;$/gm)].flatMap(
        ([line]) =>
          [...line.matchAll(/exports\.([\w$]+)/g)].map(([, name]) => name)
      )
    )
  ].filter(name => !imported.has(name) && !name.startsWith('tsLastExpr'));
  return [
    ...imports.map(({ line }) => line),
    ...names.map(name =>
      new RegExp(`^(?:let |const |)(?:${name} = )?class ${name}\\b`, 'm').test(
        compiled
      )
        ? `declare class ${name} { [key: string]: any; static [key: string]: any; constructor(...args: any[]); }`
        : `declare let ${name}: any;`
    )
  ].join('\n');
}

interface Import {
  name: string;
  line: string;
}

/** The imports of a cell, from what TypeScript makes of them. */
function importsOf(compiled: string): Import[] {
  const packages = new Map(
    [
      ...compiled.matchAll(
        /^const ([\w$]+) = (?:__import(?:Star|Default)\()?require\(("[^"\n]*")\)/gm
      )
    ].map(([, variable, id]) => [variable, id])
  );
  const found: Import[] = [];
  const add = (variable: string, name: string, clause: string) => {
    const id = packages.get(variable);
    if (id !== undefined) {
      found.push({ name, line: `import ${clause} from ${id};` });
    }
  };
  for (const [, name, variable, key] of compiled.matchAll(
    /^Object\.defineProperty\(exports, "([\w$]+)", \{ enumerable: true, get: function \(\) \{ return ([\w$]+)\.([\w$]+); \} \}\);$/gm
  )) {
    add(variable, name, `{ ${key} as ${name} }`);
  }
  for (const [, name, variable, isDefault] of compiled.matchAll(
    /^exports\.([\w$]+) = ([\w$]+)(\.default)?;$/gm
  )) {
    add(variable, name, isDefault ? name : `* as ${name}`);
  }
  return found;
}
