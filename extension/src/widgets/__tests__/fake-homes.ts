import { DisposableDelegate } from '@lumino/disposable';
import { Signal } from '@lumino/signaling';
import { QueueFold } from 'trialbook/format';
import type {
  HomeState,
  IHome,
  IHomes,
  IJobsRequest,
  IRun,
  IRunInfo,
  ISweepInfo
} from '../../tokens';

/** A home whose state a test sets. */
export class StagedHome implements IHome {
  constructor(
    readonly path: string,
    public runs: readonly IRunInfo[] = []
  ) {}

  readonly changed = new Signal<this, void>(this);
  state: HomeState = { kind: 'ready' };
  updated = Date.now();
  problem: string | null = null;
  visible = false;
  refreshed = 0;
  readonly stopped: string[] = [];
  queue = new QueueFold();
  sweeps: readonly ISweepInfo[] = [];
  readonly asked: IJobsRequest[] = [];
  isDisposed = false;

  async ask(requests: readonly IJobsRequest[]): Promise<void> {
    this.asked.push(...requests);
  }

  setVisible(visible: boolean): void {
    this.visible = visible;
  }

  watch() {
    return new DisposableDelegate(() => undefined);
  }

  async refresh(): Promise<void> {
    this.refreshed++;
  }

  run(id: string): IRun {
    const info = this.runs.find(run => run.id === id);
    return {
      id,
      info,
      ready: Promise.resolve(),
      stop: async () => {
        this.stopped.push(id);
      },
      dispose: () => undefined
    } as unknown as IRun;
  }

  /** What is read of a run; nothing, unless a test says so. */
  facts: IHome['facts'] = async () => null;

  set(runs: readonly IRunInfo[]): void {
    this.runs = runs;
    this.changed.emit();
  }

  dispose(): void {
    this.isDisposed = true;
  }
}

/** Homes that a test puts where it wants them. */
export class StagedHomes implements IHomes {
  readonly changed = new Signal<this, void>(this);
  readonly unreachable = new Map<string, string>();
  readonly homes = new Map<string, StagedHome>();
  /** What looking for a home throws. */
  error: Error | null = null;

  add(home: StagedHome): StagedHome {
    this.homes.set(home.path, home);
    return home;
  }

  async nearest(folder: string): Promise<IHome | null> {
    if (this.error) {
      throw this.error;
    }
    return this.homes.get(folder ? `${folder}/runs` : 'runs') ?? null;
  }

  get(path: string): IHome {
    return this.homes.get(path) ?? this.add(new StagedHome(path));
  }

  reportUnreachable(path: string, message: string): void {
    this.unreachable.set(path, message);
    this.changed.emit();
  }
}
