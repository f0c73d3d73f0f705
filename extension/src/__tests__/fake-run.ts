import { Signal, type ISignal } from '@lumino/signaling';
import type { ExecutedCell, OutputChunk } from 'trialbook/format';
import type {
  IHome,
  IHomes,
  IRun,
  IRunFile,
  IRunInfo,
  IRunMedia,
  ISeries,
  RunChange
} from '../tokens';

/** A run of which the tests say everything; the real ones are tried in the browser. */
export class FakeRun implements IRun {
  constructor(info: Partial<IRunInfo> = {}) {
    this.info = {
      id: 'k3f9q2a7b1cd',
      name: 'train',
      tags: [],
      flags: {},
      defaults: [],
      status: 'running',
      created: 1000,
      started: 1000,
      scalarsFile: 'events.out.tfevents.1.host',
      scalars: {},
      sparkline: [],
      ...info
    };
    this.id = this.info.id;
    this.path = `runs/${this.id}`;
  }

  readonly id: string;
  readonly path: string;
  home: IHome | null = null;
  info: IRunInfo;
  series = new Map<string, ISeries>();
  error: IRun['error'];
  value: IRun['value'];
  source: IRun['source'];
  reproduced: IRun['reproduced'];
  environment: IRun['environment'];
  warnings: string[] = [];
  problem: string | null = null;
  ready = Promise.resolve();
  isDisposed = false;
  stops = 0;
  chunks: OutputChunk[] = [];
  executed: ExecutedCell[] = [];
  inFolder: IRunFile[] = [];
  /** Bytes of files by path. */
  contents = new Map<string, Uint8Array>();
  flagFacts: IRun['flagFacts'];
  logged: IRunMedia = {
    isRead: true,
    series: [],
    tables: [],
    load: () => Promise.resolve(null)
  };

  get changed(): ISignal<IRun, RunChange> {
    return this._changed;
  }

  /** Tells those who look that something is different now. */
  emit(change: RunChange): void {
    this._changed.emit(change);
  }

  output(): readonly OutputChunk[] {
    return this.chunks;
  }

  media(): IRunMedia {
    return this.logged;
  }

  head(path: string, count: number): Promise<Uint8Array | null> {
    const bytes = this.contents.get(path);
    return Promise.resolve(bytes ? bytes.subarray(0, count) : null);
  }

  cells(): Promise<readonly ExecutedCell[]> {
    return Promise.resolve(this.executed);
  }

  files(): Promise<readonly IRunFile[]> {
    return Promise.resolve(this.inFolder);
  }

  fileUrl(path: string): Promise<string> {
    return Promise.resolve(`http://localhost/files/${this.path}/${path}`);
  }

  stop(): Promise<void> {
    this.stops++;
    return Promise.resolve();
  }

  dispose(): void {
    this.isDisposed = true;
  }

  private _changed = new Signal<IRun, RunChange>(this);
}

/** Homes that hold one run wherever one looks; they note what they were asked for. */
export function fakeHomes(run: FakeRun): IHomes & {
  asked: string[];
  unreachable: Map<string, string>;
} {
  const asked: string[] = [];
  const unreachable = new Map<string, string>();
  const homes = {
    asked,
    unreachable,
    get: (path: string) => {
      asked.push(path);
      return { path, run: () => run } as Partial<IHome> as IHome;
    },
    nearest: () => Promise.resolve(null),
    reportUnreachable: (path: string, message: string) => {
      unreachable.set(path, message);
    }
  };
  return Object.assign(homes, {
    changed: new Signal<IHomes, void>(homes as never)
  });
}

/** Waits until a condition holds; React and the loading of parts take their time. */
export async function until(condition: () => unknown): Promise<void> {
  while (!condition()) {
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
