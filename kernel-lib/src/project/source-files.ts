/** The files of a project that are its source: which they are, their digest, and a copy of them. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { HOME_FILE, RUN_FILES } from '../format/layout';
import { globTest } from './glob';
import type { SourceRules } from './operation';

/** Files of a project at most, and bytes of each, where no rules say which. */
const COUNT_LIMIT = 100;
const SIZE_LIMIT = 1024 * 1024;

/** Files at which even rules end. */
const WALK_LIMIT = 10_000;

export interface SourceFiles {
  /** Paths relative to the project's folder, with `/`, in order. */
  files: string[];
  /** Files left out because there are too many. */
  more: number;
}

/**
 * The source of a project: what git tracks, else all that is there, text only; hidden folders, `node_modules` and homes
 * of runs are never in it. Symbolic links are not followed.
 */
export function sourceFiles(
  dir: string,
  rules: SourceRules | false | undefined
): SourceFiles {
  if (rules === false) {
    return { files: [], more: 0 };
  }
  const found = rules?.include.length
    ? walk(dir).filter(included(rules))
    : (trackedFiles(dir) ?? walk(dir))
        .filter(included(rules))
        .filter(path => isText(join(dir, path)));
  const files = found.filter(path => isPlainFile(join(dir, path))).sort();
  const limit = rules?.include.length ? WALK_LIMIT : COUNT_LIMIT;
  return {
    files: files.slice(0, limit),
    more: Math.max(0, files.length - limit)
  };
}

/** SHA-256 over paths and contents, and over `definition`: how the operation is defined. */
export function sourceDigest(
  dir: string,
  files: readonly string[],
  definition: unknown
): string {
  const hash = createHash('sha256').update(JSON.stringify(definition));
  for (const file of files) {
    hash.update(`\0${file}\0`).update(readFileSync(join(dir, file)));
  }
  return hash.digest('hex');
}

/** Where a run keeps its source files. */
export function sourceFolder(runDir: string): string {
  return join(runDir, RUN_FILES.source, 'files');
}

/** Copies the files below a folder of the run. */
export function copySource(
  dir: string,
  files: readonly string[],
  target: string
): void {
  for (const file of files) {
    const to = join(target, file);
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(join(dir, file), to);
  }
}

function included(rules: SourceRules | undefined): (path: string) => boolean {
  const include = (rules?.include ?? []).map(globTest);
  const exclude = (rules?.exclude ?? []).map(globTest);
  return path =>
    (include.length === 0 || include.some(test => test(path))) &&
    !exclude.some(test => test(path));
}

/** What git tracks, and what it would: new files that it does not ignore. */
function trackedFiles(dir: string): string[] | undefined {
  try {
    const text = execFileSync(
      'git',
      [
        ...['-C', dir, '-c', 'core.fsmonitor=false'],
        ...['ls-files', '-z', '--cached', '--others', '--exclude-standard']
      ],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 64 * 1024 * 1024
      }
    );
    const homes = new Map<string, boolean>();
    return [...new Set(text.split('\0'))].filter(
      path => path !== '' && !isInHome(dir, path, homes)
    );
  } catch {
    return undefined;
  }
}

/** A home that git does not ignore is no source all the same. */
function isInHome(
  dir: string,
  path: string,
  known: Map<string, boolean>
): boolean {
  const parent = dirname(path);
  if (parent === '.') {
    return false;
  }
  const before = known.get(parent);
  if (before !== undefined) {
    return before;
  }
  const found =
    existsSync(join(dir, parent, HOME_FILE)) || isInHome(dir, parent, known);
  known.set(parent, found);
  return found;
}

function walk(dir: string, below = '', files: string[] = []): string[] {
  for (const entry of readdirSync(join(dir, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (files.length >= WALK_LIMIT) {
      break;
    }
    if (entry.isFile()) {
      files.push(path);
    } else if (
      entry.isDirectory() &&
      !entry.name.startsWith('.') &&
      entry.name !== 'node_modules' &&
      entry.name !== '__pycache__' &&
      !existsSync(join(dir, path, HOME_FILE)) &&
      !existsSync(join(dir, path, 'pyvenv.cfg'))
    ) {
      walk(dir, path, files);
    }
  }
  return files;
}

function isPlainFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function isText(path: string): boolean {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  return (
    stat?.isFile() === true &&
    stat.size < SIZE_LIMIT &&
    !readFileSync(path).subarray(0, 8000).includes(0)
  );
}
