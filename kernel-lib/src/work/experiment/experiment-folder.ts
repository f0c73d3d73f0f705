/** The folder of an experiment in its home: a lock, what is there for people, and what they put there. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync
} from 'node:fs';
import { join, relative } from 'node:path';
import { TrialbookError } from '../../errors';
import { EXPERIMENTS_DIR } from '../../format/layout';
import { writingTo } from '../../store/home';
import { realInside } from '../../store/inside';
import { lockHolder, takeLock, type FileLock } from '../queue/file-lock';

/** Milliseconds between two signs of life for other hosts. */
const TOUCH = 5000;

/** Folder of the links to runs. */
const LINKS = 'runs';

/** See the head of this file. One process has it at a time. */
export class ExperimentFolder {
  /** Absolute path. What people keep with the experiment may be put here. */
  readonly dir: string;
  readonly #home: string;
  readonly #lock: FileLock;
  readonly #touching: NodeJS.Timeout;
  readonly #linked = new Map<string, string>();

  /**
   * Takes it, and clears the links of the time before.
   * @throws TrialbookError EXPERIMENT_RUNNING when another process has it; OUTSIDE_HOME when it is a link to elsewhere;
   * HOME_NOT_WRITABLE.
   */
  constructor(home: string, name: string) {
    this.#home = home;
    this.dir = join(home, EXPERIMENTS_DIR, name);
    const file = join(this.dir, 'lock');
    const lock = writingTo(home, () => {
      mkdirSync(this.dir, { recursive: true });
      realInside(home, this.dir);
      return takeLock(file);
    });
    if (!lock) {
      throw runsAlready(name, file);
    }
    this.#lock = lock;
    this.#touching = setInterval(() => lock.touch(), TOUCH);
    this.#touching.unref();
    try {
      writingTo(home, () => this.#clearLinks());
    } catch (error) {
      this.release();
      throw error;
    }
  }

  /**
   * Links a run under a readable name: `runs/learn/layers=2_lr=0.1`.
   * @param task name of its task.
   * @param text its tags as a file name.
   * @param run id.
   * @param key of its job, by which two with the same tags are told apart.
   */
  link(task: string, text: string, run: string, key: string): void {
    const folder = join(this.dir, LINKS, task.replaceAll('/', '.'));
    const plain = join(folder, text === '' ? key.slice(0, 12) : text);
    const isTaken = (this.#linked.get(plain) ?? key) !== key;
    const link = isTaken ? `${plain}~${key.slice(0, 12)}` : plain;
    this.#linked.set(link, key);
    writingTo(this.#home, () => {
      mkdirSync(folder, { recursive: true });
      realInside(this.#home, folder);
      if (isLink(link)) {
        rmSync(link);
      }
      if (!existsSync(link)) {
        symlinkSync(relative(folder, join(this.#home, run)), link, 'dir');
      }
    });
  }

  release(): void {
    clearInterval(this.#touching);
    this.#lock.release();
  }

  /** What is no link was put there by somebody, and stays. */
  #clearLinks(): void {
    const folder = join(this.dir, LINKS);
    mkdirSync(folder, { recursive: true });
    realInside(this.#home, folder);
    for (const task of readdirSync(folder, { withFileTypes: true })) {
      if (!task.isDirectory()) {
        continue;
      }
      const inside = join(folder, task.name);
      for (const entry of readdirSync(inside, { withFileTypes: true })) {
        if (entry.isSymbolicLink()) {
          rmSync(join(inside, entry.name));
        }
      }
    }
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}

function runsAlready(name: string, file: string): TrialbookError {
  const holder = lockHolder(file)?.process;
  const since = lstatSync(file, { throwIfNoEntry: false })?.birthtime;
  const who = holder
    ? `process ${holder.pid} on ${holder.host}`
    : 'another process';
  return new TrialbookError(
    'EXPERIMENT_RUNNING',
    `The experiment ${name} is running already: ${who} holds it${since ? ` since ${since.toISOString()}` : ''}. Wait for it, or end that process; then start it again.`
  );
}
