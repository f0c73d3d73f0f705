/** What is shown of parameters: type, default and help, in references and on command lines. */
import { allowedText } from '../../format/flag-rules';
import type { FlagFacts } from '../../format/journal';
import { formatValue } from '../../format/format-value';
import { recordValue } from '../../format/record-value';
import { factsOfSchema } from '../../run/flags/schema';
import type { Definition, Param } from './definition';

/** A parameter with its place in a type, configs inside opened. */
export interface NestedParam {
  /** The names that lead to it. */
  path: readonly string[];
  param: Param;
}

/** The parameters of a type with those of the configs in it; tasks stay closed. */
export function nestedParams(
  { params }: Definition,
  path: readonly string[] = []
): NestedParam[] {
  return [...params.values()].flatMap(param =>
    param.type?.kind === 'config'
      ? nestedParams(param.type, [...path, param.name])
      : [{ path: [...path, param.name], param }]
  );
}

/** What a parameter's schema says. */
export function factsOf({ name, kind, schema }: Param): FlagFacts {
  if (kind === 'path') {
    return { type: 'path' };
  }
  return schema === undefined
    ? {}
    : (factsOfSchema({
        safeParse: value => schema.safeParse(value),
        shape: { [name]: schema }
      } as Parameters<typeof factsOfSchema>[0])[name] ?? {});
}

/** The type in a few words: `a whole number of at least 1`. */
export function typeText(param: Param): string {
  if (param.type) {
    return param.type.name;
  }
  if (param.kind === 'constant') {
    return 'constant';
  }
  const facts = factsOf(param);
  return allowedText(facts).replace(/^has to be /, '') || 'any';
}

/** The default; undefined where a value has to be given. */
export function defaultText({ fallback }: Param): string | undefined {
  return fallback === undefined
    ? undefined
    : formatValue(recordValue(fallback), 60);
}

/** Whether a value has to be given. */
export function isRequired({ kind, schema, fallback }: Param): boolean {
  switch (kind) {
    case 'schema':
      return schema?.safeParse(undefined).success === false;
    case 'config':
      return true;
    default:
      return fallback === undefined;
  }
}
