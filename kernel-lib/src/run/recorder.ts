import {
  appendFileSync,
  copyFileSync,
  mkdirSync,
  rmSync,
  writeFileSync,
  constants
} from 'node:fs';
import { join, relative, sep } from 'node:path';
import { FEED_FILE, RUN_FILES } from '../format/layout';
import { encodeLine } from '../format/lines';
import { feedCreated, feedEnded } from '../format/feed-lines';
import type { FeedEnded } from '../format/feed';
import type {
  CreatedEntry,
  JournalEntry,
  SourceEntry,
  StatusEntry
} from '../format/journal';
import type { OutputStream } from '../format/output';
import { parseOutputScalars, type OutputRules } from '../format/output-scalars';
import type { MediaKind, MediaPlace } from '../format/tfevents';
import { AppendFile } from '../store/append-file';
import { eventFiles, readEventFiles } from '../store/event-files';
import { exists } from '../store/exists';
import { notWritable } from '../store/home';
import type { WriteBehind } from '../store/write-behind';
import type { CallPlace } from './call-place';
import type { Kernel } from './kernel';
import { TableLog } from './media/table-log';
import { OutputLog } from './output-log';
import { OutputScalars } from './output-scalars';
import { ScalarLog } from './scalar-log';

/** Milliseconds between two looks whether the run folder is still where it was. */
const FOLDER_CHECK = 1000;

/** Tags whose last value goes to the feed. */
const FEED_TAGS = 8;

/** Tags whose summary goes to the journal. */
const SUMMARY_TAGS = 1000;

/** Bytes of others' event files that are read at the end; the call waits for it. */
const ADOPT_LIMIT = 32 * 1024 * 1024;

/** How a run ended, without what the recorder knows by itself. */
export type EndFacts = Pick<FeedEnded, 'time' | 'status' | 'started' | 'error'>;

export interface RecorderOptions {
  home: string;
  dir: string;
  created: Omit<CreatedEntry, 'type' | 'scalars'>;
  scalarsFile: string;
  kernel: Kernel;
  notebook?: string;
  /** The folder from which imports and relative paths are seen. */
  folder: string;
  /** Which call of `run()` it was. */
  place: CallPlace;
  writeBehind?: WriteBehind;
  /** Whether the folder is there already, with the first entry of its journal. */
  isStaged?: boolean;
  /** Which printed lines are scalars. @default lines `NAME: NUMBER` */
  outputRules?: OutputRules;
  /** Called once for each kind of trouble, with a sentence for people. */
  report: (code: string, message: string) => void;
}

/**
 * The files of one run that is under way. After the constructor nothing throws: what cannot be written is reported
 * once, and the call goes on.
 */
export class Recorder {
  readonly scalars: ScalarLog;
  readonly #options: RecorderOptions;
  readonly #journal: AppendFile;
  #output: OutputLog | undefined;
  #outputFailed = false;
  #outputScalars: OutputScalars | undefined;
  #tables: TableLog | undefined;
  #folderChecked = 0;
  readonly #reported = new Set<string>();

  /**
   * Makes the files and tells the feed.
   * @throws TrialbookError HOME_NOT_WRITABLE; nothing is left behind then.
   */
  constructor(options: RecorderOptions) {
    this.#options = options;
    const { dir, created, writeBehind, scalarsFile } = options;
    try {
      mkdirSync(join(dir, RUN_FILES.signals), { recursive: true });
      mkdirSync(join(dir, RUN_FILES.source), { recursive: true });
      this.#journal = new AppendFile(join(dir, RUN_FILES.journal), writeBehind);
      this.#begin();
    } catch (error) {
      if (!options.isStaged) {
        rmSync(dir, { recursive: true, force: true });
      }
      throw notWritable(options.home, error as NodeJS.ErrnoException);
    }
    this.scalars = new ScalarLog({
      dir,
      fileName: scalarsFile,
      run: created.run,
      flags: created.flags,
      writeBehind
    });
    writeBehind?.addHeartbeat(join(dir, RUN_FILES.heartbeat));
  }

  /** Adds an entry to the journal; it is in the file when this returns. */
  entry(entry: JournalEntry): void {
    this.#journal.appendNow(encodeLine(entry, { shared: true }));
    this.#check(this.#journal);
  }

  /** Records one point. @param now milliseconds since 1970 */
  point(
    tag: string,
    value: number,
    step: number | undefined,
    now: number
  ): void {
    try {
      this.scalars.add(tag, value, step, now);
    } catch (error) {
      this.#fail('SCALARS', error as Error);
    }
  }

  /** Records something other than a scalar; false when the run has no room for more of it. Parameters as of `ScalarLog`. */
  media(
    kind: MediaKind,
    tag: string,
    step: number | undefined,
    now: number,
    encode: (place: MediaPlace) => Uint8Array
  ): boolean {
    try {
      return this.scalars.addMedia(kind, tag, step, now, encode);
    } catch (error) {
      this.#fail('SCALARS', error as Error);
      return true;
    }
  }

  /** Adds rows to a table; false when there is no room for them. */
  table(
    name: string,
    rows: readonly Record<string, unknown>[],
    step: number | undefined,
    now: number
  ): boolean {
    try {
      const { dir, writeBehind } = this.#options;
      this.#tables ??= new TableLog(dir, writeBehind);
      return this.#tables.add(name, rows, step, now);
    } catch (error) {
      this.#fail('TABLES', error as Error);
      return true;
    }
  }

  output(
    stream: OutputStream,
    chunk: string | Uint8Array,
    encoding?: BufferEncoding
  ): void {
    if (this.#outputFailed) {
      return;
    }
    try {
      const output = this.#output ?? this.#openOutput();
      this.#outputScalars?.push(stream, output.write(stream, chunk, encoding));
    } catch (error) {
      this.#outputFailed = true;
      this.#fail('OUTPUT', error as Error);
    }
  }

  /** Looks for trouble that writing met, and whether the folder is still there. @param now milliseconds since 1970 */
  checkHealth(now: number): void {
    this.#check(this.#journal);
    this.#check(this.scalars.file);
    this.#check(this.#output?.file);
    this.#tables?.files.forEach(file => this.#check(file));
    if (now - this.#folderChecked >= FOLDER_CHECK) {
      this.#folderChecked = now;
      this.#checkFolder();
    }
  }

  /** Writes the end and closes all files. */
  end(entries: JournalEntry[], ended: EndFacts): void {
    const { dir, created, writeBehind } = this.#options;
    const { status } = ended;
    this.#checkFolder();
    this.#outputScalars?.end();
    this.scalars.close(
      status === 'completed' || status === 'failed' ? status : 'terminated'
    );
    this.#output?.close();
    this.#tables?.close();
    this.#adoptScalars();
    const more = this.scalars.tags.size - SUMMARY_TAGS;
    this.entry({
      type: 'summary',
      time: ended.time,
      scalars: this.scalars.summary(SUMMARY_TAGS),
      ...(more > 0 && { more })
    });
    for (const entry of entries) {
      this.entry(entry);
    }
    this.#feed(feedEnded({ run: created.run, ...ended, ...this.#digest() }));
    this.checkHealth(ended.time);
    this.#journal.close();
    writeBehind?.removeHeartbeat(join(dir, RUN_FILES.heartbeat));
  }

  /** Writes what waits. */
  flush(): void {
    this.#journal.flush();
    this.scalars.file?.flush();
    this.#output?.file.flush();
    this.#tables?.flush();
  }

  /** What the call's own code logged into the run folder counts as well. */
  #adoptScalars(): void {
    const { dir, scalarsFile } = this.#options;
    const others = eventFiles(dir).filter(file => file !== scalarsFile);
    if (others.length > 0) {
      this.scalars.adopt(
        readEventFiles(dir, others, ADOPT_LIMIT).series.values()
      );
    }
  }

  #openOutput(): OutputLog {
    const { dir, writeBehind, outputRules, created } = this.#options;
    this.#output = new OutputLog(join(dir, RUN_FILES.output), writeBehind);
    const rules = outputRules ?? parseOutputScalars(true);
    if (rules.rules.length > 0) {
      this.#outputScalars = new OutputScalars(
        rules,
        Object.keys(created.flags),
        (...point) => this.#printedPoint(...point)
      );
    }
    return this.#output;
  }

  #printedPoint(tag: string, value: number, step: number, now: number): void {
    try {
      this.scalars.addPrinted(tag, value, step, now);
    } catch (error) {
      this.#fail('SCALARS', error as Error);
    }
  }

  #begin(): void {
    const { created, dir, kernel, notebook, scalarsFile, home } = this.#options;
    const first: CreatedEntry = {
      type: 'created',
      ...created,
      scalars: scalarsFile
    };
    const cells = kernel.cells();
    if (cells.length > 0) {
      const lines = cells.map(cell => JSON.stringify(cell) + '\n').join('');
      writeFileSync(join(dir, RUN_FILES.cells), lines);
    }
    copyNotebook(notebook, join(dir, RUN_FILES.notebook));
    const { isStaged } = this.#options;
    const kept =
      this.#journal.appendNow(
        encodeLine(isStaged ? begins(first) : first, { shared: true })
      ) &&
      this.#journal.appendNow(
        encodeLine(this.#source(cells.length), { shared: true })
      );
    const error = this.#journal.takeError();
    if (error || !kept) {
      throw error ?? new Error('journal not written');
    }
    if (isStaged) {
      return;
    }
    appendFileSync(
      join(home, FEED_FILE),
      feedCreated({ ...first, notebook: this.#relative(notebook) })
    );
  }

  #source(cells: number): SourceEntry {
    const { created, kernel, folder, place } = this.#options;
    const cell = kernel.currentCell();
    const notebook = this.#relative(this.#options.notebook);
    return {
      type: 'source',
      time: created.time,
      kernel: {
        name: kernel.name,
        ...(kernel.version !== undefined && { version: kernel.version })
      },
      ...(notebook !== undefined && { notebook }),
      folder: this.#relative(folder) || '.',
      ...(cell && {
        cell: {
          ...(cell.id !== undefined && { id: cell.id }),
          ...(cell.count !== undefined && { count: cell.count }),
          ...(place.cell !== undefined && { index: place.cell })
        },
        call: place.call
      }),
      ...(cells > 0 && { cells })
    };
  }

  #relative(file: string | undefined): string | undefined {
    return file === undefined
      ? undefined
      : relative(this.#options.home, file).split(sep).join('/');
  }

  #digest(): Pick<FeedEnded, 'scalars' | 'scalarsCut' | 'sparkline'> {
    const [primary] = this.scalars.tags.values();
    const cut = this.scalars.tags.size - FEED_TAGS;
    const scalars = Object.entries(this.scalars.summary(FEED_TAGS)).map(
      ([tag, { last, step }]) => [tag, { last, step }] as const
    );
    return {
      ...(scalars.length > 0 && { scalars: Object.fromEntries(scalars) }),
      ...(cut > 0 && { scalarsCut: cut }),
      ...(primary?.sparkline && { sparkline: primary.sparkline.values(32) })
    };
  }

  #feed(line: Uint8Array): void {
    try {
      appendFileSync(join(this.#options.home, FEED_FILE), line);
    } catch (error) {
      this.#fail('FEED', error as Error);
    }
  }

  #check(file: AppendFile | undefined): void {
    const error = file?.takeError();
    if (error) {
      this.#fail('WRITE', error);
    }
  }

  #checkFolder(): void {
    const { dir } = this.#options;
    if (exists(dir)) {
      return;
    }
    if (this.#journal.hasName()) {
      this.#report(
        'FOLDER_MOVED',
        `The run folder ${dir} was moved while the run was under way. Recording goes on in its files; Stop no longer reaches the run.`
      );
    } else {
      this.#report(
        'FOLDER_DELETED',
        `The run folder ${dir} was deleted while the run was under way. The call goes on; what it records is lost.`
      );
    }
  }

  #fail(code: string, error: Error): void {
    if (!exists(this.#options.dir)) {
      this.#checkFolder();
      return;
    }
    const { code: cause } = error as NodeJS.ErrnoException;
    const why =
      cause === 'ENOSPC' ? 'the disk is full' : (cause ?? error.message);
    const cure =
      cause === 'ENOSPC'
        ? ' Free some space: what fits in memory until then will be written.'
        : '';
    this.#report(
      code,
      `Recording to ${this.#options.dir} failed: ${why}. The call goes on.${cure}`
    );
  }

  #report(code: string, message: string): void {
    if (!this.#reported.has(code)) {
      this.#reported.add(code);
      this.#options.report(code, message);
    }
  }
}

/** A notebook that was never saved, or that cannot be read, is no reason not to run. */
function copyNotebook(from: string | undefined, to: string): void {
  if (from === undefined) {
    return;
  }
  try {
    copyFileSync(from, to, constants.COPYFILE_FICLONE);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC') {
      throw error;
    }
  }
}

/** Of a run that was staged, all is said but who records it. */
function begins({ time, process }: CreatedEntry): StatusEntry {
  return { type: 'status', time, status: 'pending', process };
}
