/** A folder for TensorBoard: one folder a run, with a name that people can read, of links to its event files. */
import {
  copyFileSync,
  linkSync,
  mkdirSync,
  statSync,
  symlinkSync
} from 'node:fs';
import { dirname, join } from 'node:path';
import { shortId } from '../../format/layout';
import { eventFiles } from '../../store/event-files';
import type { ListedRun } from '../catalogue';

/** Characters of a run's name at most: file systems have a limit of 255 bytes, and TensorBoard little room. */
const NAME_LIMIT = 60;

/** The log directory of one TensorBoard. It only grows: TensorBoard keeps what it has seen. */
export class LogDir {
  readonly #dir: string;
  readonly #names = new Map<string, string>();
  readonly #taken = new Set<string>();
  /** Files that could only be copied, with the bytes they had. */
  readonly #copied = new Map<string, number>();
  readonly #linked = new Set<string>();

  /** @param dir an empty folder. */
  constructor(dir: string) {
    this.#dir = dir;
  }

  /** Names of the runs that are in it, by id. */
  get names(): ReadonlyMap<string, string> {
    return this.#names;
  }

  /** Adds what is new of these runs: event files that have come since, and runs that have none yet are left for later. */
  add(
    runs: readonly Pick<ListedRun, 'run' | 'name' | 'label' | 'dir'>[]
  ): void {
    for (const run of runs) {
      for (const name of eventFiles(run.dir)) {
        this.#place(
          join(run.dir, name),
          join(this.#dir, this.#nameOf(run), name)
        );
      }
    }
  }

  #nameOf(run: Pick<ListedRun, 'run' | 'name' | 'label'>): string {
    const known = this.#names.get(run.run);
    if (known !== undefined) {
      return known;
    }
    const short = readableName(shortId(run.run), run.name, run.label);
    const name = this.#taken.has(short)
      ? readableName(run.run, run.name, run.label)
      : short;
    this.#names.set(run.run, name);
    this.#taken.add(name);
    return name;
  }

  #place(from: string, to: string): void {
    if (this.#linked.has(to)) {
      return;
    }
    if (this.#copied.has(to)) {
      const size = statSync(from, { throwIfNoEntry: false })?.size;
      if (size !== undefined && size !== this.#copied.get(to)) {
        copyFileSync(from, to);
        this.#copied.set(to, size);
      }
      return;
    }
    mkdirSync(dirname(to), { recursive: true });
    if (link(from, to)) {
      this.#linked.add(to);
    } else {
      copyFileSync(from, to);
      this.#copied.set(to, statSync(to).size);
    }
  }
}

/**
 * A folder name that says which run it is. Letters of all scripts stay; what would make a folder of its own, or is not
 * shown, becomes `_`.
 */
export function readableName(id: string, name: string, label?: string): string {
  const words = [id, name, label ?? '']
    .map(text =>
      text
        .normalize('NFC')
        .replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}/\\:*?"<>|]/gu, '_')
        .trim()
    )
    .filter(text => text !== '');
  return [...words.join(' ')]
    .slice(0, NAME_LIMIT)
    .join('')
    .replace(/[. ]+$/, '');
}

/** Some file systems, and Windows without the right to it, make no symbolic links. */
function link(from: string, to: string): boolean {
  for (const make of [symlinkSync, linkSync]) {
    try {
      make(from, to);
      return true;
    } catch {
      // The next way, or none.
    }
  }
  return false;
}
