/** Operations that are prepared now and started later, by anybody who can read the run folder. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { TrialbookError } from '../errors';
import { RECORD_DIR } from '../format/layout';
import type { RunKind } from '../format/journal';
import { readRun } from '../recorded/read-run';
import { stageRun, type StagedRun } from '../run/stage';
import type { Operation } from './operation';
import type { GivenFlags } from './operation-call';
import type { Outcome, RunPlacement } from './outcome';
import {
  prepareOperation,
  runOperation,
  shownCommand,
  type OperationRun
} from './run-operation';

const FILE = join(RECORD_DIR, 'staged.json');

/** What has to be known to start it: the operations as they were, so that a later project file does not matter. */
interface StagedFile {
  version: 1;
  file: string;
  dir: string;
  operations: Operation[];
  operation: string;
  given: GivenFlags;
  sourceDigest: string;
  placement: Pick<RunPlacement, 'label' | 'tags' | 'from'>;
}

/**
 * Makes the run of an operation without starting it.
 * @throws TrialbookError BAD_FLAGS
 */
export function stageOperation(asked: OperationRun): StagedRun {
  const { project, operation, given, placement } = asked;
  const { call, digest, label, tags } = prepareOperation(asked);
  const staged = stageRun(
    placement.home,
    { args: [], ...call },
    {
      name: operation.name,
      ...(label !== undefined && { label }),
      ...(tags.length > 0 && { tags }),
      kind: KINDS[operation.main?.kind ?? 'steps'],
      operation: operation.name,
      ...(operation.main?.kind === 'command' && {
        command: shownCommand(operation, call)
      }),
      sourceDigest: digest
    }
  );
  const content: StagedFile = {
    version: 1,
    file: project.file,
    dir: project.dir,
    operations: [...project.operations.values()],
    operation: operation.name,
    given,
    sourceDigest: digest,
    placement: {
      label: placement.label,
      tags: placement.tags,
      from: placement.from
    }
  };
  writeFileSync(join(staged.dir, FILE), JSON.stringify(content) + '\n');
  return staged;
}

const KINDS: Readonly<Record<string, RunKind>> = {
  command: 'command',
  script: 'command',
  function: 'function',
  notebook: 'notebook',
  steps: 'steps'
};

/**
 * Starts a staged run and waits for its end. Of two that start it at once, one does.
 * @throws TrialbookError NOT_STAGED, or BAD_PROJECT when the source has changed since.
 */
export async function startStaged(
  dir: string,
  { home, quiet }: Pick<RunPlacement, 'home' | 'quiet'>
): Promise<Outcome> {
  const run = readRun(dir);
  if (!run.staged || run.status !== 'pending') {
    throw notStaged(run.id, run.status);
  }
  const content = readStaged(dir, run.id);
  const operations = new Map(content.operations.map(item => [item.name, item]));
  const operation = operations.get(content.operation);
  if (!operation) {
    throw notStaged(run.id, 'damaged');
  }
  const asked: OperationRun = {
    project: { file: content.file, dir: content.dir, operations },
    operation,
    given: content.given,
    placement: {
      ...content.placement,
      home,
      base: content.dir,
      quiet,
      adopt: { id: run.id, dir, scalars: basename(run.scalarsFile ?? '') }
    }
  };
  if (prepareOperation(asked).digest !== content.sourceDigest) {
    throw new TrialbookError(
      'BAD_PROJECT',
      `The source in ${content.dir} has changed since run ${run.id} was staged. Bring it back, or stage the operation again.`
    );
  }
  try {
    renameSync(join(dir, FILE), join(dir, RECORD_DIR, 'started.json'));
  } catch {
    throw notStaged(run.id, 'started by another process');
  }
  return runOperation(asked);
}

function readStaged(dir: string, run: string): StagedFile {
  try {
    const text = readFileSync(join(dir, FILE), 'utf8');
    return JSON.parse(text) as StagedFile;
  } catch {
    throw notStaged(run, 'without its staged.json');
  }
}

function notStaged(run: string, status: string): TrialbookError {
  return new TrialbookError(
    'NOT_STAGED',
    `Run ${run} cannot be started: it is ${status}. Only staged runs can: trialbook run OPERATION --stage makes one.`
  );
}
