import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIFF_LIMIT, askGit } from '../../../src/run/facts/git';

const folders: string[] = [];

afterAll(() => {
  folders.forEach(dir => rmSync(dir, { recursive: true, force: true }));
});

function newFolder(): string {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'trialbook-git-')));
  folders.push(dir);
  return dir;
}

/** A work tree with one commit of these files. */
class Repository {
  readonly dir = newFolder();

  constructor(files: Record<string, string>) {
    this.git('init', '--quiet', '--initial-branch=main');
    this.write(files);
    this.git('add', '--all');
    this.git('commit', '--quiet', '-m', 'first');
  }

  git(...args: string[]): string {
    const user = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
    return execFileSync('git', ['-C', this.dir, ...user, ...args], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe']
    });
  }

  write(files: Record<string, string>): void {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(this.dir, name, '..'), { recursive: true });
      writeFileSync(join(this.dir, name), text);
    }
  }

  ask(more: { folder?: string; notebook?: string } = {}) {
    return askGit({
      folder: join(this.dir, more.folder ?? ''),
      home: join(this.dir, 'runs'),
      ...(more.notebook !== undefined && {
        notebook: join(this.dir, more.notebook)
      })
    });
  }
}

describe('askGit()', () => {
  it('gives commit and branch of a clean tree, and no changes', async () => {
    const repository = new Repository({ 'a.txt': 'one\n' });
    const commit = repository.git('rev-parse', 'HEAD').trim();
    expect(await repository.ask()).toEqual({
      git: { commit, branch: 'main', dirty: false }
    });
  });

  it('does not take the runs for changes', async () => {
    const repository = new Repository({ 'a.txt': 'one\n' });
    repository.write({ 'runs/feed.jsonl': '' });
    expect((await repository.ask())?.git.dirty).toBe(false);
  });

  it('gives a difference that can be applied, seen from any folder', async () => {
    const repository = new Repository({ 'a.txt': 'one\n', 'b/c é.txt': 'x\n' });
    repository.write({
      'a.txt': 'two\n',
      'b/c é.txt': 'y\n',
      'new.txt': 'n\n'
    });
    const answer = await repository.ask({ folder: 'b' });
    expect(answer).toMatchObject({
      git: { dirty: true },
      changes: { files: 2, untracked: 1 }
    });
    const text = answer?.changes?.bytes.toString() ?? '';
    expect(text).toContain('#   new.txt\n');
    expect(text).toContain('b/c é.txt');
    const patch = join(newFolder(), 'changes.diff');
    writeFileSync(patch, text);
    repository.git('apply', '--reverse', patch);
    expect((await repository.ask())?.changes).toMatchObject({ files: 0 });
  });

  it('has staged, deleted and added files too', async () => {
    const repository = new Repository({ 'a.txt': 'one\n', 'b.txt': 'two\n' });
    repository.write({ 'c.txt': 'three\n' });
    repository.git('add', '--all');
    repository.git('rm', '--quiet', 'a.txt');
    const { changes } = (await repository.ask()) ?? {};
    expect(changes).toMatchObject({ files: 2, untracked: 0 });
    expect(changes?.bytes.toString()).toMatch(/-one[^]*\+three/);
  });

  it('leaves out the notebook and what may hold secrets, by name', async () => {
    const names = [
      '.env',
      '.env.local',
      'app/.ENV.prod',
      '.npmrc',
      'tls/a.pem',
      'nb/x.ipynb'
    ];
    const repository = new Repository(
      Object.fromEntries(names.map(name => [name, 'before\n']))
    );
    repository.write(Object.fromEntries(names.map(name => [name, 'hidden\n'])));
    const { changes } =
      (await repository.ask({ folder: 'nb', notebook: 'nb/x.ipynb' })) ?? {};
    expect(changes).toMatchObject({ files: 6, untracked: 0 });
    const text = changes?.bytes.toString() ?? '';
    expect(text).not.toContain('hidden');
    for (const name of names) {
      expect(text).toContain(`#   ${name}\n`);
    }
  });

  it('cuts a long difference at the end of a line, and says so', async () => {
    const repository = new Repository({ 'a.txt': 'one\n' });
    repository.write({ 'a.txt': 'a line of é\n'.repeat(DIFF_LIMIT / 10) });
    const { changes } = (await repository.ask()) ?? {};
    expect(changes?.cut).toBe(true);
    expect(changes?.bytes.length).toBeLessThan(DIFF_LIMIT + 1000);
    expect(changes?.bytes.toString()).toMatch(
      /\+a line of é\n# Cut here: .*\n$/
    );
  });

  it('says of a repository without a commit that it is dirty, and nothing else', async () => {
    const dir = newFolder();
    execFileSync('git', [
      '-C',
      dir,
      'init',
      '--quiet',
      '--initial-branch=main'
    ]);
    writeFileSync(join(dir, 'a.txt'), '');
    expect(await askGit({ folder: dir, home: join(dir, 'runs') })).toEqual({
      git: { branch: 'main', dirty: true }
    });
  });

  it('has no answer outside of a repository', async () => {
    const dir = newFolder();
    expect(await askGit({ folder: dir, home: dir })).toBeUndefined();
  });

  it('has no answer where git is not installed', async () => {
    const repository = new Repository({ 'a.txt': 'one\n' });
    const { PATH } = process.env;
    process.env.PATH = newFolder();
    try {
      expect(await repository.ask()).toBeUndefined();
    } finally {
      process.env.PATH = PATH;
    }
  });

  it('starts nothing that a repository names', async () => {
    const repository = new Repository({
      'a.txt': 'one\n',
      'b.txt': 'one\n',
      '.gitattributes': 'a.txt filter=evil diff=evil\nb.txt filter=worse\n'
    });
    const traces = newFolder();
    const program = join(traces, 'program.sh');
    writeFileSync(
      program,
      `#!/bin/sh\necho "$@" >> "${join(traces, 'started')}"\ncat\n`
    );
    chmodSync(program, 0o755);
    mkdirSync(join(repository.dir, '.git', 'hooks'), { recursive: true });
    for (const hook of [
      'post-index-change',
      'fsmonitor-watchman',
      'pre-commit'
    ]) {
      writeFileSync(
        join(repository.dir, '.git', 'hooks', hook),
        `#!/bin/sh\n${program} ${hook}\n`,
        { mode: 0o755 }
      );
    }
    for (const setting of [
      'core.fsmonitor',
      'core.pager',
      'core.sshCommand',
      'diff.external',
      'diff.evil.command',
      'diff.evil.textconv',
      'filter.evil.clean',
      'filter.evil.smudge',
      'filter.worse.process'
    ]) {
      repository.git('config', setting, program);
    }
    repository.git('config', 'filter.worse.required', 'true');
    repository.write({ 'a.txt': 'two\n', 'b.txt': 'two\n' });
    const answer = await repository.ask();
    expect(answer?.changes).toMatchObject({ files: 2 });
    expect(answer?.changes?.bytes.toString()).toContain('+two');
    expect(existsSync(join(traces, 'started'))).toBe(false);
    // Without our settings git does start them, and may fail of what they answer.
    try {
      repository.git('-c', 'core.fsmonitor=false', 'status', '--porcelain');
    } catch (error) {
      expect(String(error)).toContain('filter');
    }
    expect(existsSync(join(traces, 'started'))).toBe(true);
  });
});
