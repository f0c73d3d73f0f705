/** The command line as users have it: a process of its own, in a folder with real runs. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import * as path from 'node:path';
import { newFolder, PACKAGE, runScript } from '../run/script';

export const PROGRAM = path.join(PACKAGE, 'bin', 'trialbook.cjs');

export interface CallOptions {
  cwd?: string;
  env?: Record<string, string>;
  input?: string;
}

/** Runs a command to its end. */
export function trialbook(
  args: string[],
  { cwd, env = {}, input = '' }: CallOptions = {}
) {
  return spawnSync(process.execPath, [PROGRAM, ...args], {
    encoding: 'utf8',
    cwd,
    input,
    env: { PATH: process.env.PATH, ...env }
  });
}

/** What a command prints with `--json`; an error too. */
export function trialbookJson<T>(args: string[], options?: CallOptions): T {
  const { stdout, stderr } = trialbook([...args, '--json'], options);
  expect(stderr).toBe('');
  return JSON.parse(stdout) as T;
}

/** A command under way. */
export interface Started {
  child: ChildProcess;
  stdout(): string;
  stderr(): string;
  /** Resolved when standard output holds what is asked for. */
  printed(text: string | RegExp): Promise<void>;
  ended: Promise<number | null>;
}

/** Starts a command that goes on until it is told to end. */
export function startTrialbook(
  args: string[],
  { cwd, env = {} }: CallOptions = {}
): Started {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  let stdout = '';
  let stderr = '';
  let over = false;
  const waiting = new Set<() => void>();
  const tell = () => waiting.forEach(wake => wake());
  child.stdout.on('data', data => {
    stdout += String(data);
    tell();
  });
  child.stderr.on('data', data => (stderr += String(data)));
  const ended = new Promise<number | null>(resolve =>
    child.once('close', code => {
      over = true;
      tell();
      resolve(code);
    })
  );
  return {
    child,
    stdout: () => stdout,
    stderr: () => stderr,
    ended,
    async printed(text) {
      const found = () =>
        typeof text === 'string' ? stdout.includes(text) : text.test(stdout);
      while (!found()) {
        if (over) {
          throw new Error(`ended without ${String(text)}:\n${stdout}${stderr}`);
        }
        await new Promise<void>(resolve => {
          const wake = () => {
            waiting.delete(wake);
            resolve();
          };
          waiting.add(wake);
        });
      }
    }
  };
}

/** A folder with a home `runs` in it. */
export interface Recorded {
  folder: string;
  home: string;
  /** Ids, the oldest first. */
  ids: string[];
}

/** Records a run of `train` for each of the flags, by the library itself. */
export async function recordRuns(
  flags: object[] = [{}],
  train = `function train({ lr = 0.1, steps = 5 } = {}) {
    for (let step = 0; step < steps; step++) {
      log({ loss: 1 / (1 + lr * step), accuracy: lr * step }, step);
    }
    console.log('lr is', lr);
    console.error('a warning');
    fs.writeFileSync('model.json', JSON.stringify({ lr }));
    return lr * steps;
  }`,
  folder = newFolder()
): Promise<Recorded> {
  const home = path.join(folder, 'runs');
  const { stdout, stderr } = await runScript(
    `${train}
    const ids = [];
    for (const flags of ${JSON.stringify(flags)}) {
      const r = await run(train, flags, { home: ${JSON.stringify(home)}, display: false }).catch(error => undefined);
      ids.push((r ?? latestRun(${JSON.stringify(home)})).id);
    }
    console.log('\\nids ' + JSON.stringify(ids));`,
    { folder }
  );
  const ids = /^ids (.*)$/m.exec(stdout)?.[1];
  if (ids === undefined) {
    throw new Error(`the runs were not recorded:\n${stdout}${stderr}`);
  }
  return { folder, home, ids: JSON.parse(ids) as string[] };
}
