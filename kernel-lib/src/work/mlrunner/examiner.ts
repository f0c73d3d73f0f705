/** Reads what tasks of mlrunner's files left, by parsers of the user's own. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { TrialbookError } from '../../errors';
import {
  aggregate,
  differing,
  type AggregateOptions
} from '../../recorded/table/aggregate';
import { ValueTable } from '../../recorded/table/value-table';
import { readYaml } from './task-files';

/** What is known of a task. */
export interface Exam {
  /** Absolute path of its folder. */
  path: string;
  /** Its parameters, as `param` has them. */
  param: Record<string, unknown>;
  /** What parsers found, for the tables. */
  metric: Record<string, unknown>;
  /** What parsers keep for each other. */
  cache: Record<string, unknown>;
}

/**
 * Finds something in the folder of a task.
 * @param path absolute path of the folder.
 * @param caches shared by all tasks and parsers.
 */
export type ExamParser = (
  path: string,
  exam: Exam,
  caches: Record<string, unknown>
) => unknown;

/**
 * A container of what was found.
 * @example
 * const examiner = new Examiner();
 * examiner.add('bleu', (path, { metric }) => {
 *   metric.bleu = Number(/BLEU.*: ([\d.]+)/.exec(readFileSync(latestLog('test', path)!, 'utf8'))?.[1]);
 * });
 * await examiner.exam('output', 'Norm');
 * examiner.table();
 */
export class Examiner {
  readonly #parsers = new Map<string, ExamParser>();
  readonly #exams = new Map<string, Exam>();
  /** Shared by all tasks and parsers. */
  readonly caches: Record<string, unknown> = {};

  /** What was examined, in the order of the folders' paths. */
  get exams(): readonly Exam[] {
    return [...this.#exams.values()];
  }

  /**
   * Registers a parser; one of the same name takes the place of the other, so that a cell can be executed again.
   * @throws TrialbookError BAD_OPTION when it has no name.
   */
  add(name: string, parser: ExamParser): this;
  /** A function that has a name. */
  add(parser: ExamParser): this;
  add(first: string | ExamParser, second?: ExamParser): this {
    const [name, parser] =
      typeof first === 'string' ? [first, second] : [first.name, first];
    if (!name || typeof parser !== 'function') {
      throw new TrialbookError(
        'BAD_OPTION',
        'A parser has a name and is a function: examiner.add("bleu", (path, exam) => { … }).'
      );
    }
    this.#parsers.set(name, parser);
    return this;
  }

  /**
   * Calls every parser for every folder directly below `output` whose name matches, in the order of their paths.
   * @param regex where in the name it occurs does not matter.
   * @returns folders that were left out because they hold no `param`.
   * @throws TrialbookError FILE_NOT_FOUND when there is no such folder; what a parser throws, with the folder in its message.
   */
  async exam(
    output = 'output',
    regex: string | RegExp = '.*'
  ): Promise<string[]> {
    const folder = resolve(output);
    if (!existsSync(folder)) {
      throw new TrialbookError(
        'FILE_NOT_FOUND',
        `There is no folder ${folder}. "trialbook run params.yaml" makes it.`
      );
    }
    const left: string[] = [];
    const pattern = new RegExp(regex);
    for (const name of readdirSync(folder).sort()) {
      const path = join(folder, name);
      if (pattern.test(name) && statSync(path).isDirectory()) {
        if (existsSync(join(path, 'param'))) {
          await this.#examOne(path);
        } else {
          left.push(path);
        }
      }
    }
    return left;
  }

  /**
   * A row for each task: the parameters, then the metrics, each by name.
   * @param options `concise` leaves out parameters that are the same in all rows.
   */
  table({ concise = true }: { concise?: boolean } = {}): ValueTable {
    const { exams } = this;
    const params = exams.map(({ param }) => ownParams(param));
    const shown = concise
      ? differing(params.map(each => ({ params: each }))).sort()
      : columnsOf(params);
    const metrics = columnsOf(exams.map(({ metric }) => metric));
    return new ValueTable(
      [...shown, ...metrics],
      exams.map(({ param, metric }) => [
        ...shown.map(name => param[name]),
        ...metrics.map(name => metric[name])
      ])
    );
  }

  /**
   * Mean, standard deviation and count of a metric, over the values of some parameters, such as the seed.
   * @example
   * examiner.tableAgg('bleu', ['seed'])
   */
  tableAgg(
    metric: string,
    over: readonly string[],
    options: AggregateOptions = {}
  ): ValueTable {
    const measured = this.exams.map(exam => ({
      params: ownParams(exam.param),
      value: exam.metric[metric]
    }));
    return aggregate(measured, metric, over, { digits: 2, ...options });
  }

  async #examOne(path: string): Promise<void> {
    const before = this.#exams.get(path);
    const exam: Exam = {
      path,
      param: { ...before?.param, ...readYaml(join(path, 'param')) },
      metric: before?.metric ?? {},
      cache: before?.cache ?? {}
    };
    this.#exams.set(path, exam);
    for (const [name, parser] of this.#parsers) {
      try {
        await parser(path, exam, this.caches);
      } catch (error) {
        const { message } = error as Error;
        throw new Error(`${name}: ${message} (in ${path})`, { cause: error });
      }
    }
  }
}

/**
 * The log of a command: the last one, or by its place among them.
 * @param index 0 is the oldest, -1 the newest, -2 the one before.
 * @returns its absolute path; undefined when there are not so many.
 */
export function latestLog(
  command: string,
  path: string,
  index = -1
): string | undefined {
  const logs = existsSync(path)
    ? readdirSync(path)
        .filter(name => name.startsWith(`log.${command}.`))
        .sort()
    : [];
  const name = logs.at(index);
  return name === undefined ? undefined : join(resolve(path), basename(name));
}

function columnsOf(rows: readonly Record<string, unknown>[]): string[] {
  return [...new Set(rows.flatMap(row => Object.keys(row)))].sort();
}

/** Without what mlrunner itself writes down. */
function ownParams(param: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(param).filter(([name]) => !name.startsWith('_'))
  );
}
