/** A folder with tasks in a module, and scripts with plans in it, each run by a process of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import * as path from 'node:path';
import { newFolder, PACKAGE } from '../run/script';

/**
 * The tasks of most tests. `learn` marks that it was executed in the file `marks`, and fails when `lr` is above 1, unless
 * there is a file `mended`.
 */
export const TASKS = `
import { config, log, meta, path, task } from 'trialbook';
import { z } from 'zod';
import fs from 'node:fs';

export const Model = config('model', { layers: z.number().default(2) });
export const Learn = task(
  'learn',
  {
    model: Model,
    lr: z.number().default(0.1),
    threads: meta(z.number().default(1)),
    weights: path('weights.txt')
  },
  ({ model, lr, weights }) => {
    fs.appendFileSync('../../marks', 'learn ' + model.layers + ' ' + lr + '\\n');
    if (lr > 1 && !fs.existsSync('../../mended')) throw new RangeError('lr is too high');
    fs.writeFileSync(weights, 'weights of ' + model.layers);
    log('loss', lr);
    return { accuracy: model.layers * lr, weights };
  }
);
export const Evaluate = task(
  'evaluate',
  { learned: Learn, accuracy: z.number().default(0), file: path('none') },
  ({ learned, accuracy, file }) => {
    fs.appendFileSync('../../marks', 'evaluate\\n');
    return { ...learned, accuracy, text: fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '' };
  }
);
`;

/** A script under way. */
export interface PlanProcess {
  child: ChildProcess;
  ended: Promise<{ code: number | null; said: unknown[]; stderr: string }>;
}

export class PlanFolder {
  readonly dir = newFolder();
  readonly home = path.join(this.dir, 'runs');

  constructor(tasks = TASKS) {
    const modules = path.join(this.dir, 'node_modules');
    mkdirSync(modules);
    symlinkSync(PACKAGE, path.join(modules, 'trialbook'));
    const zod = path.dirname(require.resolve('zod/package.json'));
    symlinkSync(zod, path.join(modules, 'zod'));
    this.write('tasks.mjs', tasks);
  }

  write(file: string, text: string): void {
    writeFileSync(path.join(this.dir, file), text);
  }

  remove(file: string): void {
    rmSync(path.join(this.dir, file));
  }

  read(file: string): string {
    return readFileSync(path.join(this.dir, file), 'utf8');
  }

  /** What tasks have marked, sorted. */
  marks(): string[] {
    return existsSync(path.join(this.dir, 'marks'))
      ? this.read('marks').trim().split('\n').sort()
      : [];
  }

  /** Starts a script in which `say(value)` tells this process something. */
  start(body: string, ...args: string[]): PlanProcess {
    const file = `plan-${body.length}-${Math.random().toString(36).slice(2)}.mjs`;
    this.write(
      file,
      `import { experiment, outputOf, tag, tags, tagsPath, identityOf, withTags, config, task, TrialbookError } from 'trialbook';
import * as fs from 'node:fs';
import * as tasks from './tasks.mjs';
const { Model, Learn, Evaluate } = tasks;
const say = value => console.log(JSON.stringify(value ?? null));
${body}`
    );
    const child = spawn(process.execPath, [file, ...args], {
      cwd: this.dir,
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'pipe'],
      // One that never ends is a failure, not a test run that never ends.
      timeout: 50_000,
      killSignal: 'SIGKILL'
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', data => (stdout += String(data)));
    child.stderr.on('data', data => (stderr += String(data)));
    const ended = new Promise<{
      code: number | null;
      said: unknown[];
      stderr: string;
    }>(resolve =>
      child.once('close', code =>
        resolve({
          code,
          stderr,
          said: stdout
            .split('\n')
            .filter(line => line !== '')
            .map(line => JSON.parse(line) as unknown)
        })
      )
    );
    return { child, ended };
  }

  /** Runs a script to its end. @returns what it said. */
  async run(body: string, ...args: string[]): Promise<unknown[]> {
    const { code, said, stderr } = await this.start(body, ...args).ended;
    if (code !== 0) {
      throw new Error(`The script ended with ${code}: ${stderr}`);
    }
    return said;
  }
}
