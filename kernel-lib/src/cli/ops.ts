/** `trialbook ops` */
import { allowedText } from '../format/flag-rules';
import { formatValue } from '../format/format-value';
import { plainText } from '../format/plain-text';
import { recordValue } from '../format/record-value';
import type { FlagDefinition, Operation } from '../project/operation';
import { operationFlags } from '../project/operation-flags';
import { loadProject } from '../project/project-file';
import { textOption, type Command } from './command';
import { PROJECT_OPTION } from './run';

/** Lists what the project file defines. */
export const ops: Command = {
  words: 'ops',
  group: 'run',
  usage: '',
  summary: 'Lists the operations of the project file, with their flags.',
  options: PROJECT_OPTION,
  run(input) {
    const project = loadProject(process.cwd(), textOption(input, 'project'));
    const operations = [...project.operations.values()].map(operation => ({
      ...operation,
      flags: operationFlags(project, operation).flags
    }));
    for (const operation of operations) {
      operationLines(operation).forEach(line => input.print(plainText(line)));
    }
    return {
      file: project.file,
      operations: operations.map(
        ({ name, text, description, flags, steps }) => ({
          name,
          ...(steps ? { steps } : { main: text }),
          ...(description !== undefined && { description }),
          flags
        })
      )
    };
  }
};

function operationLines(operation: Operation): string[] {
  const { name, description, text, steps, flags } = operation;
  const what = steps
    ? `steps: ${steps.map(step => step.operation).join(', ')}`
    : text;
  return [
    `${name}  ${description ?? ''}`.trimEnd(),
    `    ${what}`,
    ...Object.entries(flags).map(([flag, facts]) => flagLine(flag, facts))
  ];
}

function flagLine(name: string, facts: FlagDefinition): string {
  const { default: fallback, description, required } = facts;
  const value =
    fallback === undefined
      ? required
        ? ' (required)'
        : ''
      : `=${formatValue(recordValue(fallback))}`;
  const said = [description, allowedText(facts)].filter(Boolean).join('; ');
  return `    ${name}${value}${said && `  ${said}`}`;
}
