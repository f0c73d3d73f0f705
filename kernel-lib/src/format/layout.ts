/**
 * Names of the files and folders of a home and of a run. See `docs/run-format.md`, "Layout".
 */

/** Version of the run format that this code writes. */
export const FORMAT_VERSION = 1;

/** File that marks a folder as a home. */
export const HOME_FILE = 'trialbook.json';

/** Folder name of a home that nobody named. */
export const DEFAULT_HOME = 'runs';

/** Folder name of the home that belongs to a Python environment. */
export const ENVIRONMENT_HOME = 'trialbook-runs';

/** Names of the file that describes a project. */
export const PROJECT_FILES: readonly string[] = [
  'trialbook.yml',
  'trialbook.yaml'
];

/** The home-wide feed. */
export const FEED_FILE = 'feed.jsonl';

/** The home-wide queue of jobs. */
export const QUEUE_FILE = 'queue.jsonl';

/** Folder of a home that holds the code of jobs, each under its SHA-256. */
export const CODE_DIR = 'code';

/** Folder of a home in which attempts at a job leave something for the next one, by the job. */
export const CHECKPOINTS_DIR = 'checkpoints';

/** Folder of a home with the files of attempts on Slurm. */
export const SLURM_DIR = 'slurm';

/** Folder of a home with the studies of Optuna, each under the key of its sweep. */
export const OPTUNA_DIR = 'optuna';

/** Folder of a home with the permits of tokens, by name. */
export const TOKENS_DIR = 'tokens';

/** Folder of a home in which viewers put what they want of jobs. */
export const REQUESTS_DIR = 'requests';

/** Folder of a home that holds the folders of experiments, by name. */
export const EXPERIMENTS_DIR = 'experiments';

/** Folder inside a run folder that holds all that Trialbook writes, but for the scalars. */
export const RECORD_DIR = 'trialbook';

/** Folder of the tables, inside a run folder. */
export const TABLES_DIR = `${RECORD_DIR}/tables`;

/** Folder of a home that deleted runs are moved to. */
export const TRASH_DIR = 'trash';

/** Paths inside a run folder, with `/`. */
export const RUN_FILES = {
  journal: `${RECORD_DIR}/journal.jsonl`,
  output: `${RECORD_DIR}/output.jsonl`,
  heartbeat: `${RECORD_DIR}/heartbeat`,
  signals: `${RECORD_DIR}/signals`,
  stop: `${RECORD_DIR}/signals/stop.json`,
  source: `${RECORD_DIR}/source`,
  notebook: `${RECORD_DIR}/source/notebook.ipynb`,
  /** Written by the extension: the notebook as it stood in the editor, unsaved edits too. */
  document: `${RECORD_DIR}/source/document.ipynb`,
  cells: `${RECORD_DIR}/source/cells.jsonl`,
  /** The executed cells as one script to read. */
  script: `${RECORD_DIR}/source/script.ts`,
  packages: `${RECORD_DIR}/source/packages.json`,
  /** The difference of the git work tree from its commit. */
  changes: `${RECORD_DIR}/source/changes.diff`,
  /** Folder of the local modules that were imported, and the list of them. */
  modules: `${RECORD_DIR}/source/modules`,
  moduleList: `${RECORD_DIR}/source/modules.json`
} as const;

/** What every file of scalars has in its name. */
export const EVENTS_MARK = 'tfevents';

/** How many files of scalars of one run are read, in how many folders, how deep below the run folder. */
export const EVENT_FOLDERS = { files: 100, folders: 100, depth: 4 } as const;

/** Milliseconds between two beats of a live process. */
export const HEARTBEAT_INTERVAL = 2000;

/** A run whose heartbeat is older than this many milliseconds is lost. */
export const HEARTBEAT_LIMIT = 7000;

/** Letters of a run id: Crockford's base 32 in lower case, so that no two look alike. */
export const ID_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

const ID_PATTERN = /^[a-hj-km-np-tv-z][0-9a-hj-km-np-tv-z]{11}$/;

/** Whether `text` is a well-formed run id: a letter and eleven letters or digits. */
export function isRunId(text: unknown): text is string {
  return typeof text === 'string' && ID_PATTERN.test(text);
}

/** The six characters of an id that are shown to people. */
export function shortId(id: string): string {
  return id.slice(0, 6);
}
