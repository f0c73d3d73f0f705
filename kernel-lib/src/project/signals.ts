/** Signals on their way to the process group of a run, and its end when it is asked to stop. */
import { constants } from 'node:os';
import type { ChildProcess } from 'node:child_process';

/** What is handed on. */
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Milliseconds between two looks for the stop signal. */
const STOP_CHECK = 100;

/** Milliseconds from SIGTERM to SIGKILL. */
export const STOP_GRACE = 10_000;

export interface SignalOptions {
  /** Whether the run was asked to stop. */
  stopAsked(): boolean;
  /** Milliseconds from SIGTERM to SIGKILL after a stop. */
  grace?: number;
  /** Called for the first signal that came to this process. */
  interrupted?(signal: NodeJS.Signals): void;
}

/**
 * Hands signals on to the process group of `child`, which has to be its leader. A second SIGINT kills; so does a stop
 * that is not followed in time.
 * @returns ends the watch.
 */
export function watchSignals(
  child: ChildProcess,
  { stopAsked, grace = STOP_GRACE, interrupted }: SignalOptions
): () => void {
  let interrupts = 0;
  let killer: NodeJS.Timeout | undefined;
  const forward = (signal: NodeJS.Signals) => {
    interrupted?.(signal);
    interrupts += signal === 'SIGINT' ? 1 : 0;
    signalGroup(child, interrupts > 1 ? 'SIGKILL' : signal);
  };
  const watch = setInterval(() => {
    if (killer === undefined && stopAsked()) {
      signalGroup(child, 'SIGTERM');
      killer = setTimeout(() => signalGroup(child, 'SIGKILL'), grace);
    }
  }, STOP_CHECK);
  for (const signal of FORWARDED) {
    process.on(signal, forward);
  }
  return () => {
    clearInterval(watch);
    clearTimeout(killer);
    for (const signal of FORWARDED) {
      process.off(signal, forward);
    }
  };
}

/** Sends a signal to a process and all that it started. Never throws: it may be gone. */
export function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

/** The exit code that a shell gives a program which a signal ended. */
export function exitCodeOf(
  code: number | null,
  signal: NodeJS.Signals | null
): number {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}
