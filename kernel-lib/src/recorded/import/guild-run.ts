/** One run folder of Guild AI. Its layout: https://my.guild.ai/t/run-directories, as of version 0.9. */
import { existsSync, lstatSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { EVENTS_MARK, RECORD_DIR, RUN_FILES } from '../../format/layout';
import { recordFlags } from '../../format/record-value';
import { numberOf, present, textOf, textsOf } from '../../format/untrusted';
import {
  guildFlags,
  guildNotes,
  guildPackages,
  readGuildAttrs,
  readSmallFile,
  timeOf
} from './guild-attrs';
import { guildOutput } from './guild-output';
import type { ImportedFile, ImportedRun } from './imported-run';
import { leftOut, listFiles } from './list-files';

/** Attributes that have a place of their own, and those that say nothing outside of Guild. */
const TAKEN = new Set(
  'id initialized started stopped exit_status flags user_flags label tags comments marked op cmd env deps host user platform plugins run_params vcs_commit pip_freeze trials steps'.split(
    ' '
  )
);

/** A run as it was found, and what of it could not be taken over. */
export interface FoundRun {
  run?: ImportedRun;
  reasons: string[];
}

/** Whether a folder is a run of Guild. */
export function isGuildRun(dir: string): boolean {
  return existsSync(join(dir, '.guild', 'opref'));
}

/** Reads a run folder of Guild. Never throws for what it holds. */
export function readGuildRun(dir: string): FoundRun {
  const linked = ['', '.guild', '.guild/attrs'].find(name =>
    lstatSync(join(dir, name), { throwIfNoEntry: false })?.isSymbolicLink()
  );
  if (linked !== undefined) {
    return { reasons: [`${linked || 'its folder'} is a link`] };
  }
  const waiting = ['PENDING', 'STAGED'].find(mark =>
    existsSync(join(dir, '.guild', mark))
  );
  if (waiting !== undefined) {
    return { reasons: [`it never ran (${waiting.toLowerCase()})`] };
  }
  if (existsSync(join(dir, '.guild', 'proto'))) {
    return { reasons: ['it is a batch; its trials are runs of their own'] };
  }
  const { attrs, unreadable } = readGuildAttrs(dir);
  const started =
    timeOf(attrs.get('started')) ??
    timeOf(attrs.get('initialized')) ??
    Math.floor(lstatSync(dir).mtimeMs);
  const { files, left } = filesOf(dir);
  const operation = operationOf(dir);
  return {
    run: {
      identity: `guild:${textOf(attrs.get('id')) ?? basename(dir)}`,
      origin: `guild:${textOf(attrs.get('id')) ?? basename(dir)}`,
      name: operation,
      operation,
      kind: 'command',
      command: textsOf(attrs.get('cmd')),
      label: textOf(attrs.get('label')),
      tags: textsOf(attrs.get('tags')),
      marked: attrs.get('marked') === true,
      flags: recordFlags(guildFlags(attrs.get('flags'))),
      notes: guildNotes(attrs.get('comments')),
      attributes: othersOf(attrs),
      environment: environmentOf(attrs),
      created: timeOf(attrs.get('initialized')) ?? started,
      started,
      ended: timeOf(attrs.get('stopped')) ?? started,
      ...outcomeOf(attrs.get('exit_status')),
      output: () => guildOutput(dir, started),
      files
    },
    reasons: [
      ...unreadable.map(name => `the attribute ${name} could not be read`),
      ...leftOut(left)
    ]
  };
}

/** `PKG_TYPE:PKG_NAME PKG_VERSION MODEL OP`, quoted as a shell would. */
function operationOf(dir: string): string {
  const words = shellWords(readSmallFileOr(join(dir, '.guild', 'opref'), ''));
  const [, , model = '', op = ''] = words;
  const name = model === '' ? op : `${model}:${op}`;
  return name === '' ? 'unknown' : name;
}

function shellWords(text: string): string[] {
  return Array.from(
    text.trim().matchAll(/(?:'([^']*)'|"((?:[^"\\]|\\.)*)"|(\S+))/g),
    ([, single, double, plain]) =>
      single ?? double?.replace(/\\(.)/g, '$1') ?? plain
  );
}

function outcomeOf(exit: unknown): Pick<ImportedRun, 'status' | 'error'> {
  const code = numberOf(exit);
  if (code === 0) {
    return { status: 'completed' };
  }
  if (code !== undefined && code < 0) {
    return { status: 'terminated' };
  }
  const message =
    code === undefined
      ? 'Guild has no exit status of it: its process went away.'
      : `The command ended with exit status ${code}.`;
  return { status: 'failed', error: { name: 'ExitStatus', message } };
}

function environmentOf(
  attrs: ReadonlyMap<string, unknown>
): ImportedRun['environment'] {
  const commit = textOf(attrs.get('vcs_commit'));
  return present({
    user: textOf(attrs.get('user')),
    host: textOf(attrs.get('host')) ?? hostname(),
    os: textOf(attrs.get('platform')),
    git:
      commit === undefined
        ? undefined
        : {
            commit: commit.replace(/^git:|\*$/g, ''),
            dirty: commit.endsWith('*')
          },
    packages: guildPackages(attrs.get('pip_freeze'))
  });
}

function othersOf(
  attrs: ReadonlyMap<string, unknown>
): Record<string, unknown> {
  return Object.fromEntries(
    [...attrs].filter(([name]) => !TAKEN.has(name)).slice(0, 1000)
  );
}

/** The run's own files, its source apart, and the scalars that Guild captured. */
function filesOf(dir: string): { files: ImportedFile[]; left: string[] } {
  const source = sourceOf(dir);
  const own = listFiles(dir, path => path === '.guild');
  const captured = listFiles(join(dir, '.guild'), () => true).files.filter(
    name => name.includes(EVENTS_MARK) && !name.endsWith('.attrs')
  );
  return {
    files: [
      ...own.files.map(path => ({
        from: join(dir, path),
        to: source.has(path)
          ? `${RUN_FILES.source}/files/${path}`
          : besideRecord(path)
      })),
      ...captured.map(name => ({ from: join(dir, '.guild', name), to: name }))
    ],
    left: own.left
  };
}

/** Paths that the manifest calls source. */
function sourceOf(dir: string): Set<string> {
  const manifest = readSmallFileOr(join(dir, '.guild', 'manifest'), '');
  return new Set(
    manifest.split('\n').flatMap(line => {
      const [kind, path] = shellWords(line);
      return kind === 's' && path !== undefined ? [path] : [];
    })
  );
}

/** A folder that has the name of ours gets another one. */
export function besideRecord(path: string): string {
  return path.split('/')[0] === RECORD_DIR ? `_${path}` : path;
}

function readSmallFileOr(path: string, otherwise: string): string {
  try {
    return readSmallFile(path);
  } catch {
    return otherwise;
  }
}
