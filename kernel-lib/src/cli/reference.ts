/** The page of documentation that the commands make of themselves. */
import type { Command } from './command';
import { byGroup, description, optionName } from './help';

const HEAD = `# The command line

<!-- Made from the commands by \`npm run docs:cli\`; changes made by hand are lost. -->

\`trialbook COMMAND …\` looks at runs, changes them and makes them. Every command also has a function in the library behind it.

- **A run** is named by the beginning of its id (\`k3m9\`), by its number from 1, the newest one, or as \`latest\`. Commands that
  take several runs take ranges of numbers too: \`1:3\`, and \`:\` for all.
- **The home** is the one of \`--home\`, else \`$TRIALBOOK_HOME\`, else the nearest one upwards from the working directory, else
  \`trialbook-runs\` in the active Python environment if it is there, else \`runs\` in the working directory.
  \`trialbook doctor\` says which one and why.
- **\`--json\`** makes any command print its result as JSON, and an error as \`{"error":{"code":…,"message":…}}\`.
- **The exit code** is 0 when all went well, 1 when it did not, 2 when the command was not understood.
- Texts that others wrote are shown as plain text: a label cannot move the cursor or colour the terminal.`;

/** The page, as Markdown. */
export function referencePage(commands: readonly Command[]): string {
  const groups = byGroup(commands);
  return [
    HEAD,
    ...groups.map(({ heading, members }) =>
      members
        .map(
          ({ words, summary }) => `- [${words}](#${anchor(words)}): ${summary}`
        )
        .join('\n')
        .replace(/^/, `**${heading}**\n\n`)
    ),
    ...groups.flatMap(({ heading, members }) => [
      `## ${heading}`,
      ...members.map(commandSection)
    ])
  ].join('\n\n');
}

function commandSection({
  words,
  usage,
  summary,
  ...command
}: Command): string {
  const options = Object.entries(command.options);
  return [
    `### trialbook ${words}`,
    `\`\`\`text\ntrialbook ${words} ${usage}`.trimEnd() + '\n```',
    escaped(summary),
    ...(command.details ?? []),
    ...(options.length === 0 ? [] : [optionTable(options)])
  ].join('\n\n');
}

function optionTable(options: [string, Command['options'][string]][]): string {
  return [
    '| option | what it does |',
    '| --- | --- |',
    ...options.map(
      ([name, option]) =>
        `| \`${optionName(name, option).replaceAll('|', '\\|')}\` | ${escaped(description(option))} |`
    )
  ].join('\n');
}

/** Markdown shows the text as it is. */
function escaped(text: string): string {
  return text.replace(/[|<*_[\]]/g, '\\$&');
}

function anchor(words: string): string {
  return `trialbook-${words.replaceAll(' ', '-')}`;
}
