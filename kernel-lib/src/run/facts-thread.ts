/**
 * The thread that finds out what takes longer: the state of the git work tree, the GPUs, the packages and modules that the
 * process has loaded; and writes the script of the executed cells.
 */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { RUN_FILES } from '../format/layout';
import { encodeLine } from '../format/lines';
import type {
  EnvironmentEntry,
  SourceChanges,
  SourceEntry
} from '../format/journal';
import type { LoadedPackage } from '../format/provenance';
import type { FactsRequest } from './facts';
import { askGit, type GitAnswer } from './facts/git';
import { keepFile } from './facts/keep-file';
import { output } from './facts/programs';
import { recordProvenance } from './facts/provenance';
import { executedCells, writeScript } from './facts/script';

/** Milliseconds for which an answer of git holds, so that a burst of short runs asks once. */
const GIT_FRESH = 2000;

const gitAnswers = new Map<
  string,
  { at: number; answer: Promise<GitAnswer | undefined> }
>();
let gpus: Promise<string[] | undefined> | undefined;

/** Every file that the process has loaded so far. */
const loaded = new Set<string>();

parentPort?.on('message', (request: FactsRequest) => {
  request.loaded.forEach(file => loaded.add(file));
  void answer(request)
    .catch(() => undefined) // The run folder is gone; the recording thread says so.
    .finally(() => parentPort?.postMessage('done'));
});

async function answer(request: FactsRequest): Promise<void> {
  try {
    writeProvenance(request);
  } catch {
    // A disk that is full, a folder that may not be read: what git says may still find its place.
  }
  if (request.moment === 'end') {
    return;
  }
  gpus ??= askGpus();
  const [found, gpu] = await Promise.all([askGitOnce(request), gpus]);
  const changes = found?.changes;
  if (changes) {
    keepFile(join(request.dir, RUN_FILES.changes), changes.bytes);
  }
  write(
    request,
    { ...(found && { git: found.git }), ...(gpu && { gpu }) },
    changes && { changes: summary(changes) }
  );
}

/** What is written without asking any other program. */
function writeProvenance(request: FactsRequest): void {
  const { dir, run, notebookName, launcher, moment } = request;
  const cells = executedCells(dir);
  if (moment === 'start' && cells.length > 0) {
    writeScript(cells, { dir, run, notebook: notebookName, launcher });
  }
  const code = cells.map(cell => cell.code);
  const { source, packages } = recordProvenance({ ...request, code, loaded });
  // At the start the run itself has recorded the versions of the installed ones.
  const more = packages.filter(({ linked }) => linked || moment === 'end');
  write(
    request,
    more.length > 0 ? { packages: versions(more) } : undefined,
    source
  );
}

/** Adds to the journal what was found out. */
function write(
  { dir }: FactsRequest,
  environment: Omit<EnvironmentEntry, 'type' | 'time'> = {},
  source: Omit<SourceEntry, 'type' | 'time' | 'kernel'> = {}
): void {
  const time = Date.now();
  const entries = [
    { type: 'environment', time, ...environment },
    { type: 'source', time, ...source }
  ].filter(entry => Object.keys(entry).length > 2);
  const lines = entries.map(entry => encodeLine(entry, { shared: true }));
  appendFileSync(join(dir, RUN_FILES.journal), Buffer.concat(lines));
}

/** Versions by name, of the packages that have one. */
function versions(packages: LoadedPackage[]): Record<string, string> {
  return Object.fromEntries(
    packages.flatMap(({ name, version }) =>
      version === undefined ? [] : [[name, version]]
    )
  );
}

function summary({ files, untracked, cut }: SourceChanges): SourceChanges {
  return { files, untracked, ...(cut && { cut }) };
}

function askGitOnce(request: FactsRequest): Promise<GitAnswer | undefined> {
  const { folder, home, notebook } = request;
  const key = JSON.stringify([folder, home, notebook]);
  const known = gitAnswers.get(key);
  if (known && Date.now() - known.at < GIT_FRESH) {
    return known.answer;
  }
  const answer = askGit({ folder, home, notebook });
  gitAnswers.set(key, { at: Date.now(), answer });
  return answer;
}

async function askGpus(): Promise<string[] | undefined> {
  const text = await output('nvidia-smi', [
    '--query-gpu=name,memory.total',
    '--format=csv,noheader'
  ]);
  return text?.split('\n').filter(line => line.trim() !== '');
}
