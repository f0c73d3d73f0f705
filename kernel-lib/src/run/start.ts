import { exists } from '../store/exists';
import { makeRunDir, openHome, type Home } from '../store/home';
import { ownProcess } from '../store/process-facts';
import type { CreatedEntry } from '../format/journal';
import { FORMAT_VERSION, isRunId } from '../format/layout';
import { parseOutputScalars } from '../format/output-scalars';
import { dirname, join } from 'node:path';
import { ActiveRun, type AttemptFiles } from './active-run';
import type { CallPlace } from './call-place';
import { captureChildOutput } from './child-output';
import { activeRun } from './context';
import { recordEnvironment } from './environment';
import { knownFlags, recordCallFlags } from './flags/record';
import type { CheckedCall } from './flags/checked-call';
import type { Kernel } from './kernel';
import { addLiveRun, removeLiveRun } from './live-runs';
import type { RunOptions } from './options';
import { captureOutput } from './output-capture';
import { Recorder } from './recorder';
import { recordingThread } from './recording-thread';
import { scalarsFileName } from './scalar-log';
import type { StagedRun } from './stage';

/** The run that this process is part of: a command's or a notebook's, which is recorded by another process. */
function runAround(home: string): string | undefined {
  const { RUN_ID: id } = process.env;
  return isRunId(id) && exists(join(home, id)) ? id : undefined;
}

/** Where the process began: the folder of the notebook, for kernels that do not know it. */
export const firstDirectory = process.cwd();

/** A run that is recorded from now on. */
export interface Started {
  run: ActiveRun;
  home: Home;
  /** Absolute path of the notebook, as far as the kernel knows it. */
  notebook?: string;
  /** The folder that relative paths are seen from: the notebook's. */
  base: string;
}

/** What is known of a run before its start, beside the call. */
export interface StartFacts
  extends Pick<
    CreatedEntry,
    'kind' | 'operation' | 'command' | 'sourceDigest' | 'rerunOf' | 'parent'
  > {
  place: CallPlace;
  /** The project's folder, from which relative paths are seen. */
  base?: string;
  /** Whoever started the run ends it upon SIGINT and SIGTERM. */
  ownSignals?: boolean;
  /** The folder of a staged run that begins now. */
  adopt?: StagedRun;
  /** Of a run that is an attempt at a job. */
  attempt?: AttemptFiles;
  /** Called with the run before the call begins. */
  started?(run: ActiveRun): void;
}

/**
 * Makes the run folder and begins to record.
 * @throws TrialbookError HOME_NOT_WRITABLE
 */
export function startRun(
  name: string,
  call: CheckedCall,
  options: RunOptions,
  kernel: Kernel,
  {
    place,
    base: project,
    ownSignals,
    started,
    adopt,
    attempt,
    ...about
  }: StartFacts
): Started {
  const parent = activeRun();
  const notebook = kernel.notebookPath();
  const base =
    project ?? (notebook === undefined ? firstDirectory : dirname(notebook));
  const home = openHome({
    home: options.home ?? parent?.facts.home,
    from: base
  });
  const parentId = about.parent ?? parent?.facts.id ?? runAround(home.dir);
  const { id, dir } = adopt ?? makeRunDir(home.dir);
  const time = Date.now();
  const flags = recordCallFlags(call.flags);
  let run: ActiveRun | undefined = undefined;
  const recorder = new Recorder({
    home: home.dir,
    dir,
    kernel,
    notebook,
    folder: base,
    place,
    scalarsFile: adopt?.scalars ?? scalarsFileName(time),
    isStaged: adopt !== undefined,
    writeBehind: recordingThread(),
    outputRules: parseOutputScalars(options.outputScalars),
    created: {
      time,
      format: FORMAT_VERSION,
      run: id,
      name,
      ...(options.label !== undefined && { label: options.label }),
      ...(options.tags?.length && { tags: [...options.tags] }),
      flags,
      ...(call.defaults.length > 0 && { defaults: call.defaults }),
      // The run around a repeated one is not recorded.
      ...about,
      ...(parentId !== undefined && !about.rerunOf && { parent: parentId }),
      ...(call.facts && { flagFacts: call.facts }),
      process: ownProcess()
    },
    report: (code, message) => run?.warn(code, message)
  });
  run = new ActiveRun(
    {
      id,
      dir,
      home: home.dir,
      name,
      flags: knownFlags(call.flags),
      recordedFlags: flags,
      label: options.label,
      tags: options.tags ?? [],
      parent,
      call: place.call,
      ...(attempt && { attempt })
    },
    recorder,
    kernel
  );
  started?.(run);
  run.onEnd(removeLiveRun);
  addLiveRun(run, { cell: kernel.currentCell(), ownSignals });
  captureOutput();
  captureChildOutput();
  recordEnvironment(run, kernel, {
    folder: base,
    root: firstDirectory,
    ...(place.cell !== undefined && { launcher: { index: place.cell } }),
    ...(notebook !== undefined && { notebook })
  });
  return { run, home, notebook, base };
}
