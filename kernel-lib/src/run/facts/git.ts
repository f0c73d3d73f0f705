/**
 * What git says of the work tree: commit, branch, and how it differs. The repository is taken for anybody's: nothing that
 * its configuration names is started, and nothing is fetched.
 */
import { realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import type { EnvironmentEntry, SourceChanges } from '../../format/journal';
import { beginningOfOutput, output } from './programs';
import { isSecret, SECRET_GLOBS } from './secrets';

/** Bytes of a difference that are kept. */
export const DIFF_LIMIT = 1024 * 1024;

/** Untracked files that are named. */
const UNTRACKED_LIMIT = 1000;

/** What is asked for. */
export interface WorkTree {
  /** A folder inside the work tree. */
  folder: string;
  /** The home: its runs are no changes. */
  home: string;
  /** The notebook: the run keeps it whole, so the difference leaves it out. */
  notebook?: string;
}

/** What git said. */
export interface GitAnswer {
  git: NonNullable<EnvironmentEntry['git']>;
  /** `changes.diff` and what the journal says of it, when there are changes. */
  changes?: SourceChanges & { bytes: Buffer };
}

/** A repository may name programs in its configuration; they are not ours to start. */
const OWN_SETTINGS = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.quotePath=false',
  'core.pager=cat',
  'status.relativePaths=false',
  'color.ui=false'
];

/** Asks git; `undefined` without git or a repository. */
export async function askGit(tree: WorkTree): Promise<GitAnswer | undefined> {
  const ask = gitIn(tree.folder, []);
  const [top, drivers] = await Promise.all([
    output('git', [...ask, 'rev-parse', '--show-toplevel'], environment()),
    foreignFilters(ask)
  ]);
  if (top === undefined || drivers === undefined) {
    return undefined;
  }
  const git = gitIn(tree.folder, drivers);
  const places = placesIn(top.replace(/\r?\n$/, ''), tree);
  const status = await output(
    'git',
    [
      ...git,
      'status',
      '--porcelain=v2',
      '--branch',
      '--ignore-submodules=dirty',
      '--no-renames',
      '--',
      ':(top)',
      ...excluding(places.home)
    ],
    environment()
  );
  if (status === undefined) {
    return undefined;
  }
  const facts = readStatus(status);
  const changes = await difference(git, facts, places.notebook);
  return { git: facts.git, ...(changes && { changes }) };
}

interface Status {
  git: GitAnswer['git'];
  /** Paths from the top of the work tree. */
  changed: string[];
  untracked: string[];
}

function readStatus(text: string): Status {
  const commit = /^# branch\.oid ([0-9a-f]+)$/m.exec(text)?.[1];
  const branch = /^# branch\.head (.+)$/m.exec(text)?.[1];
  const changed = [...text.matchAll(/^1 (?:\S+ ){7}(.+)$/gm)];
  const unmerged = [...text.matchAll(/^u (?:\S+ ){9}(.+)$/gm)];
  const untracked = [...text.matchAll(/^\? (.+)$/gm)];
  return {
    git: {
      ...(commit !== undefined && { commit }),
      ...(branch !== undefined && { branch }),
      dirty: /^[^#\n]/m.test(text)
    },
    changed: [...changed, ...unmerged].map(match => match[1]),
    untracked: untracked.map(match => match[1])
  };
}

async function difference(
  git: readonly string[],
  { git: { commit }, changed, untracked }: Status,
  notebook: string | undefined
): Promise<GitAnswer['changes']> {
  if (commit === undefined || changed.length + untracked.length === 0) {
    return undefined;
  }
  const kept = changed.filter(path => path !== notebook && !isSecret(path));
  const found =
    kept.length === 0
      ? { bytes: Buffer.alloc(0), cut: false }
      : await beginningOfOutput(
          'git',
          [
            ...git,
            'diff',
            '--no-ext-diff',
            '--no-textconv',
            '--no-color',
            '--no-renames',
            '--ignore-submodules=dirty',
            '--src-prefix=a/',
            '--dst-prefix=b/',
            commit,
            '--',
            ':(top)',
            ...excluding(notebook),
            ...SECRET_GLOBS.flatMap(glob => [
              `:(top,exclude,glob,icase)**/${glob}`,
              `:(top,exclude,glob,icase)**/${glob}/**`
            ])
          ],
          environment(),
          DIFF_LIMIT
        );
  if (!found) {
    return undefined;
  }
  const head = [
    `# The work tree against commit ${commit}`,
    ...listed(
      'Kept whole in notebook.ipynb',
      changed.filter(path => path === notebook)
    ),
    ...listed('Left out, may hold secrets', changed.filter(isSecret)),
    ...listed('Untracked, named only', untracked)
  ];
  const end = found.cut ? found.bytes.lastIndexOf(0x0a) + 1 : undefined;
  const tail = found.cut
    ? `# Cut here: the difference is longer than ${DIFF_LIMIT.toLocaleString('en')} bytes.\n`
    : '';
  return {
    files: changed.length,
    untracked: untracked.length,
    ...(found.cut && { cut: true }),
    bytes: Buffer.concat([
      Buffer.from(head.join('\n') + '\n'),
      found.bytes.subarray(0, end),
      Buffer.from(tail)
    ])
  };
}

function listed(what: string, paths: readonly string[]): string[] {
  if (paths.length === 0) {
    return [];
  }
  const more = paths.length - UNTRACKED_LIMIT;
  return [
    `# ${what}: ${paths.length}`,
    ...paths.slice(0, UNTRACKED_LIMIT).map(path => `#   ${path}`),
    ...(more > 0 ? [`#   and ${more} more`] : [])
  ];
}

function gitIn(folder: string, drivers: readonly string[]): string[] {
  const settings = [
    ...OWN_SETTINGS,
    ...drivers.flatMap(driver => [
      `filter.${driver}.clean=`,
      `filter.${driver}.smudge=`,
      `filter.${driver}.process=`,
      `filter.${driver}.required=false`
    ])
  ];
  return [
    '-C',
    folder,
    '--no-optional-locks',
    ...settings.flatMap(setting => ['-c', setting])
  ];
}

/**
 * Names of the filters that the repository itself configures; a filter is a program that git would start to compare a file.
 * `undefined` when they cannot be told, or cannot be switched off.
 */
async function foreignFilters(
  git: readonly string[]
): Promise<string[] | undefined> {
  const text = await output(
    'git',
    [...git, 'config', '--show-scope', '--includes', '--name-only', '--list'],
    environment()
  );
  if (text === undefined) {
    return undefined;
  }
  const names = [
    ...text.matchAll(/^(?:local|worktree)\tfilter\.(.+)\.\w+$/gm)
  ].map(match => match[1]);
  return names.some(name => name.includes('='))
    ? undefined
    : [...new Set(names)];
}

function environment(): NodeJS.ProcessEnv {
  const own = {
    ...process.env,
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    // No protocol at all: a partial clone must not fetch what it lacks.
    GIT_ALLOW_PROTOCOL: 'none',
    LC_ALL: 'C'
  };
  return Object.fromEntries(
    Object.entries(own).filter(([name]) => name !== 'GIT_EXTERNAL_DIFF')
  );
}

/** Paths from the top of the work tree, of those that are inside it. */
function placesIn(
  top: string,
  { home, notebook }: WorkTree
): { home?: string; notebook?: string } {
  const place = (path: string | undefined) => {
    if (path === undefined) {
      return undefined;
    }
    const inside = relative(top, real(path)).split(sep).join('/');
    return inside === '' || inside === '..' || inside.startsWith('../')
      ? undefined
      : inside;
  };
  return { home: place(home), notebook: place(notebook) };
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function excluding(path: string | undefined): string[] {
  return path === undefined ? [] : [`:(top,exclude,literal)${path}`];
}
