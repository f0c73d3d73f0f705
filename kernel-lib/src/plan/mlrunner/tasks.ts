/** From a file of parameters to its tasks and their commands. */
import { createHash } from 'node:crypto';
import { TrialbookError } from '../../errors';
import { chance } from '../sweep/draw';
import type { Choice, ParamsFile } from './params-file';
import { taskName } from './task-name';
import { fillTemplate, placeholders } from './template';
import { valueKey, type ParamValue } from './value';

/** What of a file is run, and where. */
export interface TaskOptions {
  /** Folder of the folders of the tasks. @default 'output' */
  output?: string;
  /** Documents with these titles; all without it. */
  titles?: readonly string[];
  /** Commands, whatever `_cmd` says. */
  commands?: readonly string[];
  /** How many tasks of each document: a choice by chance, the same one each time. */
  sample?: number;
  /** All tasks write to the output folder itself. @default false */
  noSubdir?: boolean;
  /** `_time` of all tasks: `20220316.030151`. */
  time: string;
  /** Whether a text is a path that exists; of such a one the name of a folder has the last part. */
  isPath?(text: string): boolean;
}

/** A command of a task, ready for the shell. */
export interface TaskCommand {
  name: string;
  script: string;
}

/** One set of parameters, and what is run with it. */
export interface Task {
  /** Name of its folder. */
  name: string;
  /** Its folder, as `{_output}` has it. */
  dir: string;
  /** Its parameters with the defaults, without `_name`, `_output` and `_time`. */
  params: ReadonlyMap<string, ParamValue>;
  commands: readonly TaskCommand[];
}

/** What there is to do. */
export interface TaskPlan {
  tasks: readonly Task[];
  /** Parameters that have values and stand in none of the commands that are run. */
  orphans: readonly string[];
}

interface Candidate {
  name: string;
  params: Map<string, ParamValue>;
  commands: readonly string[];
}

/**
 * The tasks of a file, in its order. Of two with the same parameters the first one counts, unless both have the same
 * folder, as when a task is listed again with other commands.
 * @throws TrialbookError BAD_PARAMETERS when a parameter of a command has no value; USAGE for titles and commands that are not there.
 */
export function tasksOf(file: ParamsFile, options: TaskOptions): TaskPlan {
  checkNames(file, options);
  const candidates = chosenDocuments(file, options).flatMap(choice =>
    candidatesOf(file, choice, options)
  );
  const kept = apart(withoutRepeats(candidates));
  return {
    tasks: kept.map(candidate => taskOf(file, candidate, options)),
    orphans: orphansOf(file, kept)
  };
}

function checkNames(
  { template, choices }: ParamsFile,
  { titles = [], commands = [], sample }: TaskOptions
): void {
  const command = commands.find(name => !template.has(name));
  if (command !== undefined) {
    throw usage(
      `There is no command "${command}" in \`template\`; there are ${[...template.keys()].join(', ')}.`
    );
  }
  const known = choices.flatMap(({ title }) => title ?? []);
  const title = titles.find(each => !known.includes(each));
  if (title !== undefined) {
    throw usage(
      `No document has the \`_title\` "${title}"; ${known.length > 0 ? `there are ${known.join(', ')}` : 'none has a title'}.`
    );
  }
  if (sample !== undefined && !(Number.isSafeInteger(sample) && sample > 0)) {
    throw usage(`--sample takes a whole number from 1 on; got ${sample}.`);
  }
}

function usage(message: string): TrialbookError {
  return new TrialbookError('USAGE', message);
}

function chosenDocuments(
  { choices }: ParamsFile,
  { titles = [] }: TaskOptions
): readonly Choice[] {
  return titles.length === 0
    ? choices
    : choices.filter(({ title = '' }) => titles.includes(title));
}

function candidatesOf(
  file: ParamsFile,
  { values, commands, title = '' }: Choice,
  { sample, isPath, commands: asked = [] }: TaskOptions
): Candidate[] {
  let chosen: [string, ParamValue][][] = [[]];
  for (const [name, all] of values) {
    chosen = chosen.flatMap(before =>
      all.map(value => [...before, [name, value] as [string, ParamValue]])
    );
  }
  return sampled(chosen, sample, title).map(each => ({
    name: taskName(each, isPath),
    params: withDefaults(file, each),
    commands: asked.length > 0 ? asked : (commands ?? [...file.template.keys()])
  }));
}

function sampled<T>(
  all: readonly T[],
  sample: number | undefined,
  title: string
): readonly T[] {
  if (sample === undefined || sample >= all.length) {
    return all;
  }
  const ranked = all.map((_, at) => ({ at, rank: chance(0, at, title) }));
  const kept = ranked.sort((a, b) => a.rank - b.rank).slice(0, sample);
  return kept
    .map(({ at }) => at)
    .sort((a, b) => a - b)
    .map(at => all[at]);
}

/** Aliases become the parameters of their cases; what is still missing is taken from the defaults. */
function withDefaults(
  { alias, default: defaults }: ParamsFile,
  chosen: readonly (readonly [string, ParamValue])[]
): Map<string, ParamValue> {
  const params = new Map<string, ParamValue>();
  for (const [name, value] of chosen) {
    const aliased = alias.get(name)?.get(value.text);
    for (const [each, its] of aliased ?? [[name, value] as const]) {
      params.set(each, its);
    }
  }
  for (const [name, value] of defaults) {
    if (!params.has(name)) {
      params.set(name, value);
    }
  }
  return params;
}

function keyOf(params: ReadonlyMap<string, ParamValue>): string {
  const entries = [...params].map(
    ([name, value]) => `${name}\n${valueKey(value)}`
  );
  return entries.sort().join('\n');
}

function withoutRepeats(candidates: readonly Candidate[]): Candidate[] {
  const names = new Map<string, string>();
  return candidates.filter(({ name, params }) => {
    const key = keyOf(params);
    const known = names.get(key);
    names.set(key, known ?? name);
    return known === undefined || known === name;
  });
}

/** Numbers that differ in the seventh digit have the same name; the folders of such tasks are told apart. */
function apart(candidates: readonly Candidate[]): Candidate[] {
  const keys = new Map<string, string>();
  return candidates.map(candidate => {
    const key = keyOf(candidate.params);
    const known = keys.get(candidate.name) ?? key;
    keys.set(candidate.name, known);
    if (known === key) {
      return candidate;
    }
    const mark = createHash('sha256').update(key).digest('hex').slice(0, 8);
    return { ...candidate, name: `${candidate.name}-${mark}` };
  });
}

function taskOf(
  { template }: ParamsFile,
  { name, params, commands }: Candidate,
  { output = 'output', noSubdir, time }: TaskOptions
): Task {
  const folder = output.replace(/\/+$/, '') || '/';
  const dir = noSubdir || name === '' ? folder : `${folder}/${name}`;
  const text = (value: string): ParamValue => ({
    kind: 'str',
    value,
    text: value
  });
  const all = new Map([
    ...params,
    ['_name', text(name)],
    ['_output', text(dir)],
    ['_time', text(time)]
  ]);
  return {
    name,
    dir,
    params,
    commands: commands.map(command => ({
      name: command,
      script: fillTemplate(command, template.get(command) ?? '', all)
    }))
  };
}

function orphansOf(
  { template, default: defaults }: ParamsFile,
  candidates: readonly Candidate[]
): string[] {
  const commands = new Set(candidates.flatMap(each => each.commands));
  const used = new Set(
    [...commands].flatMap(command =>
      placeholders(template.get(command) ?? '').map(({ name }) => name)
    )
  );
  const given = new Set([
    ...candidates.flatMap(({ params }) => [...params.keys()]),
    ...defaults.keys()
  ]);
  return [...given].filter(name => !used.has(name)).sort();
}
