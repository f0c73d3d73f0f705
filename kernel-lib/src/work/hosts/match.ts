/** Whether a launcher has what a job asks for. */
import type { Accelerator, Requirement } from '../../plan/requirements';

/**
 * GPUs are paired largest to largest. What either side does not say does not matter, but for GPUs: none are there unless said.
 * @param has what a job may ask for; undefined: anything.
 * @param least what it has to ask for at least.
 */
export function isMet(
  asked: Requirement,
  has: Requirement | undefined,
  least?: Requirement
): boolean {
  return (
    (!has ||
      (isAtMost(asked.duration, has.duration) &&
        isAtMost(asked.cores, has.cores) &&
        isAtMost(mainMemory(asked, has), has.memory) &&
        asked.accelerators.length <= has.accelerators.length &&
        asked.accelerators.every((each, at) =>
          fits(each, has.accelerators[at])
        ))) &&
    (!least || isWorthIt(asked, least))
  );
}

function isAtMost(asked: number | undefined, has: number | undefined) {
  return asked === undefined || has === undefined || asked <= has;
}

function fits(asked: Accelerator, has: Accelerator): boolean {
  return (
    (asked.kind === 'gpu' || asked.kind === has.kind) &&
    asked.memory <= has.memory
  );
}

/** GPUs of Apple have no memory but the main one. */
function mainMemory(asked: Requirement, has: Requirement): number | undefined {
  const isShared = has.accelerators.some(({ kind }) => kind === 'mps');
  const own = isShared
    ? asked.accelerators.reduce((sum, { memory }) => sum + memory, 0)
    : 0;
  return own === 0 ? asked.memory : own + (asked.memory ?? 0);
}

function isWorthIt(asked: Requirement, least: Requirement): boolean {
  return (
    (asked.duration ?? Infinity) >= (least.duration ?? 0) &&
    (asked.cores ?? 1) >= (least.cores ?? 0) &&
    (asked.memory ?? 0) >= (least.memory ?? 0) &&
    asked.accelerators.length >= least.accelerators.length &&
    least.accelerators.every(
      (each, at) => asked.accelerators[at].memory >= each.memory
    )
  );
}
