/** Runs one operation of a project, whatever it is made of. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ActiveRun } from '../run/active-run';
import type { StartFacts } from '../run/start';
import { readCommandLine } from './command-flags';
import { runCommand } from './command-run';
import { findEqualRun } from './equal-run';
import { flagText } from './flag-text';
import { runFunction } from './function-run';
import { runNotebook } from './notebook/run-notebook';
import { scriptCommand } from './script-command';
import type { Operation, Project } from './operation';
import {
  flagArguments,
  resolveFlags,
  type GivenFlags,
  type OperationCall
} from './operation-call';
import type { Outcome, RunPlacement } from './outcome';
import { quoteWord } from './shell-words';
import {
  copySource,
  sourceDigest,
  sourceFiles,
  sourceFolder
} from './source-files';
import { runSteps } from './steps-run';
import { operationFlags } from './operation-flags';
import { findInputs, placeInputs, type Input } from './requirements';
import { fillTemplate, referencesOf } from './template';

export interface OperationRun {
  project: Project;
  operation: Operation;
  given: GivenFlags;
  placement: RunPlacement;
  /** Nothing is run when there is an equal run already. */
  needed?: boolean;
}

/** An operation with its flags: what would be run. */
export interface OperationPlan {
  operation: string;
  /** The command line, the notebook, the function or the steps. */
  runs: string[];
  flags: Record<string, unknown>;
  label?: string;
  tags: string[];
  home: string;
  /** Files that are kept as source. */
  source: string[];
  sourceDigest: string;
}

/**
 * What running an operation would do.
 * @throws TrialbookError BAD_FLAGS
 */
export function planOperation(asked: OperationRun): OperationPlan {
  const { operation, placement } = asked;
  const { call, files, digest, label, tags } = prepareOperation(asked);
  const { globals } = operationFlags(asked.project, operation);
  return {
    operation: operation.name,
    runs: shownCommand(operation, call, globals),
    flags: call.flags,
    ...(label !== undefined && { label }),
    tags,
    home: placement.home,
    source: files,
    sourceDigest: digest
  };
}

/**
 * Runs an operation and waits for its end.
 * @throws TrialbookError BAD_FLAGS and others before anything is created.
 */
export async function runOperation(asked: OperationRun): Promise<Outcome> {
  const { project, operation, placement, needed } = asked;
  const prepared = prepareOperation(asked);
  const { call, files, label, tags } = prepared;
  const inputs = await findInputs(operation.requires, {
    dir: project.dir,
    home: placement.home,
    ...(placement.parent !== undefined && { parent: placement.parent })
  });
  const digest = digestWith(prepared.digest, inputs);
  if (needed) {
    const equal = findEqualRun(placement.home, {
      operation: operation.name,
      flags: call.flags,
      digest
    });
    if (equal) {
      return equal;
    }
  }
  const about: Partial<StartFacts> = {
    operation: operation.name,
    sourceDigest: digest
  };
  const place: RunPlacement = {
    ...placement,
    base: project.dir,
    from: placement.from ?? process.cwd(),
    cwd: operation.cwd,
    ...(label !== undefined && { label }),
    tags
  };
  const fill = (run: ActiveRun) => {
    copySource(project.dir, files, sourceFolder(run.facts.dir));
    placeInputs(inputs, run);
  };
  const { main } = operation;
  const common = {
    name: operation.name,
    ...call,
    about,
    env: operation.env,
    ...(operation.outputScalars !== undefined && {
      outputScalars: operation.outputScalars
    }),
    prepare: fill
  };
  switch (main?.kind) {
    case undefined:
      return runSteps(asked, common, place);
    case 'function':
      return runFunction(
        { ...common, main, source: { dir: project.dir, files, inputs } },
        place
      );
    case 'notebook':
      return runNotebook(
        { ...common, notebook: join(project.dir, main.path) },
        place
      );
    case 'script': {
      const { globals } = operationFlags(project, operation);
      const given = Object.entries(call.flags).filter(
        ([name]) => globals?.has(name) && !call.defaults.includes(name)
      );
      const script = await scriptCommand(
        join(project.dir, main.path),
        Object.fromEntries(given)
      );
      try {
        return await runCommand(
          {
            ...common,
            argv: [...script.argv, ...argumentsOf(operation, call, globals)],
            shown: shownCommand(operation, call, globals)
          },
          place
        );
      } finally {
        script.remove();
      }
    }
    case 'command': {
      const shown = shownCommand(operation, call);
      return runCommand(
        { ...common, argv: readArgv(shown, project.dir), shown },
        place
      );
    }
  }
}

/** Flags, label, tags and source of an operation. @throws TrialbookError BAD_FLAGS */
export function prepareOperation({
  project,
  operation,
  given,
  placement
}: OperationRun) {
  const { main } = operation;
  const isOpen = main?.kind === 'function' || main?.kind === 'notebook';
  const { flags } = operationFlags(project, operation);
  const call = resolveFlags(operation.name, flags, given, isOpen);
  const { files } = sourceFiles(project.dir, operation.source);
  const label =
    placement.label ??
    (operation.label && fillTemplate(operation.label, call.flags));
  return {
    call,
    files,
    digest: sourceDigest(project.dir, files, [operation.text, operation.env]),
    label,
    tags: [...new Set([...operation.tags, ...(placement.tags ?? [])])]
  };
}

/** What is required is part of what an operation is run with. */
function digestWith(digest: string, inputs: readonly Input[]): string {
  return inputs.length === 0
    ? digest
    : createHash('sha256')
        .update(digest)
        .update(
          JSON.stringify(inputs.map(({ target, sha256 }) => [target, sha256]))
        )
        .digest('hex');
}

/** @param globals flags that the script has as variables: no arguments. */
function argumentsOf(
  { main }: Operation,
  { flags }: OperationCall,
  globals: ReadonlySet<string> = new Set()
): string[] {
  const words = main?.kind === 'command' ? main.words : [];
  const placed = new Set([...words.flatMap(referencesOf), ...globals]);
  return flagArguments(flags, placed, flagText);
}

/** As people would write it. */
export function shownCommand(
  operation: Operation,
  call: OperationCall,
  globals?: ReadonlySet<string>
): string[] {
  const { main, steps = [] } = operation;
  switch (main?.kind) {
    case undefined:
      return steps.map(({ operation: name, assignments }) =>
        [name, ...assignments].map(quoteWord).join(' ')
      );
    case 'command':
      return [
        ...main.words.map(word => fillTemplate(word, call.flags)),
        ...argumentsOf(operation, call)
      ];
    case 'script':
      return ['node', main.path, ...argumentsOf(operation, call, globals)];
    case 'function':
      return [`${main.path}#${main.name}`];
    case 'notebook':
      return [main.path];
  }
}

/** Program and script by absolute paths, seen from the project. */
function readArgv(command: readonly string[], dir: string): string[] {
  return readCommandLine(command, dir).argv;
}
