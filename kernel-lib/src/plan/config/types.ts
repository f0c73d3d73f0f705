/** The types that follow from what a config declares. */
import type { Tagged } from '../tags/tag';
import type { ConfigType, ParamSchema, Role, RoleField, Shape } from './field';
import type { Output } from './output';

declare const SHAPE: unique symbol;
declare const RESULT: unique symbol;

/** A config of a type: its parameters are its properties. */
export type Config<S extends Shape = Shape> = Values<S> & {
  readonly [SHAPE]: S;
};

/** A task with its parameters: it stands for its result wherever one is wanted. */
export type TaskCall<S extends Shape = Shape, R = unknown> = Config<S> & {
  readonly [RESULT]: R;
};

/** Of a task with any parameters. */
export interface Gives<R> {
  readonly [RESULT]: R;
}

/** What a parameter may be given: the value, a tagged one, or the output of a task that gives it. */
export type Given<F> =
  F extends ParamSchema<infer In, infer Out>
    ? OrOutput<In, Out> | Tagged<OrOutput<In, Out>>
    : F extends RoleField<'constant', unknown, unknown>
      ? undefined
      : F extends RoleField<Role, infer In, infer Out>
        ? OrOutput<In, Out> | Tagged<OrOutput<In, Out>>
        : F extends { is(value: unknown): value is infer V }
          ? V extends Gives<infer R>
            ? V | Output<R> | Tagged<V>
            : V extends { readonly [SHAPE]: infer S extends Shape }
              ? V | Tagged<V> | (GivenValues<S> & object)
              : never
          : never;

/** Outputs may also stand for the items of a list. */
export type OrOutput<In, Out> =
  | In
  | Output<Out>
  | Gives<Out>
  | (In extends readonly (infer Item)[]
      ? readonly (Item | Output<Item> | Gives<Item>)[]
      : never);

/** Names of the parameters that need not be given. */
export type OptionalNames<S extends Shape> = {
  [K in keyof S]: S[K] extends ConfigType
    ? never
    : S[K] extends { readonly _input: infer In }
      ? undefined extends In
        ? K
        : never
      : never;
}[keyof S];

/** What a config is made from. */
export type GivenValues<S extends Shape> = {
  [K in Exclude<keyof S, OptionalNames<S>>]: Given<S[K]>;
} & { [K in OptionalNames<S>]?: Given<S[K]> };

/** The parameters of a config, parsed. */
export type Values<S extends Shape> = {
  [K in keyof S]: S[K] extends { readonly _output: infer Out }
    ? Out
    : S[K] extends { is(value: unknown): value is infer V }
      ? V
      : never;
};

/** The parameters as the function of a task gets them: outputs of tasks are there. */
export type RunValues<S extends Shape> = {
  readonly [K in keyof S]: S[K] extends { readonly _output: infer Out }
    ? Out
    : S[K] extends { is(value: unknown): value is infer V }
      ? V extends Gives<infer R>
        ? R
        : V extends { readonly [SHAPE]: infer Inner extends Shape }
          ? RunValues<Inner>
          : never
      : never;
};
