import { setTimeout as delay } from 'node:timers/promises';
import { TrialbookError } from '../errors';
import { formatValue } from '../format/format-value';
import { plainText } from '../format/plain-text';
import { sparklineText } from '../format/sparkline-text';
import { isEnded } from '../format/status';
import { RunWatcher, type WatchedRun } from '../recorded/watch-runs';
import { textOption, type Command, type CommandInput } from './command';
import { HOME_OPTION, homeOf, manyRuns } from './home-option';
import { durationText } from './quantities';
import { tableLines } from './table';

const ESCAPE = String.fromCharCode(27);

/** `trialbook watch [RUN…]` */
export const watch: Command = {
  words: 'watch',
  group: 'runs',
  usage: '[RUN...] [--once] [--interval SECONDS]',
  summary: 'Shows the runs that are under way, with their first scalar, live.',
  details: [
    'In a terminal the table is drawn anew; piped, a line is printed whenever something of a run has changed. It ends with Ctrl+C, with named runs also when all of them have ended. With `--json` each line is a list of the runs that changed.'
  ],
  options: {
    ...HOME_OPTION,
    once: { type: 'boolean', description: 'Show how they stand, and end' },
    interval: {
      type: 'string',
      value: 'SECONDS',
      default: '1',
      description: 'Time between two looks'
    }
  },
  async run(input) {
    const interval = intervalOf(input);
    const names = input.positionals.length > 0;
    const watcher = new RunWatcher(homeOf(input), {
      ...(names && { only: manyRuns(input).map(({ run }) => run) })
    });
    if (input.values.once === true) {
      const runs = watcher.look();
      table(runs).forEach(line => input.print(line));
      return runs;
    }
    await follow(input, watcher, interval, names);
    return undefined;
  }
};

function intervalOf(input: CommandInput): number {
  const seconds = Number(textOption(input, 'interval'));
  if (!(seconds >= 0.05)) {
    throw new TrialbookError(
      'USAGE',
      '--interval takes a number of seconds from 0.05 on.'
    );
  }
  return seconds * 1000;
}

/** Looks again and again, until it is interrupted or all that is watched has ended. */
async function follow(
  { json }: CommandInput,
  watcher: RunWatcher,
  interval: number,
  endsWithRuns: boolean
): Promise<void> {
  const asked = new AbortController();
  const end = () => asked.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  const screen = process.stdout.isTTY && !json ? new Screen() : undefined;
  const changes = new Changes();
  for (;;) {
    const runs = watcher.look();
    const changed = changes.take(runs);
    if (screen) {
      screen.draw(table(runs));
    } else if (json) {
      if (changed.length > 0) {
        console.log(JSON.stringify(changed));
      }
    } else {
      changed.forEach(run => console.log(line(run)));
    }
    const isOver = endsWithRuns && runs.every(({ status }) => isEnded(status));
    if (isOver || asked.signal.aborted) {
      break;
    }
    await delay(interval, undefined, { signal: asked.signal }).catch(
      () => undefined
    );
    if (asked.signal.aborted) {
      break;
    }
  }
  process.off('SIGINT', end).off('SIGTERM', end);
}

/** Which runs differ from the look before. */
class Changes {
  readonly #before = new Map<string, string>();

  take(runs: readonly WatchedRun[]): WatchedRun[] {
    return runs.filter(watched => {
      const now = JSON.stringify(watched);
      const differs = this.#before.get(watched.run) !== now;
      this.#before.set(watched.run, now);
      return differs;
    });
  }
}

/** Draws over what it drew before. */
class Screen {
  #drawn = 0;

  draw(lines: readonly string[]): void {
    // A terminal may say that it has no size at all.
    const columns = process.stdout.columns || 80;
    const rows = process.stdout.rows || 24;
    const shown = lines
      .slice(0, Math.max(rows - 1, 1))
      .map(text => [...text].slice(0, columns).join(''));
    const back = this.#drawn > 0 ? `${ESCAPE}[${this.#drawn}A` : '';
    process.stdout.write(`${back}\r${ESCAPE}[J${shown.join('\n')}\n`);
    this.#drawn = shown.length;
  }
}

function table(runs: readonly WatchedRun[]): string[] {
  return runs.length === 0
    ? ['No run is under way.']
    : tableLines(runs, [
        { heading: 'RUN', cell: ({ run }) => run },
        { heading: 'NAME', cell: ({ name }) => name },
        { heading: 'LABEL', cell: ({ label }) => label ?? '' },
        { heading: 'STATUS', cell: ({ status }) => status },
        { heading: 'TIME', cell: time, align: 'right' },
        { heading: 'STEP', cell: step, align: 'right' },
        { heading: 'SCALAR', cell: ({ tag }) => tag ?? '' },
        { heading: 'LAST', cell: last, align: 'right' },
        { heading: '', cell: ({ sparkline }) => sparklineText(sparkline) }
      ]);
}

function line(watched: WatchedRun): string {
  const { run, name, label, status, tag } = watched;
  return plainText(
    [
      run,
      label === undefined ? name : `${name} (${label})`,
      status,
      ...(tag === undefined
        ? []
        : [`step ${step(watched)}`, `${tag} ${last(watched)}`])
    ].join('  ')
  );
}

function time({ started, created, ended }: WatchedRun): string {
  return durationText((ended ?? Date.now()) - (started ?? created));
}

function step({ step }: WatchedRun): string {
  return step === undefined ? '' : String(step);
}

function last({ last }: WatchedRun): string {
  return last === undefined
    ? ''
    : formatValue(
        typeof last === 'number' ? Number(last.toPrecision(6)) : last
      );
}
