/** A requirement as text again. */
import type { Accelerator, Requirement } from './requirement';
import { DURATION_UNITS, MEMORY_UNITS, quantityText } from './units';

/**
 * The text of alternatives, the same for all that mean the same: `parseRequirement()` of it gives them back. What is between
 * two whole units is rounded up to the next minute or MiB.
 */
export function requirementText(alternatives: readonly Requirement[]): string {
  return alternatives.map(alternativeText).join(' | ');
}

function alternativeText(requirement: Requirement): string {
  const { duration, cores, memory, accelerators } = requirement;
  const parts = [
    ...(duration === undefined ? [] : [`duration=${durationText(duration)}`]),
    ...groups(accelerators).map(
      ({ kind, memory: each, number }) =>
        `${kind}(${each === 0 ? '' : `mem=${memoryText(each)}`})${number > 1 ? `*${number}` : ''}`
    ),
    ...(cores === undefined && memory === undefined
      ? []
      : [
          `cpu(cores=${cores ?? 1}${memory === undefined ? '' : `, mem=${memoryText(memory)}`})`
        ])
  ];
  return parts.join(' & ');
}

/** Bytes, as in `mem=4GiB`. */
export function memoryText(bytes: number): string {
  const whole = Math.ceil(bytes / 2 ** 20);
  return quantityText(bytes, MEMORY_UNITS) ?? `${whole}MiB`;
}

/** Milliseconds, as in `duration=90m`. */
export function durationText(milliseconds: number): string {
  const whole = Math.ceil(milliseconds / 60_000);
  return quantityText(milliseconds, DURATION_UNITS) ?? `${whole}m`;
}

function groups(
  accelerators: readonly Accelerator[]
): (Accelerator & { number: number })[] {
  const found: (Accelerator & { number: number })[] = [];
  for (const each of accelerators) {
    const last = found.at(-1);
    if (last && last.kind === each.kind && last.memory === each.memory) {
      last.number++;
    } else {
      found.push({ ...each, number: 1 });
    }
  }
  return found;
}
