/** Templates of commands, and what stands for parameters in them. */
import { TrialbookError } from '../../errors';
import { shellQuote, type ParamValue } from './value';

/** A place in a template that stands for a parameter. */
export interface Placeholder {
  name: string;
  /** `{name}` is the value, `[name]` an option of that name with the value. */
  kind: 'value' | 'option';
}

/**
 * `{p}` and `[p]`, after a backslash that makes them plain text. Not `${p}`, which is a variable of the shell, not `a[i]` and
 * `${a[i]}`, which are elements of its arrays, and nothing that begins with a digit.
 */
const PLACEHOLDER =
  /(\\?)(?:(?<!\$)\{([A-Za-z_][\w-]*)\}|(?<![$\w])\[([A-Za-z_][\w-]*)\])/g;

/** What stands for parameters, in order; each as often as it occurs. */
export function placeholders(template: string): Placeholder[] {
  return [...template.matchAll(PLACEHOLDER)].flatMap(
    ([, escape, value, option]) =>
      escape
        ? []
        : value === undefined
          ? { name: option, kind: 'option' as const }
          : { name: value, kind: 'value' as const }
  );
}

/**
 * Puts the parameters in their places, all at once: what a value holds stays as it is.
 * @param command its name, for messages.
 * @throws TrialbookError BAD_PARAMETERS when a parameter has no value, stands in both ways, or cannot be written there.
 */
export function fillTemplate(
  command: string,
  template: string,
  params: ReadonlyMap<string, ParamValue>
): string {
  checkKinds(command, template);
  return template.replace(
    PLACEHOLDER,
    (
      all: string,
      escape: string,
      value: string | undefined,
      option: string | undefined
    ) => {
      if (escape) {
        return all.slice(1);
      }
      const name = value ?? option ?? '';
      const param = params.get(name);
      if (!param) {
        throw bad(
          `The command "${command}" needs the parameter "${name}", which has no value. Give it one in \`default\` or in a document of choices.`
        );
      }
      return value === undefined
        ? optionText(command, name, param)
        : valueText(command, name, param);
    }
  );
}

function checkKinds(command: string, template: string): void {
  const kinds = new Map<string, string>();
  for (const { name, kind } of placeholders(template)) {
    if ((kinds.get(name) ?? kind) !== kind) {
      throw bad(
        `The command "${command}" has both {${name}} and [${name}]. Use two parameters.`
      );
    }
    kinds.set(name, kind);
  }
}

function valueText(command: string, name: string, param: ParamValue): string {
  if (param.kind === 'bool' || param.kind === 'other') {
    throw bad(
      `In the command "${command}" {${name}} has to be a text or a number. ${
        param.kind === 'bool'
          ? `A switch is written [${name}].`
          : 'It is a list, a map or nothing.'
      }`
    );
  }
  return param.kind === 'str' ? shellQuote(param.text) : param.text;
}

function optionText(command: string, name: string, param: ParamValue): string {
  switch (param.kind) {
    case 'bool':
      return param.value === true ? `--${name}` : '';
    case 'str':
      return `--${name} ${shellQuote(param.text)}`;
    case 'other':
      throw bad(
        `In the command "${command}" [${name}] has to be a text, a number, true or false. It is a list, a map or nothing.`
      );
    default:
      return `--${name} ${param.text}`;
  }
}

function bad(message: string): TrialbookError {
  return new TrialbookError('BAD_PARAMETERS', message);
}
