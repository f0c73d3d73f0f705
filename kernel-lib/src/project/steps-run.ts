/** An operation of steps: each its own run, one after another, inside the run of the whole. */
import { filterTest } from '../format/filter';
import { shortId } from '../format/layout';
import { readRun } from '../recorded/read-run';
import { plainKernel } from '../run/current-kernel';
import type { ActiveRun } from '../run/active-run';
import { nextCallPlace } from '../run/call-place';
import { startRun } from '../run/start';
import type { CommandSpec } from './command-run';
import type { Step } from './operation';
import { givenFlags, type GivenFlags } from './operation-call';
import { setFlag } from './flag-text';
import type { Outcome, RunPlacement } from './outcome';
import { operationOf } from './project-file';
import { runOperation, type OperationRun } from './run-operation';
import { exitCodeOf } from './signals';
import { fillTemplate } from './template';

/** Exit code of a pipeline whose step ran, but not as expected. */
export const EXPECT_FAILED = 3;

/** Steps inside each other at most: an operation may be a step of its own steps. */
const DEPTH_LIMIT = 10;

let depth = 0;

/** Runs the steps until one does not complete or is not as expected. */
export async function runSteps(
  { project, operation, needed }: OperationRun,
  {
    name,
    flags,
    defaults = [],
    facts,
    about,
    prepare
  }: Omit<CommandSpec, 'argv'>,
  placement: RunPlacement
): Promise<Outcome> {
  const { home, label, tags, parent, base } = placement;
  const { run } = startRun(
    name,
    { args: [], flags, defaults, ...(facts && { facts }) },
    { home, ...(label !== undefined && { label }), ...(tags && { tags }) },
    { ...plainKernel, name: 'steps', version: undefined },
    {
      ...about,
      kind: 'steps',
      parent,
      adopt: placement.adopt,
      base,
      ownSignals: true,
      place: nextCallPlace(plainKernel)
    }
  );
  let heard: NodeJS.Signals | undefined;
  const hear = (signal: NodeJS.Signals) => {
    heard = signal;
  };
  process.on('SIGINT', hear);
  process.on('SIGTERM', hear);
  let exitCode = 1;
  depth++;
  try {
    await prepare?.(run);
    run.setStatus('running');
    if (depth > DEPTH_LIMIT) {
      throw new StepFailed(
        `${name} is a step of its own steps: steps may stand ${DEPTH_LIMIT} deep in each other.`
      );
    }
    const steps = operation.steps ?? [];
    for (const [at, step] of steps.entries()) {
      if (heard !== undefined || run.readStop()) {
        break;
      }
      say(run, `[${at + 1}/${steps.length}] ${step.operation}`);
      const outcome = await runOperation({
        project,
        operation: operationOf(project, step.operation),
        given: flagsOf(step, flags),
        needed: step.needed ?? needed,
        placement: {
          home,
          base,
          from: placement.from,
          quiet: placement.quiet,
          parent: run.facts.id,
          stopAsked: () => run.readStop() || placement.stopAsked?.() === true,
          label: step.label && fillTemplate(step.label, flags),
          tags
        }
      });
      exitCode = outcome.exitCode;
      const word = outcome.needed ? 'is there already' : outcome.status;
      say(run, `  run ${shortId(outcome.run)} ${word}`);
      if (outcome.status !== 'completed') {
        throw new StepFailed(
          `Step ${at + 1}, ${step.operation}, ${outcome.status} (run ${shortId(outcome.run)})${outcome.error ? `: ${outcome.error.message}` : '.'}`
        );
      }
      exitCode = EXPECT_FAILED;
      checkExpected(step, at, outcome);
    }
    exitCode = heard === undefined ? 0 : exitCodeOf(null, heard);
    if (heard === undefined) {
      run.complete(0);
    } else {
      run.terminate(`it was ended by ${heard}`);
    }
  } catch (error) {
    if (heard !== undefined) {
      run.terminate(`it was ended by ${heard}`);
    } else {
      run.fail(error);
    }
  } finally {
    depth--;
    process.off('SIGINT', hear);
    process.off('SIGTERM', hear);
  }
  const { id, dir } = run.facts;
  const { status, error } = run;
  return { run: id, dir, name, status, exitCode, ...(error && { error }) };
}

/** Tells of progress where it does not mix with what the steps print. */
function say(run: ActiveRun, line: string): void {
  run.output('stdout', `${line}\n`);
  process.stderr.write(`${line}\n`);
}

/** The step's own flags, with those of the whole put in. */
function flagsOf(step: Step, flags: Record<string, unknown>): GivenFlags {
  const given = givenFlags(
    step.assignments.map(text => fillTemplate(text, flags))
  );
  for (const [name, value] of Object.entries(step.flags)) {
    const whole = /^\$\{([^{}]+)\}$/.exec(String(value))?.[1].trim();
    setFlag(
      given,
      name,
      whole !== undefined && Object.hasOwn(flags, whole)
        ? { value: flags[whole] }
        : typeof value === 'string'
          ? { text: fillTemplate(value, flags) }
          : { value }
    );
  }
  return given;
}

/** @throws StepFailed that names what does not hold, and the scalars as they are. */
function checkExpected(step: Step, at: number, outcome: Outcome): void {
  if (step.expect.length === 0) {
    return;
  }
  const recorded = readRun(outcome.dir);
  const { error } = recorded;
  const subject = {
    ...recorded,
    created: recorded.created ?? 0,
    error: error && `${error.name}: ${error.message}`
  };
  const failed = step.expect.filter(text => !filterTest(text)(subject));
  if (failed.length > 0) {
    const scalars = Object.entries(recorded.scalars)
      .map(([tag, { last }]) => `${tag} = ${last}`)
      .join(', ');
    throw new StepFailed(
      `Step ${at + 1}, ${step.operation}, is not as expected: ${failed.join('; ')} does not hold (run ${shortId(outcome.run)}: ${scalars || 'no scalars'}).`
    );
  }
}

/** A step that did not complete, or whose run is not as it has to be. */
class StepFailed extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StepFailed';
    delete this.stack;
  }
}
