/** The process in which an exported function runs as an operation. */
import { pathToFileURL } from 'node:url';
import { TrialbookError } from '../errors';
import type { AnyFunction } from '../run/flags/closure';
import { runAs } from '../run';
import type { RunOptions } from '../run/options';
import type { StartFacts } from '../run/start';
import type { Outcome } from './outcome';
import { placeInputs, type Input } from './requirements';
import { copySource, sourceFolder } from './source-files';

/** What is to be called. */
export interface FunctionCall {
  /** Absolute path of what Node can import. */
  module: string;
  /** As people wrote it. */
  shown: string;
  name: string;
  flags: Record<string, unknown>;
  /** Flags with the operation's default. */
  defaults: string[];
  options: RunOptions;
  about: Partial<StartFacts>;
  /** Files of the project that are kept as source, and what is required. */
  source: { dir: string; files: string[]; inputs: Input[] };
}

/** What came of it: the run, or why there is none. */
export type FunctionReport =
  | { outcome: Omit<Outcome, 'exitCode'> }
  | { code?: string; message: string };

process.once('message', message => {
  void perform(message as FunctionCall).then(report => {
    process.exitCode = 'outcome' in report ? process.exitCode : 1;
    process.send?.(report, () => process.disconnect());
  });
});

async function perform(call: FunctionCall): Promise<FunctionReport> {
  const started: Outcome[] = [];
  try {
    const fn = await load(call);
    await runAs(
      fn,
      call.flags,
      { ...call.options, display: false },
      {
        ...call.about,
        kind: 'function',
        started: run => {
          const { dir, files, inputs } = call.source;
          copySource(dir, files, sourceFolder(run.facts.dir));
          placeInputs(inputs, run);
          run.onEnd(({ facts, status, error }) =>
            started.push({
              run: facts.id,
              dir: facts.dir,
              name: facts.name,
              status,
              exitCode: 0,
              ...(error && { error })
            })
          );
        }
      }
    );
  } catch (error) {
    if (started.length === 0) {
      return {
        ...(error instanceof TrialbookError && { code: error.code }),
        message: error instanceof Error ? error.message : String(error)
      };
    }
    console.error(error instanceof Error ? error.stack : error);
    process.exitCode = 1;
  }
  return { outcome: started[0] };
}

async function load({
  module,
  shown,
  name
}: FunctionCall): Promise<AnyFunction> {
  const exported = (await importModule(pathToFileURL(module).href)) as Record<
    string,
    unknown
  >;
  const inner = exported.default as Record<string, unknown> | undefined;
  const fn = exported[name] ?? inner?.[name];
  if (typeof fn !== 'function') {
    const names = Object.keys({ ...inner, ...exported }).filter(
      key => typeof (exported[key] ?? inner?.[key]) === 'function'
    );
    throw new TrialbookError(
      'BAD_PROJECT',
      `${shown} exports no function "${name}". It exports ${names.join(', ') || 'no functions'}.`
    );
  }
  return fn as AnyFunction;
}

/** TypeScript would make a `require` of a plain `import()`, which cannot load ES modules. */
const importModule = new Function('url', 'return import(url)') as (
  url: string
) => Promise<unknown>;
