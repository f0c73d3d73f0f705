import { spawn } from 'node:child_process';
import { environment, root } from './places.mjs';

/**
 * Runs a program to its end; its output is shown only when it fails, or always with `show`.
 * @returns its standard output. @throws with the command and the end of its output.
 */
export function runCommand(
  command,
  args,
  { cwd = root, env = {}, show = false, input } = {}
) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: environment(env),
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      shell: process.platform === 'win32'
    });
    let stdout = '';
    let all = '';
    child.stdout.on('data', data => {
      stdout += data;
      all += data;
      if (show) process.stdout.write(data);
    });
    child.stderr.on('data', data => {
      all += data;
      if (show) process.stderr.write(data);
    });
    child.stdin?.end(input);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) {
        resolve(stdout);
      } else {
        const tail = show ? '' : `\n${all.slice(-6000)}`;
        reject(
          new Error(
            `${command} ${args.join(' ')} ended with ${signal ?? code}.${tail}`
          )
        );
      }
    });
  });
}
