/** Jobs whose parameters Optuna chooses by what came of those before. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { OPTUNA_DIR } from '../../format/layout';
import type { Job, QueueFold } from '../../format/queue';
import { askedTrial, type Space, type TrialOptions } from '../../plan/sweep';
import { readLastScalars } from '../../recorded/read-scalars';
import { askQueue } from '../queue/ask';
import { QueueWatch } from '../queue/queue-watch';
import { submitBatches, type BatchFacts } from '../queue/submit';
import { ensureSupervisor } from '../supervisor/ensure';
import { PointFollower } from './follow-points';
import { optunaPython } from './python';
import { Study, type StudyTrial } from './study';

/** Points of a run that are reported at one look. */
const REPORTED = 20;

/** What is optimised, and how. */
export interface OptimizerPlan {
  home: string;
  /** Of the batch that gets all jobs. */
  facts: BatchFacts & { objective: NonNullable<BatchFacts['objective']> };
  space: Space;
  options: Pick<TrialOptions, 'zip'>;
  /** Names the study: the same code, space and objective go on with it. */
  name: string;
  /** The identity of a run with these flags. */
  keyOf(flags: Record<string, unknown>): string;
  maxTrials: number;
  /** How many go on at once. */
  slots: number;
  sampler: string;
  pruner: string;
  seed?: number;
  /** Called when the batch is there, with the list that its jobs are added to. */
  begun(batch: string, jobs: readonly string[]): void;
  changed(fold: QueueFold): void;
  say(text: string): void;
}

/** What came of it. */
export interface Optimized {
  batch: string;
  /** In the order of the trials, each once. */
  jobs: Job[];
  /** How many were new to the queue. */
  added: number;
  /** Ids of those that were ended early. */
  pruned: ReadonlySet<string>;
}

/**
 * Until so many trials have ended. Killed in between, it goes on from there when it is called again; with a larger
 * `maxTrials`, only what is missing is made.
 * @throws TrialbookError OPTUNA, BAD_SPACE, BAD_FLAGS, HOME_NOT_WRITABLE
 */
export async function optimize(plan: OptimizerPlan): Promise<Optimized> {
  const python = await optunaPython(text => plan.say(text));
  const folder = join(plan.home, OPTUNA_DIR);
  mkdirSync(folder, { recursive: true });
  const { study, trials } = await Study.open(python, {
    storage: join(folder, `${plan.name}.log`),
    name: plan.name,
    direction: plan.facts.objective.goal,
    sampler: plan.sampler,
    pruner: plan.pruner,
    ...(plan.seed !== undefined && { seed: plan.seed })
  });
  const watch = new QueueWatch(plan.home);
  try {
    return await new Optimizer(plan, study, watch).run(trials);
  } finally {
    watch.close();
    study.close();
  }
}

/** A trial whose job has not ended. */
interface OpenTrial {
  number: number;
  job: string;
  points?: PointFollower;
  isPruned?: boolean;
}

class Optimizer {
  readonly #plan: OptimizerPlan;
  readonly #study: Study;
  readonly #watch: QueueWatch;
  readonly #jobs: string[] = [];
  readonly #pruned = new Set<string>();
  readonly #open = new Map<number, OpenTrial>();
  #batch = '';
  #added = 0;
  #begun = 0;
  #isCancelled = false;

  constructor(plan: OptimizerPlan, study: Study, watch: QueueWatch) {
    this.#plan = plan;
    this.#study = study;
    this.#watch = watch;
  }

  async run(known: readonly StudyTrial[]): Promise<Optimized> {
    await this.#takeUp(known);
    this.#plan.begun(this.#batch, this.#jobs);
    for (;;) {
      await this.#look();
      await this.#fill();
      this.#plan.changed(this.#watch.fold);
      if (this.#open.size === 0) {
        return this.#result();
      }
      await this.#watch.next();
    }
  }

  #result(): Optimized {
    const { jobs } = this.#watch.fold;
    return {
      batch: this.#batch,
      jobs: [...new Set(this.#jobs)].flatMap(id => jobs.get(id) ?? []),
      added: this.#added,
      pruned: this.#pruned
    };
  }

  /** Trials of calls before this one; those that failed are not counted, so that others are tried in their place. */
  async #takeUp(known: readonly StudyTrial[]): Promise<void> {
    const { maxTrials, keyOf } = this.#plan;
    const counted = known
      .filter(({ state }) => state !== 'FAIL' && state !== 'WAITING')
      .slice(0, maxTrials);
    this.#watch.read();
    const wanted: { trial: StudyTrial; flags: Record<string, unknown> }[] = [];
    for (const trial of counted) {
      const flags = await this.#flagsOf(trial.number, trial.params);
      const pruned = this.#watch.fold.find(keyOf(flags))?.job;
      if (trial.state !== 'PRUNED') {
        wanted.push({ trial, flags });
      } else if (pruned !== undefined) {
        this.#jobs.push(pruned);
        this.#pruned.add(pruned);
      }
    }
    this.#begun = counted.length;
    const jobs = await this.#submit(wanted.map(({ flags }) => flags));
    wanted.forEach(({ trial: { number, state } }, at) => {
      if (state === 'RUNNING') {
        this.#open.set(number, { number, job: jobs[at] });
      }
    });
  }

  /** As many at once as there is room for. */
  async #fill(): Promise<void> {
    const { maxTrials, slots } = this.#plan;
    while (
      !this.#isCancelled &&
      this.#begun < maxTrials &&
      this.#open.size < slots
    ) {
      const number = await this.#study.ask();
      const flags = await this.#flagsOf(number, {});
      const [job] = await this.#submit([flags]);
      this.#begun++;
      this.#open.set(number, { number, job });
    }
  }

  #flagsOf(
    number: number,
    known: Readonly<Record<string, number>>
  ): Promise<Record<string, unknown>> {
    const { space, options } = this.#plan;
    return askedTrial(space, options, parameter =>
      Object.hasOwn(known, parameter.name)
        ? known[parameter.name]
        : this.#study.suggest(number, parameter)
    );
  }

  async #submit(all: readonly Record<string, unknown>[]): Promise<string[]> {
    const { home, facts, keyOf } = this.#plan;
    const requests = all.map(flags => ({ key: keyOf(flags), flags }));
    const batch = this.#batch || undefined;
    const [made] = await submitBatches(
      home,
      [{ facts, requests, batch }],
      this.#watch
    );
    this.#batch = made.batch;
    this.#added += made.added;
    this.#jobs.push(...made.jobs);
    ensureSupervisor(home);
    return made.jobs;
  }

  async #look(): Promise<void> {
    this.#watch.read();
    for (const trial of [...this.#open.values()]) {
      const job = this.#watch.fold.jobs.get(trial.job);
      if (job?.state === 'running') {
        await this.#report(trial, job);
      } else if (job && job.state !== 'pending') {
        this.#open.delete(trial.number);
        await this.#tell(trial, job);
      }
    }
  }

  async #tell({ number, isPruned }: OpenTrial, job: Job): Promise<void> {
    if (isPruned && job.state !== 'completed') {
      this.#pruned.add(job.job);
      return this.#study.tell(number, { state: 'pruned' });
    }
    // Somebody else has ended it, and wants no more of this.
    this.#isCancelled ||= job.state === 'terminated';
    const value = job.state === 'completed' ? this.#valueOf(job) : undefined;
    return this.#study.tell(
      number,
      value === undefined ? { state: 'fail' } : { state: 'complete', value }
    );
  }

  #valueOf({ run = '' }: Job): number | undefined {
    const { home, facts } = this.#plan;
    const scalars = readLastScalars(join(home, run));
    const { tag } = facts.objective;
    const value = Object.hasOwn(scalars, tag) ? scalars[tag].last : undefined;
    return typeof value === 'number' ? value : undefined;
  }

  async #report(trial: OpenTrial, { job, run }: Job): Promise<void> {
    const { home, facts, pruner } = this.#plan;
    if (pruner === 'none' || run === undefined || trial.isPruned) {
      return;
    }
    trial.points ??= new PointFollower(join(home, run), facts.objective.tag);
    const points = trial.points.take(REPORTED);
    if (points.length > 0 && (await this.#study.report(trial.number, points))) {
      trial.isPruned = true;
      await askQueue(home, [{ request: 'cancel', jobs: [job] }]);
    }
  }
}
