import { TrialbookError } from '../errors';
import type { OutputChunk } from '../format/output';
import { TerminalText } from '../format/terminal-text';
import { followOutput } from '../recorded/follow-output';
import { textOption, type Command, type CommandInput } from './command';
import { HOME_OPTION, oneRun, placeOf } from './home-option';
import { wantsColor } from './paint';

const STREAMS = ['stdout', 'stderr'] as const;

/** `trialbook output [RUN]` */
export const output: Command = {
  words: 'output',
  group: 'runs',
  usage: '[RUN] [-f] [--stream stdout|stderr] [--times] [--raw]',
  summary: 'What a run printed, the newest by default.',
  details: [
    'In a terminal colours are kept; every other control character is shown, not sent. `--raw` prints the very bytes that the run printed.',
    'With `--json` the result is a list of `{"time", "stream", "text"}`; with `-f` too, one such object a line as it comes.'
  ],
  options: {
    ...HOME_OPTION,
    follow: {
      type: 'boolean',
      short: 'f',
      description: 'Go on until the run has ended'
    },
    stream: {
      type: 'string',
      value: 'STREAM',
      description: 'Only stdout, or only stderr'
    },
    times: { type: 'boolean', description: 'Put its time before each line' },
    raw: { type: 'boolean', description: 'Print it as the run did' }
  },
  async run(input) {
    const { follow = false, raw, times } = input.values;
    const stream = streamOf(input);
    const chunks: OutputChunk[] = [];
    const shown = times === true ? new TimedLines() : new TerminalLines();
    const place = placeOf(input, oneRun(input));
    for await (const chunk of followOutput(place, {
      follow: follow === true
    })) {
      if (stream !== undefined && chunk.stream !== stream) {
        continue;
      }
      if (!input.json) {
        process.stdout.write(raw === true ? chunk.text : shown.push(chunk));
      } else if (follow === true) {
        console.log(JSON.stringify(chunk));
      } else {
        chunks.push(chunk);
      }
    }
    if (!input.json && raw !== true) {
      process.stdout.write(shown.end());
    }
    return follow === true ? undefined : chunks;
  }
};

function streamOf(input: CommandInput): (typeof STREAMS)[number] | undefined {
  const text = textOption(input, 'stream');
  const stream = STREAMS.find(name => name === text);
  if (text !== undefined && stream === undefined) {
    throw new TrialbookError(
      'USAGE',
      `--stream takes stdout or stderr; got ${JSON.stringify(text)}.`
    );
  }
  return stream;
}

/** The text, safe for a terminal. */
class TerminalLines {
  readonly #text = new TerminalText({ colors: wantsColor() });

  push({ text }: OutputChunk): string {
    return this.#text.push(text);
  }

  end(): string {
    return this.#text.end();
  }
}

/** The same with the time before each line at which its beginning was printed. */
class TimedLines {
  readonly #text = new TerminalText({ colors: wantsColor() });
  #inLine = false;
  #time = 0;

  push({ text, time }: OutputChunk): string {
    this.#time = time;
    return this.#timed(this.#text.push(text));
  }

  end(): string {
    return this.#timed(this.#text.end()) + (this.#inLine ? '\n' : '');
  }

  #timed(text: string): string {
    return text
      .split(/(?<=\n)/)
      .filter(line => line !== '')
      .map(line => {
        const before = this.#inLine ? '' : `${clock(this.#time)}  `;
        this.#inLine = !line.endsWith('\n');
        return before + line;
      })
      .join('');
  }
}

/** The local time of day, to the millisecond. */
function clock(time: number): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}
