import type { RunCard } from 'trialbook/format';

/** A small card as the kernel writes it. */
export function card(changes: Partial<RunCard> = {}): RunCard {
  return {
    version: 1,
    run: 'k3f9q2a7b1cd',
    name: 'train',
    home: 'runs',
    status: 'running',
    started: 1000,
    flags: { lr: 0.05, epochs: 20 },
    ...changes
  };
}
