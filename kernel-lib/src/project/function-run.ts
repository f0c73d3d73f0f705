/** An exported function as an operation: called with `run()` in a process of its own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { TrialbookError } from '../errors';
import type { CommandSpec } from './command-run';
import type { FunctionCall, FunctionReport } from './function-process';
import type { Main } from './operation';
import type { Outcome, RunPlacement } from './outcome';
import { scriptCommand } from './script-command';
import { exitCodeOf, watchSignals } from './signals';

export type FunctionSpec = Omit<CommandSpec, 'argv' | 'prepare'> & {
  main: Extract<Main, { kind: 'function' }>;
  source: FunctionCall['source'];
};

/**
 * Runs the function and waits for its end. The process it runs in records it.
 * @throws TrialbookError BAD_PROJECT and BAD_FLAGS
 */
export async function runFunction(
  spec: FunctionSpec,
  placement: RunPlacement
): Promise<Outcome> {
  const { main, flags, defaults = [], facts, about, env, outputScalars } = spec;
  const { home, base, from = base, cwd, label, tags, parent } = placement;
  const module = await scriptCommand(join(base, main.path));
  const call: FunctionCall = {
    module: module.argv.at(-1) ?? '',
    shown: main.path,
    name: main.name,
    flags,
    defaults,
    options: {
      home,
      cwd,
      ...(label !== undefined && { label }),
      ...(tags && { tags }),
      ...(facts && { flags: facts }),
      ...(outputScalars !== undefined && { outputScalars })
    },
    about: { ...about, parent, base, adopt: placement.adopt },
    source: spec.source
  };
  const child = spawn(
    process.execPath,
    ['--enable-source-maps', join(__dirname, 'function-process.js')],
    {
      cwd: base,
      // With --json, standard output is for the result alone.
      stdio: ['inherit', placement.quiet ? 2 : 'inherit', 'inherit', 'ipc'],
      detached: true,
      env: {
        ...process.env,
        ...env,
        TRIALBOOK_HOME: home,
        CMD_DIR: from,
        PROJECT_DIR: base
      }
    }
  );
  const unwatch = watchSignals(child, {
    stopAsked: () => placement.stopAsked?.() === true
  });
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      let report: FunctionReport | undefined;
      child.on('message', message => {
        report = message as FunctionReport;
      });
      child.once('error', reject);
      child.once('exit', (code, signal) => {
        if (report && 'outcome' in report) {
          const { outcome } = report;
          const exitCode =
            outcome.status === 'completed' ? 0 : exitCodeOf(code || 1, signal);
          resolve({ ...outcome, exitCode });
        } else {
          reject(
            new TrialbookError(
              (report?.code ?? 'BAD_PROJECT') as 'BAD_PROJECT',
              report?.message ??
                `The process of ${main.path}#${main.name} ended with ${signal ?? `exit code ${code}`} before the run did.`
            )
          );
        }
      });
      child.send(call);
    });
  } finally {
    unwatch();
    module.remove();
  }
}
