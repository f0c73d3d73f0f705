/** A call whose flags are as its rules or its schema want them. */
import { TrialbookError } from '../../errors';
import {
  flagViolations,
  violationText,
  type FlagViolation
} from '../../format/flag-rules';
import type { FlagFacts } from '../../format/journal';
import type { AnyFunction } from './closure';
import { knownFlags } from './record';
import {
  functionName,
  resolveCall,
  takesFlag,
  type ResolvedCall
} from './resolve';
import { factsOfRules, type FlagRules } from './rules';
import { factsOfSchema, isSchema, parseFlags, type FlagSchema } from './schema';

/** A call with what is said of its flags. */
export interface CheckedCall extends ResolvedCall {
  facts?: Record<string, FlagFacts>;
}

/**
 * As `resolveCall`, with the flags checked. Of a schema, the defaults and conversions are applied before; its defaults
 * come before those of the function.
 * @throws TrialbookError BAD_FLAGS that lists everything that is wrong.
 */
export function resolveChecked(
  fn: AnyFunction,
  params: unknown,
  wanted: FlagRules | FlagSchema | undefined
): CheckedCall {
  if (wanted === undefined) {
    return resolveCall(fn, params);
  }
  return isSchema(wanted)
    ? bySchema(fn, params, wanted)
    : byRules(fn, params, wanted);
}

/**
 * Checks flags that did not come from the call itself.
 * @throws TrialbookError BAD_FLAGS that lists everything that is wrong.
 */
export function checkFlags(
  fn: AnyFunction,
  flags: Record<string, unknown>,
  wanted: FlagRules | FlagSchema | undefined
): void {
  if (wanted === undefined) {
    return;
  }
  const known = knownFlags(flags);
  if (!isSchema(wanted)) {
    throwIfAny(fn, flagViolations(known, wanted));
    return;
  }
  const parsed = parse(wanted, known);
  throwIfAny(fn, 'violations' in parsed ? parsed.violations : []);
}

function byRules(
  fn: AnyFunction,
  params: unknown,
  rules: FlagRules
): CheckedCall {
  const call = resolveCall(fn, params);
  const unknown = Object.keys(rules).filter(
    flag => !Object.hasOwn(call.flags, flag) && !takesFlag(fn, flag)
  );
  throwIfAny(fn, [
    ...unknown.map(flag => ({
      flag,
      allowed: 'has rules, but is no flag of the function'
    })),
    ...flagViolations(knownFlags(call.flags), without(rules, unknown))
  ]);
  return { ...call, facts: factsOfRules(rules) };
}

function without(rules: FlagRules, names: string[]): FlagRules {
  return Object.fromEntries(
    Object.entries(rules).filter(([flag]) => !names.includes(flag))
  );
}

function bySchema(
  fn: AnyFunction,
  params: unknown,
  schema: FlagSchema
): CheckedCall {
  const given = byName(fn, params);
  let parsed = parse(schema, given);
  const filled = new Set<string>();
  if ('violations' in parsed) {
    // What the schema misses may be a default of the function.
    const missing = parsed.violations
      .filter(({ value }) => value === undefined)
      .map(({ flag }) => flag.split('.')[0]);
    const { flags, defaults } = resolveCall(fn, params);
    const own = knownFlags(flags);
    for (const flag of defaults) {
      if (missing.includes(flag) && own[flag] !== undefined) {
        filled.add(flag);
      }
    }
    if (filled.size > 0) {
      const more = [...filled].map(flag => [flag, own[flag]] as const);
      parsed = parse(schema, { ...Object.fromEntries(more), ...given });
    }
  }
  if ('violations' in parsed) {
    throwIfAny(fn, parsed.violations);
    throw new TrialbookError(
      'BAD_FLAGS',
      `${functionName(fn)}: the flags do not fit the schema.`
    );
  }
  const call = resolveCall(fn, parsed.flags);
  const defaults = Object.keys(call.flags).filter(
    flag =>
      call.defaults.includes(flag) ||
      filled.has(flag) ||
      (given[flag] === undefined && call.flags[flag] !== undefined)
  );
  return { ...call, defaults, facts: factsOfSchema(schema) };
}

/** What was given, by name: a schema knows no positions. */
function byName(fn: AnyFunction, params: unknown): Record<string, unknown> {
  if (params === undefined || params === null) {
    return {};
  }
  if (!Array.isArray(params)) {
    return typeof params === 'object' ? { ...params } : {};
  }
  const { flags, defaults } = resolveCall(fn, params);
  return Object.fromEntries(
    Object.entries(flags).filter(([name]) => !defaults.includes(name))
  );
}

function parse(schema: FlagSchema, flags: Record<string, unknown>) {
  try {
    return parseFlags(schema, flags);
  } catch (cause) {
    throw new TrialbookError(
      'BAD_OPTION',
      `The schema of the option \`flags\` failed: ${cause instanceof Error ? cause.message : String(cause)}. Schemas that have to be awaited cannot be used here.`,
      { cause }
    );
  }
}

function throwIfAny(fn: AnyFunction, violations: FlagViolation[]): void {
  if (violations.length > 0) {
    const lines = violations.map(violation => violationText(violation));
    throw new TrialbookError(
      'BAD_FLAGS',
      lines.length === 1
        ? `${functionName(fn)}: the flag ${lines[0]}.`
        : `${functionName(fn)}: ${lines.length} flags are not as they have to be:\n${lines.map(line => `  ${line}`).join('\n')}`
    );
  }
}
