/** The reference of the command line is what the commands say of themselves. */
import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { COMMANDS } from '../../src/cli/commands';
import { GROUPS } from '../../src/cli/help';
import { trialbook } from '../cli/trialbook';
import { ROOT, readPage } from './pages';

describe('docs/command-line.md', () => {
  it('is what "npm run docs:cli" makes of the commands', () => {
    const { status, stderr } = spawnSync(
      process.execPath,
      [path.join(ROOT, 'scripts/docs/command-line.mjs'), '--check'],
      { encoding: 'utf8' }
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it.each(COMMANDS)('has $words and all its options', ({ words, options }) => {
    const page = readPage('docs/command-line.md');
    const begin = page.indexOf(`### trialbook ${words}\n`);
    expect(begin).toBeGreaterThan(0);
    const section = page.slice(begin + 3).split(/^##/m)[0];
    for (const option of Object.keys(options)) {
      expect(section).toContain(`| \`--${option}`);
    }
  });
});

describe('a command', () => {
  it.each(COMMANDS)('$words explains itself', ({ words, ...command }) => {
    const { stdout, status } = trialbook([...words.split(' '), '--help']);
    expect(status).toBe(0);
    expect(stdout).toContain(`Usage: trialbook ${words}`);
    expect(command.summary).toMatch(/^[A-Z].*\.$/);
    expect(Object.keys(GROUPS)).toContain(command.group);
    for (const [name, { description }] of Object.entries(command.options)) {
      expect(stdout).toContain(`--${name}`);
      expect(description).toMatch(/^[A-Z].*[^.]$/);
    }
  });

  it('that is not known is told so', () => {
    const unknown = trialbook(['frobnicate\u001b[2J']);
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toContain(
      'There is no command "frobnicate\\u001b[2J".'
    );
    const half = trialbook(['kernel']);
    expect(half.status).toBe(2);
    expect(half.stderr).toContain('kernel install');
  });

  it('overview names every command', () => {
    for (const args of [[], ['--help'], ['help']]) {
      const { stdout, status } = trialbook(args);
      expect(status).toBe(0);
      for (const { words } of COMMANDS) {
        expect(stdout).toContain(`  ${words} `);
      }
    }
    expect(trialbook(['help', 'label']).stdout).toContain('--prepend TEXT');
  });
});
