/** A reference of configs and tasks, from their declarations. */
import { TrialbookError } from '../../errors';
import { definitionOf, type Definition, type Param } from './definition';
import { defaultText, factsOf, isRequired, typeText } from './param-facts';

/**
 * A page of Markdown about types of configs and tasks: what each is, and its parameters with types, defaults and docs.
 * @param types what `config()` and `task()` gave.
 * @throws TrialbookError BAD_PARAMETERS when something else is among them.
 * @example writeFileSync('configs.md', describeConfigs([CNN, Learn]))
 */
export function describeConfigs(types: readonly object[]): string {
  const definitions = types.map(type => {
    const definition = definitionOf(type);
    if (!definition) {
      throw new TrialbookError(
        'BAD_PARAMETERS',
        'describeConfigs() takes what config() and task() gave.'
      );
    }
    return definition;
  });
  return `${definitions.map(section).join('\n\n')}\n`;
}

function section(definition: Definition): string {
  const { name, kind, parent, params, description } = definition;
  const head = `## ${inline(name)}`;
  const what = [
    kind === 'task' ? 'A task.' : 'A config.',
    parent && `Extends \`${parent.name}\`.`,
    description && inline(description).replace(/\.?$/, '.')
  ]
    .filter(Boolean)
    .join(' ');
  const rows = [...params.values()].map(row);
  return [
    head,
    what,
    rows.length === 0
      ? 'It has no parameters.'
      : [
          '| parameter | type | default | meaning |',
          '| --- | --- | --- | --- |',
          ...rows
        ].join('\n')
  ].join('\n\n');
}

function row(param: Param): string {
  const cells = [
    `\`${param.name}\``,
    inline(typeText(param)),
    param.kind === 'constant'
      ? `always ${code(defaultText(param) ?? '')}`
      : isRequired(param)
        ? 'required'
        : code(defaultText(param) ?? ''),
    [
      inline(param.description ?? factsOf(param).description ?? ''),
      param.counts ? '' : '*No part of the identity.*'
    ]
      .filter(Boolean)
      .join(' ')
  ];
  return `| ${cells.join(' | ')} |`;
}

/** Docs are text: nothing in them is markup, or ends a row. */
function inline(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_[\]<>|&]/g, char => `\\${char}`);
}

function code(text: string): string {
  return text === ''
    ? ''
    : `\`${text.replaceAll('`', "'").replaceAll('|', '\\|')}\``;
}
