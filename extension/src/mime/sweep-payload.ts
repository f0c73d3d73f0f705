/** The gate for sweep cards, as `payload.ts` for run cards: nothing of a card is believed before it has passed here. */
import { isRunId, type JobCounts, type SweepCard } from 'trialbook/format';
import { CARD_LIMITS, homePath, object, Refusal, text, time } from './payload';

/** A card that passed, or one sentence that says why it did not. */
export type SweepPayloadResult =
  | { ok: true; card: SweepCard }
  | { ok: false; reason: string };

/** Lines that a card may have. */
const MAX_LINES = 20;

/** Checks an output's data and copies what is known of it. Never throws. */
export function readSweepPayload(data: unknown): SweepPayloadResult {
  try {
    return { ok: true, card: card(object(data, 'card')) };
  } catch (reason) {
    return {
      ok: false,
      reason: reason instanceof Refusal ? reason.message : 'It cannot be read.'
    };
  }
}

function card(data: Readonly<Record<string, unknown>>): SweepCard {
  if (data.version !== 1) {
    throw new Refusal('It is of a version that this extension does not know.');
  }
  if (!isRunId(data.batch)) {
    throw new Refusal('"batch" is not an id.');
  }
  return {
    version: 1,
    batch: data.batch,
    name: text(data.name, 'name'),
    ...(data.label !== undefined && { label: text(data.label, 'label') }),
    home: homePath(data.home),
    time: time(data.time, 'time'),
    counts: counts(object(data.counts, 'counts')),
    lines: lines(data.lines)
  };
}

function counts(data: Readonly<Record<string, unknown>>): JobCounts {
  const count = (state: keyof JobCounts) => {
    const value = data[state];
    if (!Number.isSafeInteger(value) || Number(value) < 0) {
      throw new Refusal(`"${state}" is not a count.`);
    }
    return Number(value);
  };
  return {
    pending: count('pending'),
    running: count('running'),
    completed: count('completed'),
    failed: count('failed'),
    terminated: count('terminated')
  };
}

function lines(value: unknown): string[] {
  if (!Array.isArray(value) || value.length > MAX_LINES) {
    throw new Refusal('"lines" is not a short list.');
  }
  return value.map(line => text(line, 'lines').slice(0, CARD_LIMITS.text));
}
