/** Other programs, asked from the facts thread. One that is missing, fails or takes too long has no answer. */
import { execFile, spawn } from 'node:child_process';

/** Milliseconds after which a program is given up. */
const PATIENCE = 2000;

/** Bytes of an answer that is taken whole. */
const ANSWER_LIMIT = 16 * 1024 * 1024;

/** What a program printed; `undefined` when it is missing, failed, or took too long. */
export function output(
  command: string,
  args: readonly string[],
  env?: NodeJS.ProcessEnv
): Promise<string | undefined> {
  return new Promise(resolve => {
    execFile(
      command,
      args,
      {
        env,
        timeout: PATIENCE,
        maxBuffer: ANSWER_LIMIT,
        windowsHide: true
      },
      (error, stdout) => resolve(error ? undefined : stdout)
    );
  });
}

/** The beginning of what a program printed. */
export interface Beginning {
  bytes: Buffer;
  /** True when it went on. */
  cut: boolean;
}

/** As `output`, for what may be long: the program is ended once it has printed more than `limit` bytes. */
export function beginningOfOutput(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  limit: number
): Promise<Beginning | undefined> {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      env,
      timeout: PATIENCE,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'ignore']
    });
    const chunks: Buffer[] = [];
    let size = 0;
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > limit) {
        child.kill();
      }
    });
    child.on('error', () => resolve(undefined));
    child.on('close', code => {
      const cut = size > limit;
      const bytes = Buffer.concat(chunks).subarray(0, limit);
      resolve(code === 0 || cut ? { bytes, cut } : undefined);
    });
  });
}
