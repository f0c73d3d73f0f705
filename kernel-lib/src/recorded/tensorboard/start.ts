/** Starts the real TensorBoard over recorded runs, and shows it the runs that come while it runs. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TrialbookError } from '../../errors';
import type { ListedRun } from '../catalogue';
import { findTensorBoard } from './find';
import { LogDir } from './logdir';

/** How TensorBoard is started. All of it is optional. */
export interface TensorBoardOptions {
  /** Path of the program. @default the active environment's, or the first on the PATH */
  program?: string;
  /** Port on 127.0.0.1; 0 takes a free one. @default 0 */
  port?: number;
  /** Seconds between two looks for new runs and points. @default 5 */
  interval?: number;
  /** Ends it, also before it says where it is. */
  signal?: AbortSignal;
  /** Arguments that are passed on. */
  args?: readonly string[];
}

/** A TensorBoard that runs. */
export interface StartedTensorBoard {
  /** Where it is, such as `http://127.0.0.1:6006/`. */
  url: string;
  /** Names under which it shows the runs, by id; more may come. */
  names: ReadonlyMap<string, string>;
  /** Resolved with its exit code when it has ended, its folder gone. */
  ended: Promise<number>;
  /** Ends it. */
  stop(): Promise<number>;
}

/** How it says where it is. */
const ADDRESS = /(http:\/\/127\.0\.0\.1:\d+\/)/;

/** Bytes kept of what it says. */
const SAID_LIMIT = 8000;

/**
 * Starts TensorBoard on 127.0.0.1.
 * @param runs gives the runs to show each time it is called: newly recorded ones appear by themselves.
 * @throws TrialbookError TENSORBOARD when it is not there or does not start; BAD_OPTION for an argument that would show the
 * runs to other machines.
 */
export async function startTensorBoard(
  runs: () => readonly ListedRun[],
  options: TensorBoardOptions = {}
): Promise<StartedTensorBoard> {
  checkArguments(options.args ?? []);
  const program = findTensorBoard(options.program);
  const seconds = options.interval ?? 5;
  const dir = mkdtempSync(join(tmpdir(), 'trialbook-tensorboard-'));
  const logdir = new LogDir(dir);
  logdir.add(runs());
  const child = spawn(
    program,
    [
      ...['--logdir', dir, '--host', '127.0.0.1'],
      ...['--port', String(options.port ?? 0)],
      ...['--reload_interval', String(seconds)],
      ...(options.args ?? [])
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] }
  );
  const timer = setInterval(() => follow(logdir, runs), seconds * 1000);
  timer.unref();
  const ended = new Promise<number>(resolve =>
    child.once('close', code => {
      clearInterval(timer);
      rmSync(dir, { recursive: true, force: true });
      resolve(code ?? 1);
    })
  );
  const stop = () => {
    child.kill('SIGTERM');
    return ended;
  };
  options.signal?.addEventListener('abort', () => void stop(), { once: true });
  const url = await addressOf(child, program);
  return {
    url,
    names: logdir.names,
    ended,
    stop
  };
}

/** TensorBoard asks nobody who they are, so it is for this machine only. */
function checkArguments(args: readonly string[]): void {
  const open = args.find(arg => /^--(host|bind_all)\b/.test(arg));
  if (open !== undefined) {
    throw new TrialbookError(
      'BAD_OPTION',
      `${open} would show the runs to other machines: TensorBoard is started on 127.0.0.1 only. Reach it through a tunnel, such as ssh -L.`
    );
  }
}

/** A home that is moved or replaced meanwhile must not end what is shown. */
function follow(logdir: LogDir, runs: () => readonly ListedRun[]): void {
  try {
    logdir.add(runs());
  } catch {
    // Seen again at the next look.
  }
}

/** @throws TrialbookError TENSORBOARD */
function addressOf(child: ChildProcess, program: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const fail = (why: string) =>
      reject(
        new TrialbookError('TENSORBOARD', `${program} did not start: ${why}`)
      );
    child.once('error', error => fail(error.message));
    child.once('close', code =>
      fail(`it ended with ${code}.${said === '' ? '' : ` It said:\n${said}`}`)
    );
    child.stderr?.setEncoding('utf8');
    child.stderr?.on('data', (text: string) => {
      said = (said + text).slice(-SAID_LIMIT);
      const address = ADDRESS.exec(said);
      if (address) {
        resolve(address[1]);
      }
    });
  });
}
