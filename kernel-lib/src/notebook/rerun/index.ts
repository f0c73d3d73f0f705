/** Runs a recorded run again, from what was recorded. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TrialbookError } from '../../errors';
import { shortId } from '../../format/layout';
import {
  changedModules,
  type ChangedModules
} from '../../recorded/changed-modules';
import { readRun } from '../../recorded/read-run';
import { recordReproduction } from '../../recorded/reproduction';
import { currentKernel } from '../../run/current-kernel';
import { currentReplay } from '../../run/replay';
import { NO_RUN } from '../../run/repeat';
import { homeDir } from '../../store/home';
import { findRun, repeatable, type Repeatable } from './find-run';
import type { RerunOptions } from './options';
import type { ReplayMessage, ReplayPlan } from './plan';
import { runReplay } from './replay-process';
import { RerunCard } from './rerun-card';
import { Rerun } from './rerun';

export { Rerun } from './rerun';
export type { RerunOptions } from './options';

/**
 * Runs a recorded run again: executes the recorded cells in their order, in a fresh process, and calls the function
 * with the recorded flags. The new run says whether it reproduced the old one.
 *
 * @param run the beginning of an id, a number from 1 (the newest), `latest`, or a run.
 * @param flags flags that get another value.
 * @throws TrialbookError RUN_NOT_FOUND, RUN_AMBIGUOUS, BAD_FLAGS, RERUN_UNTRUSTED, or RERUN_FAILED when there could be
 * no new run.
 * @example
 * const again = await rerun('k3m9q2');
 * again.reproduced; // true: every scalar has the same bits
 */
export async function rerun(
  run: string | number | { readonly dir: string },
  flags: Record<string, unknown> = {},
  options: RerunOptions = {}
): Promise<Rerun> {
  if (currentReplay()) {
    // A recorded cell that runs something again is of no matter to what is repeated now.
    return NO_RUN as Rerun;
  }
  const kernel = currentKernel();
  const notebook = kernel.notebookPath();
  const home = homeDir({
    home: options.home,
    from: notebook === undefined ? process.cwd() : dirname(notebook)
  });
  const found = findRun(typeof run === 'number' ? String(run) : run, home);
  const before = repeatable(found, options.trust ?? false);
  checkFlags(before, flags);
  const scratch = mkdtempSync(join(tmpdir(), 'trialbook-rerun-'));
  try {
    return await repeat(before, flags, options, scratch);
  } finally {
    rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function repeat(
  before: Repeatable,
  changed: Record<string, unknown>,
  options: RerunOptions,
  scratch: string
): Promise<Rerun> {
  const modules = changedModules(before.run.dir, before.folder);
  const notes = [...modules.sentences];
  let dir: string | undefined;
  let skipped = 0;
  let card: RerunCard | undefined;
  let failure: Extract<ReplayMessage, { type: 'failed' }> | undefined;
  const showCard = cardMaker(options);
  const onMessage = (message: ReplayMessage) => {
    switch (message.type) {
      case 'cell':
        options.onCell?.(message.index + 1, before.cells.length);
        break;
      case 'output':
        options.onOutput?.(message.stream, message.text);
        break;
      case 'differs':
        notes.push(message.sentence);
        break;
      case 'run':
        dir = message.dir;
        card = showCard(message.dir);
        options.onRun?.({ id: message.id, dir: message.dir });
        break;
      case 'ended':
        ({ skipped } = message);
        break;
      case 'failed':
        failure = message;
    }
  };
  const end = await runReplay(
    plan(before, changed, options, join(scratch, 'runs'), modules),
    {
      folder: before.folder,
      notebook: before.notebook,
      onMessage,
      signal: options.signal
    }
  ).catch((error: unknown) => {
    // The run that has begun is there, and says what became of it.
    if (dir === undefined) {
      throw error;
    }
    notes.push(error instanceof Error ? error.message : String(error));
    return { interrupted: false };
  });
  if (dir === undefined) {
    throw new TrialbookError(
      failure?.code ?? 'RERUN_FAILED',
      failure?.message ??
        `The rerun of ${shortId(before.run.id)} was interrupted before its run began.`
    );
  }
  if (end.interrupted) {
    notes.push('The rerun was interrupted.');
  }
  const excuses =
    skipped === 0
      ? modules.unknown
      : [
          ...modules.unknown,
          `${skipped === 1 ? 'An earlier run was' : `${skipped} earlier runs were`} left out, because nobody seemed to need what ${skipped === 1 ? 'it' : 'they'} gave; --all-runs, or { allRuns: true }, executes ${skipped === 1 ? 'it' : 'them'} too.`
        ];
  const place = { home: dirname(before.run.dir), dir, run: readRun(dir).id };
  const entry = recordReproduction(
    before.run,
    place,
    options.tolerance ?? 0,
    notes,
    excuses
  );
  card?.finish();
  return new Rerun(readRun(dir), entry);
}

function cardMaker({ display = true }: RerunOptions) {
  // Asked here: what the process tells comes outside of the cell's own calls.
  const kernel = currentKernel();
  return (dir: string) => (display ? RerunCard.show(dir, kernel) : undefined);
}

function plan(
  { run, cells, target }: Repeatable,
  changed: Record<string, unknown>,
  { label, tags, allRuns = false }: RerunOptions,
  scratch: string,
  { kept }: ChangedModules
): ReplayPlan {
  return {
    cells,
    target,
    name: run.name,
    ...(run.source?.call && { call: run.source.call }),
    rerunOf: run.id,
    home: dirname(run.dir),
    scratch,
    flags: run.flags,
    changed,
    ...(label !== undefined && { label }),
    ...(tags && { tags: [...tags] }),
    modules: kept,
    allRuns
  };
}

/** Before minutes are spent on cells. */
function checkFlags({ run }: Repeatable, flags: Record<string, unknown>): void {
  const known = Object.keys(run.flags);
  for (const [name, value] of Object.entries(flags)) {
    if (!known.includes(name)) {
      throw new TrialbookError(
        'BAD_FLAGS',
        `Run ${shortId(run.id)} has no flag "${name}". ${known.length > 0 ? `Its flags are: ${known.join(', ')}.` : 'It has no flags.'}`
      );
    }
    try {
      structuredClone(value);
    } catch (cause) {
      throw new TrialbookError(
        'BAD_FLAGS',
        `The flag "${name}" cannot be handed to another process, because it is or holds a function or the like.`,
        { cause }
      );
    }
  }
}
