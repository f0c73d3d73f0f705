/** `trialbook run params.yaml`: files of mlrunner as they are, by the tables in which its rules are written down. */
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync
} from 'node:fs';
import * as path from 'node:path';
import { parse } from 'yaml';
import { listRuns } from '../../../src/recorded/catalogue';
import { readRun } from '../../../src/recorded/read-run';
import { newFolder, PACKAGE, readOutput } from '../../run/script';
import { startTrialbook, trialbook } from '../../cli/trialbook';
import { until } from '../jobs';

jest.setTimeout(60_000);

const EXAMPLE = path.join(PACKAGE, '..', 'examples', 'mlrunner');

describe('trialbook run params.yaml', () => {
  let folder: string;

  beforeEach(() => {
    folder = newFolder();
  });

  const inFolder = (...parts: string[]) => path.join(folder, ...parts);

  const write = (text: string, name = 'params.yaml') =>
    writeFileSync(inFolder(name), text);

  const call = (...args: string[]) =>
    trialbook(['run', 'params.yaml', ...args], { cwd: folder });

  const yaml = (...parts: string[]) =>
    parse(readFileSync(inFolder(...parts), 'utf8')) as Record<string, unknown>;

  const logs = (dir: string, command: string) =>
    readdirSync(inFolder(dir)).filter(name =>
      name.startsWith(`log.${command}.`)
    );

  const logText = (dir: string, command: string) =>
    logs(dir, command)
      .map(name => readFileSync(inFolder(dir, name), 'utf8'))
      .join('');

  describe("mlrunner's README example", () => {
    beforeEach(() => cpSync(EXAMPLE, folder, { recursive: true }));

    it('runs 5 tasks with 15 commands on four workers, each task a tracked run', () => {
      const { stdout, status } = call();
      expect(status).toBe(0);
      const lines = stdout.split('\n');
      expect(lines.slice(0, 2)).toEqual([
        'Orphan params: none',
        'Tasks: 5, commands to run: 15'
      ]);
      expect(lines.filter(line => line.startsWith('START'))).toHaveLength(15);
      expect(stdout).toContain(
        'START   gpu: 0, train: 1/ 5, output/Norm_new-Moment_0.1\n'
      );
      expect(stdout).toMatch(
        /\nSTART {3}gpu: \d, avg {2}: 5\/ 5, output\/Norm_batch-EaStop_T\n/
      );
      expect(readdirSync(inFolder('output')).sort()).toEqual([
        'Norm_batch-EaStop_T',
        'Norm_batch-Moment_0.05',
        'Norm_batch-Moment_0.1',
        'Norm_new-Moment_0.05',
        'Norm_new-Moment_0.1',
        'params.yaml'
      ]);
      const runs = listRuns(inFolder('runs'));
      expect(runs).toHaveLength(5);
      const run = runs.find(({ label }) => label === 'Norm_batch-EaStop_T');
      expect(run).toMatchObject({
        name: 'params',
        status: 'completed',
        flags: {
          norm: 'batch',
          'early-stop': true,
          data: 'iwslt14',
          moment: 0.1
        },
        scalars: { loss: { step: 3 } }
      });
      expect(readOutput(run?.dir ?? '').stdout).toContain('BLEU on iwslt14: ');
    });

    it('run again, skips what is finished', () => {
      call();
      const { stdout } = call();
      expect(stdout.match(/^SKIP/gm)).toHaveLength(15);
      expect(stdout).toContain(
        '0 commands finished; of 5 tasks 5 had something to skip, 0 failed.'
      );
      expect(listRuns(inFolder('runs'))).toHaveLength(5);
    });
  });

  describe('the files of a task', () => {
    const ONE =
      'template:\n  go: echo {a} {n}\nresource: [0]\ndefault: {n: 1.0e-5}\n---\n_title: t\na: ["x y"]\n';

    it('param: the parameters, _name, _output, _time and the shell lines', () => {
      write(ONE);
      call();
      const param = yaml('output/A_x y/param');
      expect(param).toMatchObject({
        a: 'x y',
        n: 1e-5,
        _name: 'A_x y',
        _output: 'output/A_x y'
      });
      expect(param._time).toMatch(/^\d{8}\.\d{6}$/);
      const { go } = param._scripts as Record<string, string>;
      expect(go).toMatch(
        /^\(export CUDA_VISIBLE_DEVICES=0; echo 'x y' 1e-05\) > 'output\/A_x y\/log\.go\.\d{8}\.\d{6}' 2>&1$/
      );
    });

    it('param, run again: lines of commands that are not run stay, all else is as it is now', () => {
      write('template: {p: echo p, q: echo q}\nresource: [0]\n---\na: [1]');
      call('-c', 'p');
      call('-c', 'q');
      expect(Object.keys(yaml('output/A_1/param')._scripts as object)).toEqual([
        ...['p', 'q']
      ]);
    });

    it('stat: what became of each command', () => {
      write(
        'template: {p: "true", q: "false", r: "true"}\nresource: [0]\n---\na: [1]'
      );
      expect(call().status).toBe(1);
      expect(yaml('output/A_1/stat')).toEqual({ p: 'finished', q: 'failed' });
    });

    it('log.COMMAND.TIME: the same time for all, a new one each time that it is run', () => {
      write('template: {p: echo p, q: exit 3}\nresource: [0]\n---\na: [1, 2]');
      call();
      const times = ['A_1', 'A_2'].flatMap(dir =>
        ['p', 'q'].flatMap(command =>
          logs(`output/${dir}`, command).map(name => name.slice(6))
        )
      );
      expect(times).toHaveLength(4);
      expect(new Set(times).size).toBe(1);
    });

    it('a copy of the YAML, named after the titles that were chosen', () => {
      write(ONE);
      call();
      call('-t', 't');
      expect(readFileSync(inFolder('output/params.yaml'), 'utf8')).toBe(ONE);
      expect(existsSync(inFolder('output/params.yaml.t'))).toBe(true);
    });

    it('--no-subdir: all in the output folder, with the names of the tasks in those of the logs', () => {
      write(
        'template: {go: "echo {a} {_output}"}\nresource: [0]\n---\na: [1, 2]'
      );
      call('--no-subdir');
      const names = readdirSync(inFolder('output'));
      expect(
        names.filter(name => /^log\.go\.\d+\.\d+\.A_[12]$/.test(name))
      ).toHaveLength(2);
      expect(logText('output', 'go')).toBe('1 output\n2 output\n');
      // Where mlrunner keeps one state for both, and skips the second.
      expect(yaml('output/stat')).toEqual({
        'go.A_1': 'finished',
        'go.A_2': 'finished'
      });
    });
  });

  describe('running', () => {
    it('each worker sees its GPUs; the commands of a task run one after the other on the same one', () => {
      write(
        'template: {p: echo $CUDA_VISIBLE_DEVICES, q: echo $CUDA_VISIBLE_DEVICES}\nresource: ["2,3"]\n---\na: [1, 2]'
      );
      call();
      expect(logText('output/A_1', 'p') + logText('output/A_2', 'q')).toBe(
        '2,3\n2,3\n'
      );
    });

    it('GPUs and log hold for the whole command, not for its first and last part', () => {
      write(
        'template: {go: echo one $CUDA_VISIBLE_DEVICES && echo two >&2; echo three $CUDA_VISIBLE_DEVICES}\nresource: [7]\n---\na: [1]'
      );
      const { stdout } = call();
      expect(logText('output/A_1', 'go')).toBe('one 7\ntwo\nthree 7\n');
      expect(stdout).not.toContain('two');
    });

    it('what failed is made again by the next run, with a new log, and then what comes after it', async () => {
      write(
        'template: {p: echo p, q: "test -e ok", r: echo r}\nresource: [0]\n---\na: [1]'
      );
      const first = call();
      expect(first.status).toBe(1);
      expect(first.stdout).toMatch(/FAIL {4}gpu: 0, q: 1\/ 1, output\/A_1\n/);
      expect(first.stdout).toContain('failed: output/A_1\n');
      expect(listRuns(inFolder('runs'))[0]).toMatchObject({ status: 'failed' });
      const { error } = readRun(listRuns(inFolder('runs'))[0].dir);
      expect(error?.message).toMatch(
        /^The command "q" ended with exit code 1\. Its log is output\/A_1\/log\.q\./
      );
      writeFileSync(inFolder('ok'), '');
      // The time in the names of logs has seconds.
      await new Promise(resolve => setTimeout(resolve, 1100));
      const second = call();
      expect(second.stdout).toMatch(/SKIP {4}gpu: 0, p/);
      expect(second.stdout).toMatch(/START {3}gpu: 0, q[^]*START {3}gpu: 0, r/);
      expect(logs('output/A_1', 'q')).toHaveLength(2);
      expect(yaml('output/A_1/stat')).toEqual({
        p: 'finished',
        q: 'finished',
        r: 'finished'
      });
    });

    it('a command that a crash left as running is made again', () => {
      write('template: {go: echo again}\nresource: [0]\n---\na: [1]');
      mkdirSync(inFolder('output/A_1'), { recursive: true });
      writeFileSync(inFolder('output/A_1/stat'), 'go: running\n');
      expect(call().stdout).toContain('1 command finished');
      expect(yaml('output/A_1/stat')).toEqual({ go: 'finished' });
    });

    it('two runs at once share the folder: what one is at, the other skips', async () => {
      write(
        'template: {go: "touch began; while ! test -e go; do sleep 0.02; done", then: echo then}\nresource: [0]\n---\na: [1]'
      );
      const first = startTrialbook(['run', 'params.yaml'], { cwd: folder });
      await until(() => existsSync(inFolder('began')));
      const second = call();
      expect(second.stdout.match(/^(SKIP|START).*$/gm)).toEqual([
        'SKIP    gpu: 0, go  : 1/ 1, output/A_1'
      ]);
      writeFileSync(inFolder('go'), '');
      expect(await first.ended).toBe(0);
      expect(yaml('output/A_1/stat')).toEqual({
        go: 'finished',
        then: 'finished'
      });
    });

    it('killed, it leaves nothing that blocks: the next run makes it again', async () => {
      write(
        'template: {go: "touch began; while ! test -e go; do sleep 0.02; done"}\nresource: [0]\n---\na: [1]'
      );
      const first = startTrialbook(['run', 'params.yaml'], { cwd: folder });
      await until(() => existsSync(inFolder('began')));
      first.child.kill('SIGKILL');
      await first.ended;
      expect(yaml('output/A_1/stat')).toEqual({ go: 'running' });
      writeFileSync(inFolder('go'), '');
      expect(call().stdout).toContain('1 command finished');
    });

    it('Ctrl-C ends what runs; it counts as failed', async () => {
      write(
        'template: {go: "touch began; sleep 1000", then: echo}\nresource: [0]\n---\na: [1, 2]'
      );
      const running = startTrialbook(['run', 'params.yaml'], { cwd: folder });
      await until(() => existsSync(inFolder('began')));
      running.child.kill('SIGINT');
      expect(await running.ended).toBe(130);
      expect(yaml('output/A_1/stat')).toEqual({ go: 'failed' });
      expect(listRuns(inFolder('runs'))).toMatchObject([
        { status: 'terminated' }
      ]);
    });

    it('--dry-run shows the commands and leaves no trace', () => {
      write('template: {go: "echo {a}"}\nresource: [0]\n---\na: [1, 2]');
      const { stdout, status } = call('--dry-run');
      expect(stdout).toContain('output/A_2\n  go: echo 2\n');
      expect(status).toBe(0);
      expect(readdirSync(folder)).toEqual(['params.yaml']);
    });

    it('-d: the first task in any case, with its output on the screen and in the log', () => {
      write('template: {go: "echo says {a}"}\nresource: [0]\n---\na: [1, 2]');
      call();
      const { stdout } = call('-d');
      expect(stdout).toContain('says 1\n');
      expect(stdout).not.toContain('says 2');
      expect(stdout).toContain('Tasks: 1, commands to run: 1');
    });
  });

  describe('the command line', () => {
    const TWO =
      'template: {p: "echo p {a}", q: "echo q {a}"}\nresource: [0]\n---\n_title: one\na: [1]\n---\n_title: two\n_cmd: [q]\na: [2, 3]';

    it.each([
      [['-o', 'elsewhere'], 'elsewhere/A_1', 4],
      [['-t', 'two'], 'output/A_2', 2],
      [['-t', 'one,two'], 'output/A_1', 4],
      [['-c', 'p'], 'output/A_3', 3],
      [['-c', 'p,q'], 'output/A_3', 6],
      [['-c', 'p', '-c', 'q'], 'output/A_3', 6],
      [['--sample', '1'], 'output/A_1', 3]
    ])('%j', (args, dir, commands) => {
      write(TWO);
      const { stdout, stderr } = call(...args);
      expect(stderr).toBe('');
      expect(stdout).toContain(`commands to run: ${commands}\n`);
      expect(existsSync(inFolder(dir))).toBe(true);
    });

    it('-y names the file, -r the workers, -f runs what is finished', () => {
      write(
        'template: {go: echo $CUDA_VISIBLE_DEVICES}\nresource: [0]\n---\na: [1]',
        'mine.yaml'
      );
      const mine = (...args: string[]) =>
        trialbook(['run', '-y', 'mine.yaml', ...args], { cwd: folder });
      expect(mine('-r', '5').stdout).toContain('START   gpu: 5, go');
      expect(mine().stdout).toContain('SKIP');
      expect(mine('-f').stdout).toContain('START   gpu: 0, go');
      expect(listRuns(inFolder('runs')).map(({ name }) => name)).toEqual([
        ...['mine', 'mine']
      ]);
    });

    it('tells of parameters that no command uses', () => {
      write(
        'template: {go: "echo {a}"}\nresource: [0]\ndefault: {left: 1}\n---\na: [1]\ndummy: [2]'
      );
      expect(call().stdout).toContain('Orphan params: dummy, left\n');
    });

    it.each([
      ['template: {go: x\n', [], /params\.yaml, line \d+, column \d+: /],
      [TWO, ['-c', 'none'], /There is no command "none"/],
      [TWO, ['extra'], /A file of YAML stands alone/],
      [
        'template: {go: "x {b}"}\nresource: [0]\n---\na: [1]',
        [],
        /needs the parameter "b"/
      ]
    ])(
      'refuses nonsense before anything is started: %#',
      (text, args, message) => {
        write(text);
        const { stderr, status } = call(...args);
        expect(stderr).toMatch(message);
        expect(status).not.toBe(0);
        expect(readdirSync(folder)).toEqual(['params.yaml']);
      }
    );

    it('says so when the file is not there', () => {
      expect(call().stderr).toMatch(/params\.yaml cannot be read/);
    });
  });
});
