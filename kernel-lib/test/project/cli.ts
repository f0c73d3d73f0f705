/** Runs the command line in folders of its own, as people do. */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { readRunFolder, runFolders } from '../kernel/recorded-run';

export const PROGRAM = path.resolve(__dirname, '../../bin/trialbook.cjs');

const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});

/** A new folder that holds these files; it is removed after the tests of the file. */
export function projectWith(files: Record<string, string> = {}): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'trialbook-p-')));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** A command line under way. */
export interface Started {
  child: ChildProcess;
  ended: Promise<Ended>;
  /** Resolved when standard output holds `text`. */
  printed(text: string): Promise<void>;
}

/** Starts `trialbook ARGS`. */
export function start(
  folder: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {}
): Started {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd: folder,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: folder, ...env }
  });
  child.stdin.end('typed\n');
  let stdout = '';
  let stderr = '';
  let over = false;
  let wake: (() => void)[] = [];
  const tell = () => {
    const waiting = wake;
    wake = [];
    waiting.forEach(resolve => resolve());
  };
  child.stdout.on('data', chunk => {
    stdout += String(chunk);
    tell();
  });
  child.stderr.on('data', chunk => (stderr += String(chunk)));
  const ended = new Promise<Ended>(resolve =>
    child.once('close', code => {
      over = true;
      tell();
      resolve({ code, stdout, stderr });
    })
  );
  return {
    child,
    ended,
    async printed(text) {
      while (!stdout.includes(text)) {
        if (over) {
          throw new Error(`ended without "${text}":\n${stdout}\n${stderr}`);
        }
        await new Promise<void>(resolve => wake.push(resolve));
      }
    }
  };
}

/** Runs `trialbook ARGS` to its end. */
export function trialbook(
  folder: string,
  args: readonly string[],
  env?: NodeJS.ProcessEnv
): Promise<Ended> {
  return start(folder, args, env).ended;
}

/** The runs of the project's home, the newest last. */
export function runsOf(folder: string, home = 'runs') {
  return runFolders(path.join(folder, home)).map(readRunFolder);
}

/** Names of the files that a run's folder holds, without what Trialbook wrote. */
export function filesOf(dir: string): string[] {
  return readdirSync(dir).filter(
    name => name !== 'trialbook' && !name.includes('tfevents')
  );
}
