/** Reads a line of the queue, which anybody may have written. */
import type { ProcessFacts } from '../journal';
import { isRunId } from '../layout';
import {
  fieldsOf,
  flagsOf,
  mapFields,
  numberOf,
  present,
  textOf,
  textsOf,
  type Fields
} from '../untrusted';
import type {
  AttemptEntry,
  BatchEntry,
  BatchLauncher,
  EndedEntry,
  EndReason,
  JobInput,
  JobTags,
  JobWork,
  Launch,
  QueueEntry,
  RequestEntry,
  TokenNeed
} from './entries';

const REASONS: readonly unknown[] = [
  'failed',
  'cancelled',
  'timeout',
  'lost',
  'out-of-memory',
  'preempted',
  'node-fail',
  'launcher',
  'dependency',
  'worker'
] satisfies EndReason[];

const OPTION = /^[a-z][a-z-]*$/;

/** The name is that of a folder. */
const TOKEN = /^[A-Za-z0-9][\w.-]{0,99}$/;

const KEY = /^[0-9a-f]{64}$/;

/** The entry, or undefined when the line is none that is known. */
export function queueEntryOf(line: unknown): QueueEntry | undefined {
  const fields = fieldsOf(line);
  const time = numberOf(fields?.time);
  if (!fields || time === undefined) {
    return undefined;
  }
  switch (fields.type) {
    case 'batch':
      return batchOf(fields, time);
    case 'job':
      return jobOf(fields, time);
    case 'again': {
      const work = workOf(fields);
      return work && { type: 'again', time, ...work };
    }
    case 'join':
      return isRunId(fields.batch)
        ? { type: 'join', time, batch: fields.batch, jobs: idsOf(fields.jobs) }
        : undefined;
    case 'attempt':
      return attemptOf(fields, time);
    case 'launch':
      return isRunId(fields.key) && isLaunchId(fields.id)
        ? { type: 'launch', time, key: fields.key, id: fields.id }
        : undefined;
    case 'ended':
      return endedOf(fields, time);
    case 'request':
      return requestOf(fields, time);
    case 'worker':
      return workerOf(fields, time);
    default:
      return undefined;
  }
}

function batchOf(fields: Fields, time: number): QueueEntry | undefined {
  const { batch, code } = fields;
  const name = textOf(fields.name);
  if (!isRunId(batch) || name === undefined || !isDigest(code)) {
    return undefined;
  }
  return present<BatchEntry>({
    type: 'batch',
    time,
    batch,
    name,
    code,
    size: count(fields.size) ?? 0,
    workers: textsOf(fields.workers) ?? [],
    sweep: textOf(fields.sweep),
    experiment: textOf(fields.experiment),
    sourceDigest: isDigest(fields.sourceDigest)
      ? fields.sourceDigest
      : undefined,
    label: textOf(fields.label),
    tags: textsOf(fields.tags),
    retries: count(fields.retries),
    backoff: count(fields.backoff),
    timeout: count(fields.timeout),
    priority: numberOf(fields.priority),
    notebook: textOf(fields.notebook),
    objective: objectiveOf(fields.objective),
    launcher: launcherOf(fields.launcher),
    tokens: tokensOf(fields.tokens)
  });
}

function objectiveOf(value: unknown) {
  const fields = fieldsOf(value);
  const tag = textOf(fields?.tag);
  const goal = fields?.goal;
  return tag !== undefined && (goal === 'minimize' || goal === 'maximize')
    ? ({ tag, goal } as const)
    : undefined;
}

function tokensOf(value: unknown): TokenNeed[] | undefined {
  const needs = (Array.isArray(value) ? value : []).flatMap(each => {
    const fields = fieldsOf(each);
    const name = textOf(fields?.name);
    const [permits, take] = [count(fields?.permits), count(fields?.take)];
    return name !== undefined &&
      TOKEN.test(name) &&
      permits !== undefined &&
      take !== undefined &&
      take >= 1 &&
      take <= permits
      ? [{ name, permits, take }]
      : [];
  });
  return needs.length > 0 ? needs : undefined;
}

function launcherOf(value: unknown): BatchLauncher | undefined {
  const fields = fieldsOf(value);
  if (fields?.on !== 'slurm') {
    return undefined;
  }
  const options = Object.entries(fieldsOf(fields.options) ?? {});
  return present<BatchLauncher>({
    on: fields.on,
    name: textOf(fields.name),
    options: Object.fromEntries(
      options.filter(
        (option): option is [string, string] =>
          OPTION.test(option[0]) && typeof option[1] === 'string'
      )
    ),
    limit: count(fields.limit),
    notice: count(fields.notice),
    requeues: count(fields.requeues)
  });
}

function jobOf(fields: Fields, time: number): QueueEntry | undefined {
  const work = workOf(fields);
  const { key } = fields;
  return work && isDigest(key)
    ? { type: 'job', time, key, ...work }
    : undefined;
}

function workOf(fields: Fields): JobWork | undefined {
  const { batch, job } = fields;
  if (!isRunId(batch) || !isRunId(job)) {
    return undefined;
  }
  const after = idsOf(fields.after);
  const inputs = Array.isArray(fields.inputs)
    ? fields.inputs.flatMap(inputOf)
    : [];
  return present<JobWork>({
    batch,
    job,
    flags: flagsOf(fields.flags) ?? {},
    after: after.length > 0 ? after : undefined,
    inputs: inputs.length > 0 ? inputs : undefined,
    tags: tagsOf(fields.tags),
    defaults: flagsOf(fields.defaults)
  });
}

function inputOf(value: unknown): JobInput[] {
  const fields = fieldsOf(value);
  const to = textsOf(fields?.to);
  const job = fields?.job;
  return fields && to && isRunId(job)
    ? [
        present<JobInput>({
          to,
          job,
          part: textsOf(fields.part),
          path: fields.path === true ? true : undefined,
          unchecked: fields.unchecked === true ? true : undefined
        })
      ]
    : [];
}

function tagsOf(value: unknown): JobTags | undefined {
  return fieldsOf(value)
    ? mapFields(value, field =>
        field === null ||
        typeof field === 'string' ||
        typeof field === 'boolean'
          ? field
          : numberOf(field)
      )
    : undefined;
}

function attemptOf(fields: Fields, time: number): QueueEntry | undefined {
  const { job, run } = fields;
  const number = count(fields.number);
  const worker = textOf(fields.worker);
  const process = processOf(fields.process);
  const launch = launchOf(fields.launch);
  return isRunId(job) &&
    number !== undefined &&
    worker !== undefined &&
    (process || launch)
    ? present<AttemptEntry>({
        type: 'attempt',
        time,
        job,
        number,
        worker,
        process,
        launch,
        run: isRunId(run) ? run : undefined
      })
    : undefined;
}

function launchOf(value: unknown): Launch | undefined {
  const fields = fieldsOf(value);
  const key = fields?.key;
  const index = count(fields?.index);
  return isRunId(key) && index !== undefined
    ? present<Launch>({
        key,
        index,
        id: isLaunchId(fields?.id) ? fields.id : undefined
      })
    : undefined;
}

function endedOf(fields: Fields, time: number): QueueEntry | undefined {
  const { job, status, reason } = fields;
  if (
    !isRunId(job) ||
    (status !== 'completed' && status !== 'failed' && status !== 'terminated')
  ) {
    return undefined;
  }
  return present<EndedEntry>({
    type: 'ended',
    time,
    job,
    status,
    reason: REASONS.includes(reason) ? (reason as EndReason) : undefined,
    message: textOf(fields.message)
  });
}

function requestOf(fields: Fields, time: number): QueueEntry | undefined {
  const { request, batch, jobs } = fields;
  if (
    request !== 'cancel' &&
    request !== 'retry' &&
    request !== 'pause' &&
    request !== 'resume'
  ) {
    return undefined;
  }
  if (batch !== undefined && !isRunId(batch)) {
    return undefined;
  }
  return present<RequestEntry>({
    type: 'request',
    time,
    request,
    // What names nothing that can be asks for nothing; it must not become a request for all.
    jobs: jobs === undefined ? undefined : idsOf(jobs),
    batch,
    at: numberOf(fields.at)
  });
}

function workerOf(fields: Fields, time: number): QueueEntry | undefined {
  const worker = textOf(fields.worker);
  const { status } = fields;
  const process = processOf(fields.process);
  return worker !== undefined &&
    process &&
    (status === 'up' || status === 'down')
    ? { type: 'worker', time, worker, status, process }
    : undefined;
}

/** As a journal tells of a process. */
function processOf(value: unknown): ProcessFacts | undefined {
  const fields = fieldsOf(value);
  const host = textOf(fields?.host);
  const pid = numberOf(fields?.pid);
  const started = textOf(fields?.started);
  // Never of a process group, or of all: whoever kills goes by this number.
  return host !== undefined &&
    pid !== undefined &&
    Number.isSafeInteger(pid) &&
    pid > 1
    ? { host, pid, started }
    : undefined;
}

function idsOf(value: unknown): string[] {
  return (textsOf(value) ?? []).filter(isRunId);
}

function count(value: unknown): number | undefined {
  const number = numberOf(value);
  return number !== undefined && Number.isSafeInteger(number) && number >= 0
    ? number
    : undefined;
}

/** A number, as Slurm's are: it becomes an argument of commands. */
function isLaunchId(value: unknown): value is string {
  return typeof value === 'string' && /^\d{1,18}$/.test(value);
}

function isDigest(value: unknown): value is string {
  return typeof value === 'string' && KEY.test(value);
}
