/** Files that an operation needs in its run folder before it starts. */
import { createHash } from 'node:crypto';
import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  closeSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { TrialbookError } from '../errors';
import { EVENTS_MARK, RECORD_DIR } from '../format/layout';
import { listRuns, type ListedRun } from '../recorded/catalogue';
import { readRun } from '../recorded/read-run';
import type { ActiveRun } from '../run/active-run';
import { globTest } from './glob';
import type { Requirement } from './operation';

/** One file, and where it goes. */
export interface Input {
  /** Path inside the run folder, with `/`. */
  target: string;
  /** Absolute path of the file. */
  file: string;
  /** Whether it is linked instead of copied. */
  link: boolean;
  sha256: string;
  /** The file, the address or the operation, as the project names it. */
  from: string;
  /** The run that it comes from. */
  run?: string;
}

export interface RequirementPlace {
  /** The project's folder. */
  dir: string;
  home: string;
  /** Only runs inside this one count, if it has any of the operation. */
  parent?: string;
}

/** Bytes of the largest download. */
const DOWNLOAD_LIMIT = 16 * 1024 ** 3;

/**
 * Finds every file that is required, downloading what is not in the home's cache.
 * @throws TrialbookError REQUIREMENT that names what is missing and what to do.
 */
export async function findInputs(
  requirements: readonly Requirement[],
  place: RequirementPlace
): Promise<Input[]> {
  const inputs: Input[] = [];
  for (const requirement of requirements) {
    const { file, url, operation } = requirement;
    if (file !== undefined) {
      inputs.push(projectFile(file, requirement, place.dir));
    } else if (url !== undefined) {
      inputs.push(await cachedFile(url, requirement, place.home));
    } else if (operation !== undefined) {
      inputs.push(...filesOfRun(operation, requirement, place));
    }
  }
  for (const { target } of inputs) {
    inside(place.dir, target);
  }
  return inputs;
}

/** Puts the files into the run folder, and says so in its journal. @throws TrialbookError REQUIREMENT */
export function placeInputs(inputs: readonly Input[], run: ActiveRun): void {
  const { dir } = run.facts;
  for (const { target, file, link, sha256, from, run: source } of inputs) {
    const to = inside(dir, target);
    mkdirSync(dirname(to), { recursive: true });
    if (link) {
      linkOrCopy(file, to);
    } else {
      copyFileSync(file, to, constants.COPYFILE_FICLONE);
    }
    run.recorder.entry({
      type: 'input',
      time: Date.now(),
      path: relative(dir, to).split(sep).join('/'),
      sha256,
      from,
      ...(source !== undefined && { run: source })
    });
  }
}

function projectFile(
  file: string,
  { as, sha256, link = false }: Requirement,
  dir: string
): Input {
  const path = resolve(dir, file);
  if (!isFile(path)) {
    throw missing(`the file ${file} is not in ${dir}`);
  }
  return {
    target: as ?? basename(file),
    file: path,
    link,
    from: file,
    sha256: checkedDigest(path, file, sha256)
  };
}

/** Kept below the home, by the address, so that it is asked for once. */
async function cachedFile(
  url: string,
  { as, sha256, link = false }: Requirement,
  home: string
): Promise<Input> {
  const key = createHash('sha256').update(url).digest('hex');
  const file = join(home, 'cache', 'downloads', key);
  const name = as ?? nameOf(url);
  if (!existsSync(file) || !fits(file, sha256)) {
    await download(url, file, sha256);
  }
  return {
    target: name,
    file,
    link,
    from: url,
    sha256: checkedDigest(file, url, sha256)
  };
}

function nameOf(url: string): string {
  const last = new URL(url).pathname.split('/').at(-1) ?? '';
  let name = last;
  try {
    name = decodeURIComponent(last);
  } catch {
    // A name that is not encoded stands for itself.
  }
  return name.replace(/[\\/\0]/g, '_') || 'download';
}

async function download(
  url: string,
  file: string,
  sha256: string | undefined
): Promise<void> {
  let bytes: Buffer;
  try {
    const response = await fetch(url);
    if (!response.ok) {
      throw new Error(`the server says ${response.status}`);
    }
    if (Number(response.headers.get('content-length')) > DOWNLOAD_LIMIT) {
      throw new Error('it is larger than 16 GiB');
    }
    bytes = Buffer.from(await response.arrayBuffer());
  } catch (cause) {
    const { message, cause: inner } = cause as Error;
    const why = inner instanceof Error ? inner.message : message;
    throw missing(`${url} could not be downloaded: ${why}`, cause);
  }
  const temporary = `${file}.${process.pid}.part`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(temporary, bytes);
  try {
    checkedDigest(temporary, url, sha256);
    renameSync(temporary, file);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** What the newest completed run of the operation has made: not its record, its scalars and its own inputs. */
function filesOfRun(
  operation: string,
  { select, as, sha256, link = false }: Requirement,
  { home, parent }: RequirementPlace
): Input[] {
  const run = upstream(operation, home, parent);
  if (!run) {
    throw missing(
      `there is no completed run of ${operation}; run it first: trialbook run ${operation}`
    );
  }
  const foreign = new Set(readRun(run.dir).inputs.map(({ path }) => path));
  const tests = select.map(globTest);
  const files = walk(run.dir).filter(
    path =>
      !foreign.has(path) &&
      (tests.length === 0 || tests.some(test => test(path)))
  );
  if (files.length === 0) {
    throw missing(
      `run ${run.run} of ${operation} has no files${select.length > 0 ? ` like ${select.join(', ')}` : ''}`
    );
  }
  return files.map(path => {
    const file = join(run.dir, path);
    const target =
      as === undefined ? path : files.length === 1 ? as : `${as}/${path}`;
    return {
      target,
      file,
      link,
      from: operation,
      run: run.run,
      sha256: checkedDigest(file, path, sha256)
    };
  });
}

/** The marked run if there is one, else the newest; the steps of the same pipeline before all others. */
function upstream(
  operation: string,
  home: string,
  parent: string | undefined
): ListedRun | undefined {
  const runs = runsOf(home).filter(
    run => run.operation === operation && run.status === 'completed'
  );
  const own = runs.filter(run => run.parent === parent);
  return (
    (parent === undefined ? undefined : own[0]) ??
    runs.find(run => run.marked) ??
    runs[0]
  );
}

function runsOf(home: string): ListedRun[] {
  return existsSync(home) ? listRuns(home) : [];
}

/** Plain files, as paths with `/`. */
function walk(dir: string, below = '', files: string[] = []): string[] {
  for (const entry of readdirSync(join(dir, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (entry.isFile() && !entry.name.includes(EVENTS_MARK)) {
      files.push(path);
    } else if (entry.isDirectory() && path !== RECORD_DIR) {
      walk(dir, path, files);
    }
  }
  return files.sort();
}

/** @throws TrialbookError REQUIREMENT for a target outside of the run folder, or inside of its record. */
function inside(runDir: string, target: string): string {
  const path = resolve(runDir, target);
  const from = relative(runDir, path);
  const first = from.split(sep)[0];
  if (
    from === '' ||
    first === '..' ||
    first === RECORD_DIR ||
    resolve(from) === from
  ) {
    throw missing(
      `${JSON.stringify(target)} is not a place in the run folder for a file`
    );
  }
  return path;
}

/** A hard link survives the other run's deletion; across file systems a copy has to do. */
function linkOrCopy(file: string, to: string): void {
  try {
    linkSync(realpathSync(file), to);
  } catch {
    copyFileSync(file, to);
  }
}

function checkedDigest(
  path: string,
  shown: string,
  wanted: string | undefined
): string {
  const digest = digestOf(path);
  if (wanted !== undefined && digest !== wanted.toLowerCase()) {
    throw missing(`${shown} has the SHA-256 ${digest}, not ${wanted}`);
  }
  return digest;
}

function fits(path: string, sha256: string | undefined): boolean {
  return sha256 === undefined || digestOf(path) === sha256.toLowerCase();
}

/** SHA-256 of a file of any size. */
function digestOf(path: string): string {
  const hash = createHash('sha256');
  const buffer = Buffer.alloc(1024 * 1024);
  const fd = openSync(path, 'r');
  try {
    for (;;) {
      const length = readSync(fd, buffer);
      if (length === 0) {
        return hash.digest('hex');
      }
      hash.update(buffer.subarray(0, length));
    }
  } finally {
    closeSync(fd);
  }
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function missing(why: string, cause?: unknown): TrialbookError {
  return new TrialbookError(
    'REQUIREMENT',
    `What is required is not there: ${why}.`,
    {
      cause
    }
  );
}
