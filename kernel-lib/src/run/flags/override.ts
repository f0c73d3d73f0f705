/** A call that was resolved, with other values for some of its flags. */
import { TrialbookError } from '../../errors';
import { isSummary } from '../../format/record-value';
import { reviveValue } from '../../format/revive-value';
import type { RecordedFlags, RecordedValue } from '../../format/values';
import type { AnyFunction } from './closure';
import type { Parameter } from './parameters';
import {
  isPlainObject,
  signatureOf,
  takesFlag,
  type ResolvedCall
} from './resolve';

/**
 * Replaces the flags of a call: first by what was recorded, as far as the record is exact, then by what was changed.
 * @throws TrialbookError BAD_FLAGS on a changed flag that the call does not have.
 */
export function overrideFlags(
  fn: AnyFunction,
  call: ResolvedCall,
  recorded: RecordedFlags,
  changed: Record<string, unknown>
): ResolvedCall {
  const strange = Object.keys(changed).filter(
    name =>
      !Object.hasOwn(call.flags, name) &&
      !Object.hasOwn(recorded, name) &&
      !takesFlag(fn, name)
  );
  if (strange.length > 0) {
    throw new TrialbookError(
      'BAD_FLAGS',
      `${fn.name} has no flag "${strange[0]}". Its flags are: ${Object.keys(call.flags).join(', ')}.`
    );
  }
  const flags = { ...call.flags };
  for (const [name, value] of Object.entries(recorded)) {
    flags[name] = restored(flags[name], value);
  }
  Object.assign(flags, changed);
  return {
    args: withFlags(fn, call, flags),
    flags,
    defaults: call.defaults.filter(name => !Object.hasOwn(changed, name))
  };
}

/** The recorded value; parts of it that the record only summarises are taken from the call's own. */
function restored(own: unknown, recorded: RecordedValue): unknown {
  const revived = reviveValue(recorded);
  if (revived.exact) {
    return revived.value;
  }
  const mixed =
    isPlainObject(own) &&
    typeof recorded === 'object' &&
    recorded !== null &&
    !Array.isArray(recorded) &&
    !isSummary(recorded);
  return mixed
    ? Object.fromEntries(
        Object.entries({ ...own, ...recorded }).map(([key]) => {
          const mine = (own as Record<string, unknown>)[key];
          const theirs = recorded as Record<string, RecordedValue>;
          return [
            key,
            Object.hasOwn(theirs, key) ? restored(mine, theirs[key]) : mine
          ];
        })
      )
    : own;
}

/** The arguments with the flags in their places. */
function withFlags(
  fn: AnyFunction,
  { args, flags: before }: ResolvedCall,
  flags: Record<string, unknown>
): unknown[] {
  const replaced = Object.fromEntries(
    Object.entries(flags).filter(
      ([name, value]) =>
        !Object.hasOwn(before, name) || !Object.is(before[name], value)
    )
  );
  const { signature, bound } = signatureOf(fn);
  if (!signature) {
    return withoutSignature(args, replaced);
  }
  const parameters = signature.parameters.slice(bound.length);
  const named = parameters.flatMap(ownNames);
  // What no parameter names belongs to the one that takes an object as a whole.
  const others = Object.entries(replaced).filter(
    ([name]) => !named.includes(name)
  );
  let whole = parameters.findIndex(
    ({ kind }, at) => kind === 'name' && parameters.length === 1 && at === 0
  );
  if (whole < 0) {
    whole = parameters.findIndex(
      parameter => parameter.kind === 'object' && parameter.pattern.open
    );
  }
  const made = [...args];
  for (const [index, parameter] of parameters.entries()) {
    place(made, index, parameter, replaced);
    if (index === whole && others.length > 0) {
      made[index] = {
        ...(made[index] as object | undefined),
        ...Object.fromEntries(others)
      };
    }
  }
  return made;
}

/** The flags that a parameter alone decides, as `resolveCall` names them. */
function ownNames(parameter: Parameter, index: number): string[] {
  switch (parameter.kind) {
    case 'name':
      return [parameter.name];
    case 'array':
      return [`arg${index + 1}`];
    case 'rest':
      return parameter.name === undefined ? [] : [parameter.name];
    case 'object':
      return parameter.pattern.properties.map(({ key }) => key);
  }
}

function place(
  args: unknown[],
  index: number,
  parameter: Parameter,
  replaced: Record<string, unknown>
): void {
  const own = ownNames(parameter, index).filter(name =>
    Object.hasOwn(replaced, name)
  );
  if (own.length === 0) {
    return;
  }
  if (parameter.kind === 'object') {
    args[index] = {
      ...(args[index] as object | undefined),
      ...Object.fromEntries(own.map(name => [name, replaced[name]]))
    };
  } else if (parameter.kind === 'rest') {
    args.splice(index, Infinity, ...(replaced[own[0]] as unknown[]));
  } else {
    args[index] = replaced[own[0]];
  }
}

function withoutSignature(
  args: unknown[],
  replaced: Record<string, unknown>
): unknown[] {
  const [first] = args;
  if (args.length === 1 && isPlainObject(first)) {
    return [{ ...first, ...replaced }];
  }
  return args.map((arg, index) =>
    Object.hasOwn(replaced, `arg${index + 1}`)
      ? replaced[`arg${index + 1}`]
      : arg
  );
}
