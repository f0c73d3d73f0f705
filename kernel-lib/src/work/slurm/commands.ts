/** Slurm's commands. */
import { spawn } from 'node:child_process';

/** Milliseconds that a command may take; `sbatch` itself tries again for a while when there are too many jobs. */
const LIMIT = 120_000;

/** Bytes that are read of what a command says. */
const SAID = 64 * 1024 * 1024;

/** What came of a command. */
export interface Said {
  ok: boolean;
  stdout: string;
  /** What went wrong, a line or more. */
  stderr: string;
  /** Whether the same may succeed later: Slurm could not be asked, or has too many jobs. */
  isTemporary: boolean;
}

/**
 * What commands say when the controller is away or busy, and not of what they were asked. It is judged by words, since all
 * errors have the same exit code.
 */
const TEMPORARY =
  /unable to contact|unable to connect|timed out|connection refused|connection reset|zero bytes|temporarily|standby|transport endpoint|communication connection|no route to host|munge|maxsubmit|maxjobs|send\/recv|protocol authentication/i;

/** Whether a command that has said so may succeed later. */
export function isTemporary(stderr: string): boolean {
  return TEMPORARY.test(stderr);
}

/** Runs a command. Never rejects. @param input what it reads on standard input. */
export function slurm(
  command: string,
  args: readonly string[],
  input = ''
): Promise<Said> {
  return new Promise(done => {
    const child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: LIMIT,
      env: cleanEnvironment()
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout = (stdout + text).slice(0, SAID);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-4000);
    });
    child.once('error', error => {
      const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
      done({
        ok: false,
        stdout,
        stderr: isMissing
          ? `${command} was not found: start Trialbook where Slurm's commands are on the PATH.`
          : error.message,
        isTemporary: !isMissing
      });
    });
    child.once('close', (code, signal) =>
      done({
        ok: code === 0,
        stdout,
        stderr: stderr.trim(),
        isTemporary: signal !== null || isTemporary(stderr)
      })
    );
    // It may end before it has read.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Without what a job around this process would have its own jobs inherit. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) =>
        name === 'SLURM_CONF' || !/^(SLURM|SBATCH|SQUEUE|SACCT)_/.test(name)
    )
  );
}
