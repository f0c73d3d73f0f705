import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';

const PROGRAM = path.resolve(__dirname, '../../bin/trialbook.cjs');

describe('trialbook check-output', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'trialbook-check-'));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const check = (args: string[], input = '') =>
    spawnSync(process.execPath, [PROGRAM, 'check-output', ...args], {
      encoding: 'utf8',
      input,
      env: { PATH: process.env.PATH, HOME: folder }
    });

  it('shows line, tag, value and step of what a file would give', () => {
    const file = path.join(folder, 'out.txt');
    writeFileSync(file, 'started\nloss: 0.5 (step 3)\nacc: nan\ndone');
    const { stdout, status } = check([file]);
    expect(status).toBe(0);
    expect(stdout).toBe(
      [
        'LINE  TAG   VALUE  STEP',
        '   2  loss    0.5     3',
        '   3  acc     NaN     3',
        ''
      ].join('\n')
    );
  });

  it('reads what is piped into it, and prints JSON', () => {
    const { stdout } = check(['-', '--json'], 'lr: 1\r\nloss: inf\r\n');
    expect(JSON.parse(stdout)).toEqual({
      lines: 2,
      scalars: [
        { line: 1, tag: 'lr', value: 1, step: 0 },
        { line: 2, tag: 'loss', value: 'Infinity', step: 0 }
      ]
    });
  });

  it('takes patterns of one’s own, and names of flags', () => {
    const own = check(
      [
        '-',
        '--json',
        '--pattern',
        'e(?<step>\\step)',
        '--pattern',
        '(\\key)=(\\value)'
      ],
      'e4 loss=1'
    );
    expect(JSON.parse(own.stdout)).toMatchObject({
      scalars: [{ tag: 'loss', value: 1, step: 4 }]
    });
    expect(check(['-', '--flag', 'lr'], 'lr: 1').stdout).toBe(
      'No scalars in 1 lines.\n'
    );
  });

  it('shows escapes of others instead of sending them', () => {
    const { stdout } = check(['-'], 'a\u0007\u009bb: 1\n');
    expect(stdout).toContain('a\\x07\\x9bb');
  });

  it('names what is wrong with a pattern, a file or the call', () => {
    const bad = check(['-', '--pattern', '(loss'], '');
    expect(bad).toMatchObject({ status: 1, stdout: '' });
    expect(bad.stderr).toContain('Unterminated group at character 1');
    expect(check(['missing.txt'])).toMatchObject({
      status: 2,
      stderr: 'missing.txt cannot be read (ENOENT).\n'
    });
    expect(check([]).status).toBe(2);
  });
});
