import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import type { ProcessFacts } from '../format/journal';

let own: ProcessFacts | undefined;

/** Host, pid and start of this process. */
export function ownProcess(): ProcessFacts {
  own ??= processFacts(process.pid);
  return own;
}

/** Host, pid and start of a process of this host. */
export function processFacts(pid: number): ProcessFacts {
  return { host: hostname(), pid, started: processStart(pid) };
}

/**
 * Whether the process is still there; another one that got the same pid is told by its start.
 * @returns undefined when it ran on another host, where only its heartbeat tells.
 */
export function isProcessAlive(facts: ProcessFacts): boolean | undefined {
  if (facts.host !== hostname()) {
    return undefined;
  }
  const started = processStart(facts.pid);
  if (started === undefined) {
    return isPidTaken(facts.pid);
  }
  return facts.started === undefined || facts.started === started;
}

/**
 * An opaque text that two processes with the same pid do not share: on Linux the boot and the clock ticks since it
 * (field 22 of /proc/PID/stat, proc(5)), elsewhere what `ps` says.
 */
function processStart(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      // The name, field 2, may hold spaces and parentheses.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'latin1');
      return `${boot.slice(0, 8)}:${fields[19]}`;
    }
    if (process.platform === 'darwin') {
      const text = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], {
        encoding: 'utf8'
      });
      return text.trim() || undefined;
    }
  } catch {
    // Gone, or no permission to look.
  }
  return undefined;
}

function isPidTaken(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
