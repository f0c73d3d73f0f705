/** The files that a run wrote. */
import { readdirSync, statSync, type Dirent } from 'node:fs';
import { extname, join } from 'node:path';
import { EVENTS_MARK, RECORD_DIR } from '../format/layout';

/** A file in a run folder. */
export interface RunFile {
  /** Relative to the run folder, with `/`. */
  path: string;
  /** Bytes. */
  size: number;
  /** MIME type, told by the name. */
  type: string;
  /** When it was last changed: milliseconds since 1970. */
  modified: number;
}

export interface FilesOptions {
  /** What Trialbook itself recorded, too. @default false */
  all?: boolean;
}

/** Files of a run at most, so that a folder with millions of them is no trap. */
const FILE_LIMIT = 100_000;
const DEPTH_LIMIT = 32;

const TYPES: Record<string, string> = {
  '.bin': 'application/octet-stream',
  '.bmp': 'image/bmp',
  '.css': 'text/css',
  '.csv': 'text/csv',
  '.gif': 'image/gif',
  '.gz': 'application/gzip',
  '.htm': 'text/html',
  '.html': 'text/html',
  '.ipynb': 'application/x-ipynb+json',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.jsonl': 'application/jsonl',
  '.log': 'text/plain',
  '.md': 'text/markdown',
  '.mp3': 'audio/mpeg',
  '.mp4': 'video/mp4',
  '.parquet': 'application/vnd.apache.parquet',
  '.pdf': 'application/pdf',
  '.png': 'image/png',
  '.py': 'text/x-python',
  '.svg': 'image/svg+xml',
  '.toml': 'application/toml',
  '.ts': 'text/typescript',
  '.tsv': 'text/tab-separated-values',
  '.txt': 'text/plain',
  '.wav': 'audio/wav',
  '.webp': 'image/webp',
  '.xml': 'application/xml',
  '.yaml': 'application/yaml',
  '.yml': 'application/yaml',
  '.zip': 'application/zip'
};

/** The files of a run folder and the folders in it, by path. Links are left out: they lead elsewhere. */
export function runFiles(
  dir: string,
  { all = false }: FilesOptions = {}
): RunFile[] {
  const files: RunFile[] = [];
  collect(dir, '', all, files);
  return files;
}

function collect(
  dir: string,
  prefix: string,
  all: boolean,
  files: RunFile[]
): void {
  for (const entry of entriesOf(dir)) {
    if (files.length >= FILE_LIMIT) {
      return;
    }
    const path = prefix + entry.name;
    if (entry.isDirectory()) {
      const deep = prefix.split('/').length > DEPTH_LIMIT;
      if (!deep && (all || path !== RECORD_DIR)) {
        collect(join(dir, entry.name), `${path}/`, all, files);
      }
    } else if (entry.isFile()) {
      const stats = statSync(join(dir, entry.name), { throwIfNoEntry: false });
      if (stats) {
        const { size, mtimeMs } = stats;
        files.push({ path, size, type: typeOf(path), modified: mtimeMs });
      }
    }
  }
}

function typeOf(path: string): string {
  if (path.includes(EVENTS_MARK)) {
    return 'application/vnd.tensorboard.events';
  }
  const end = extname(path).toLowerCase();
  return Object.hasOwn(TYPES, end) ? TYPES[end] : 'application/octet-stream';
}

function entriesOf(dir: string): Dirent[] {
  try {
    return readdirSync(dir, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1
    );
  } catch {
    return [];
  }
}
