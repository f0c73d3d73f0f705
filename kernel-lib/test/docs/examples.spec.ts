/** The documentation tells the truth: its examples run, its commands and links lead somewhere. */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { promisify } from 'node:util';
import {
  PACKAGE,
  linkPackage,
  projectFolder,
  startKernel
} from '../kernel/kernelspecs';
import {
  PAGES,
  ROOT,
  anchorsOf,
  commandsOf,
  examplesOf,
  linksOf,
  printedPattern,
  readPage,
  type Example
} from './pages';

const exec = promisify(execFile);

jest.setTimeout(120_000);

const pages = PAGES.map(page => {
  const text = readPage(page);
  return { page, text, examples: examplesOf(text) };
});

/** A page's examples are the cells of one notebook, and scripts beside it. */
const withExamples = (language: Example['language']) =>
  pages.flatMap(({ page, examples }) => {
    const own = examples.filter(example => example.language === language);
    return own.length > 0 ? [{ page, examples: own }] : [];
  });

describe('the examples of', () => {
  // The page a newcomer reads first holds in both kernels, the others in the one that they recommend.
  const cells = withExamples('ts').flatMap(it => [
    { ...it, kernel: 'ours' as const },
    ...(it.page === 'README.md' ? [{ ...it, kernel: 'stock' as const }] : [])
  ]);

  it.each(cells)(
    '$page run as cells ($kernel)',
    async ({ kernel, examples }) => {
      const { client, folder } = await startKernel(kernel);
      linkPackage(folder, 'zod');
      try {
        for (const { code, line, prints } of examples) {
          const { status, stdout, stderr } = await client.execute(code);
          expect({ line, status, stderr }).toEqual({
            line,
            status: 'ok',
            stderr: ''
          });
          if (prints !== undefined) {
            expect(stdout.trim()).toMatch(printedPattern(prints));
          }
        }
      } finally {
        await client.kill();
      }
    }
  );

  it.each(withExamples('js'))('$page run as scripts', async ({ examples }) => {
    const folder = projectFolder();
    for (const [index, { code, prints }] of examples.entries()) {
      const file = path.join(folder, `script-${index}.mjs`);
      writeFileSync(file, code);
      const { stdout } = await exec(process.execPath, [file], { cwd: folder });
      if (prints !== undefined) {
        expect(stdout.trim()).toMatch(printedPattern(prints));
      }
    }
  });

  it('README.md come first, and say what they print', () => {
    const [readme] = withExamples('ts');
    expect(readme.page).toBe('README.md');
    expect(readme.examples[0].prints).toBeDefined();
  });
});

describe('the commands of', () => {
  it.each(pages)('$page exist', ({ text }) => {
    const { scripts } = JSON.parse(readPage('package.json')) as {
      scripts: Record<string, string>;
    };
    for (const command of commandsOf(text)) {
      const script = /^npm (?:run ([\w:-]+)|(test|start)\b)/.exec(command);
      if (script) {
        expect(Object.keys(scripts)).toContain(script[1] ?? script[2]);
      }
      const trialbook = /^npx trialbook\b(.*)$/.exec(command);
      if (trialbook) {
        expectCommand(trialbook[1].trim().split(/\s+/).filter(Boolean));
      }
    }
  });

  it('README.md are those that a newcomer needs', () => {
    expect(commandsOf(readPage('README.md'))).toEqual(
      expect.arrayContaining([
        'npm run demo',
        'npm run demo -- --once',
        'npm test',
        'npx trialbook kernel install'
      ])
    );
  });

  /** The words name a command, whose usage has each of the options. */
  function expectCommand(args: string[]) {
    const options = args.filter(arg => arg.startsWith('--'));
    const first = args.findIndex(arg => arg.startsWith('-'));
    const words = first < 0 ? args : args.slice(0, first);
    const usage = execFileSync(
      process.execPath,
      [path.join(PACKAGE, 'bin', 'trialbook.cjs'), ...words, '--help'],
      { encoding: 'utf8' }
    );
    expect(usage).toContain(`trialbook ${words.join(' ')}`.trim());
    for (const option of options) {
      expect(usage).toContain(option);
    }
  }
});

describe('the links of', () => {
  const tracked = trackedFiles();

  it.each(pages)('$page lead to tracked files and headings', page => {
    for (const link of linksOf(page.text)) {
      if (/^https?:\/\//.test(link)) {
        continue;
      }
      expect(link).not.toMatch(/^(?:\/|\\|[a-z][a-z\d+.-]*:)/i);
      const [file, anchor] = link.split('#');
      const target =
        file === ''
          ? page.page
          : path.posix.join(path.posix.dirname(page.page), file);
      expect(`${link}: ${isThere(target)}`).toBe(`${link}: true`);
      if (anchor !== undefined && target.endsWith('.md')) {
        expect(anchorsOf(readPage(target))).toContain(anchor);
      }
    }
  });

  it.each(pages)('$page name no folder of one machine', ({ text }) => {
    expect(text).not.toMatch(/\B\/(?:home|Users|work|tmp)\/\w/);
  });

  /** Whether a fresh clone has the file or folder. */
  function isThere(target: string): boolean {
    const clean = target.replace(/\/$/, '');
    return tracked
      ? tracked.some(file => file === clean || file.startsWith(`${clean}/`))
      : existsSync(path.join(ROOT, clean));
  }

  /** `undefined` outside of a git repository, such as an unpacked archive. */
  function trackedFiles(): string[] | undefined {
    try {
      return execFileSync('git', ['ls-files'], {
        cwd: ROOT,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 64 * 1024 * 1024
      }).split('\n');
    } catch {
      return undefined;
    }
  }
});
