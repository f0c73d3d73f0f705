/** Runs a script that uses the built package in a process of its own, as a user would. */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  mkdtempSync,
  readFileSync,
  realpathSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { ScalarTable, type OutputChunk } from '../../src/format';

export const PACKAGE = path.resolve(__dirname, '..', '..');

/** A new empty folder. */
export function newFolder(): string {
  return realpathSync(mkdtempSync(path.join(tmpdir(), 'trialbook-run-')));
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** A script under way. */
export interface Script {
  child: ChildProcess;
  /** Resolved when standard output holds `text`. */
  printed(text: string): Promise<void>;
  ended: Promise<Ended>;
  stdout(): string;
}

/** Starts a script with `run`, `log`, `fs` and so on in scope; its code may await. */
export function startScript(
  folder: string,
  code: string,
  env: Record<string, string> = {}
): Script {
  const file = path.join(folder, 'script.cjs');
  writeFileSync(
    file,
    `const { run, log, logImage, logText, logHistogram, logTable, currentRun, readRun, latestRun, RunStopped, TrialbookError } = require(${JSON.stringify(PACKAGE)});
     const fs = require('node:fs'), path = require('node:path'), childProcess = require('node:child_process');
     (async () => { ${code} })();`
  );
  const child = spawn(process.execPath, [file], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  });
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  let stdout = '';
  let stderr = '';
  let wake: (() => void)[] = [];
  const tell = () => {
    const waiting = wake;
    wake = [];
    waiting.forEach(resolve => resolve());
  };
  child.stdout.on('data', data => {
    stdout += String(data);
    tell();
  });
  child.stderr.on('data', data => (stderr += String(data)));
  let over = false;
  const ended = new Promise<Ended>(resolve =>
    child.once('close', (code, signal) => {
      over = true;
      tell();
      resolve({ code, signal, stdout, stderr });
    })
  );
  return {
    child,
    ended,
    stdout: () => stdout,
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

/** Runs a script to its end. @returns what it passed to `console.log`, parsed line by line where it is JSON */
export async function runScript(
  code: string,
  {
    folder = newFolder(),
    env = {}
  }: { folder?: string; env?: Record<string, string> } = {}
) {
  const ended = await startScript(folder, code, env).ended;
  return { ...ended, folder };
}

/** The entries of a JSONL file. */
export function readLines<T>(file: string): T[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as T);
}

/** What a run printed, by stream. */
export function readOutput(runDir: string): { stdout: string; stderr: string } {
  const chunks = readLines<OutputChunk>(
    path.join(runDir, 'trialbook', 'output.jsonl')
  );
  const text = (stream: string) =>
    chunks
      .filter(chunk => chunk.stream === stream)
      .map(chunk => chunk.text)
      .join('');
  return { stdout: text('stdout'), stderr: text('stderr') };
}

/** Points of a run by tag, as `[step, value]`. */
export function readPoints(file: string): Record<string, [number, number][]> {
  const table = new ScalarTable();
  table.append(readFileSync(file));
  expect(table.problems).toEqual([]);
  return Object.fromEntries(
    [...table.series].map(([tag, { steps, values }]) => [
      tag,
      Array.from(steps, (step, index): [number, number] => [
        step,
        values[index]
      ])
    ])
  );
}
