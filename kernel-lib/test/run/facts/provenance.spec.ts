import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { modulePlace, isInnerPath } from '../../../src/format';
import { LocalModules } from '../../../src/run/facts/local-modules';
import {
  bunHashes,
  nearestLockFile,
  npmHashes,
  pnpmHashes,
  yarnHashes
} from '../../../src/run/facts/lock-files';
import { packagesOfFiles } from '../../../src/run/facts/packages';
import { isSecret } from '../../../src/run/facts/secrets';
import { relativeImports } from '../../../src/run/facts/specifiers';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'trialbook-facts-')));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

describe('lock files', () => {
  it('gives the hashes of npm by path', () => {
    const text =
      '{"packages":{"":{},"node_modules/a":{"integrity":"sha512-x"}}}';
    expect([...npmHashes(text)]).toEqual([['node_modules/a', 'sha512-x']]);
  });

  it.each([
    [
      'pnpm',
      pnpmHashes,
      "packages:\n\n  '@a/b@1.0.0(c@2.0.0)':\n    resolution: {integrity: sha512-x}\n    dev: true\n\n  /d@2.0.0:\n    resolution: {integrity: sha512-y}\n"
    ],
    [
      'Yarn',
      yarnHashes,
      '# yarn lockfile v1\n\n"@a/b@^1", "@a/b@~1":\n  version "1.0.0"\n  resolved "u"\n  integrity sha512-x\n\nd@2:\n  version "2.0.0"\n  integrity sha512-y\n'
    ],
    [
      'Bun',
      bunHashes,
      '{\n  "packages": {\n    "@a/b": ["@a/b@1.0.0", "", { "dependencies": {} }, "sha512-x"],\n    "d": ["d@2.0.0", "", {}, "sha512-y"],\n  }\n}\n'
    ]
  ])('gives the hashes of %s by name and version', (_, read, text) => {
    expect([...read(text)]).toEqual([
      ['@a/b@1.0.0', 'sha512-x'],
      ['d@2.0.0', 'sha512-y']
    ]);
  });

  it('takes the nearest one', () => {
    write({ 'package-lock.json': '{}', 'app/yarn.lock': '', 'app/nb/x': '' });
    expect(nearestLockFile(join(root, 'app', 'nb'))).toEqual({
      dir: join(root, 'app'),
      name: 'yarn.lock'
    });
  });
});

describe('packagesOfFiles()', () => {
  it('names installed and linked packages, and not the project', () => {
    write({
      'package.json': '{"name":"project","version":"9.0.0"}',
      'node_modules/.package-lock.json':
        '{"packages":{"node_modules/@a/b":{"integrity":"sha512-x"}}}',
      'node_modules/@a/b/package.json': '{"version":"1.0.0"}',
      'packages/c/package.json': '{"name":"c","version":"2.0.0"}'
    });
    const files = [
      'node_modules/@a/b/lib/index.js',
      'packages/c/dist/c.js',
      'src/own.js'
    ].map(file => join(root, file));
    expect(packagesOfFiles(files, root)).toEqual([
      { name: '@a/b', version: '1.0.0', integrity: 'sha512-x' },
      { name: 'c', version: '2.0.0', linked: true }
    ]);
  });
});

describe('LocalModules', () => {
  const NOTHING = { modules: [], left: [] };

  function modules(): LocalModules {
    return new LocalModules(
      {
        folder: join(root, 'project', 'nb'),
        project: join(root, 'project'),
        home: join(root, 'project', 'runs'),
        target: join(root, 'copies')
      },
      NOTHING
    );
  }

  it('follows imports inside of the project, and says what it left', () => {
    write({
      'project/lib/a.ts': 'import "./b.js"; import "../../out"; export {};',
      'project/lib/b.ts': 'export const x = require("../.env.json");',
      'project/.env.json': '{"key":"secret"}',
      'project/nb/big.json': ' '.repeat(1024 * 1024 + 1),
      'out.ts': ''
    });
    const found = modules();
    found.addImports([
      'import { a } from "../lib/a"; import "./big.json"; import "./nowhere";'
    ]);
    expect(found.list.modules.map(({ path, file }) => [path, file])).toEqual([
      ['../lib/a.ts', '_up/lib/a.ts'],
      ['../lib/b.ts', '_up/lib/b.ts']
    ]);
    expect(found.list.left).toEqual([
      { path: '../.env.json', reason: 'It may hold secrets.' },
      { path: '../../out.ts', reason: 'It is outside of the project.' },
      { path: 'big.json', reason: 'It is larger than 1 MiB.' }
    ]);
  });

  it('does not follow a link out of the project', () => {
    write({ 'private.ts': 'secret', 'project/nb/x': '' });
    symlinkSync(join(root, 'private.ts'), join(root, 'project', 'nb', 'm.ts'));
    const found = modules();
    found.addImports(['import "./m";']);
    expect(found.list.modules).toEqual([]);
    expect(found.list.left).toHaveLength(1);
  });
});

describe('modulePlace()', () => {
  const parts = fc.array(fc.constantFrom('..', '_up', '__up', 'a', 'b.ts'), {
    minLength: 1,
    maxLength: 4
  });

  it('stays inside the folder, and has one place for one path', () => {
    fc.assert(
      fc.property(parts, parts, (one, other) => {
        const [a, b] = [one.join('/'), other.join('/')];
        expect(isInnerPath(modulePlace(a))).toBe(true);
        expect(modulePlace(a) === modulePlace(b)).toBe(a === b);
      })
    );
  });
});

describe('relativeImports()', () => {
  it('finds every kind of import by a path, each once', () => {
    const text = `import a from './a'; export * from "../b.js"; import './c';
      const d = require('./d'), e = await import("./e"); import x from 'zod'; import './c';`;
    expect(relativeImports(text)).toEqual([
      './a',
      '../b.js',
      './c',
      './d',
      './e'
    ]);
  });
});

describe('isSecret()', () => {
  it.each([
    ['.env', true],
    ['app/.ENV.local', true],
    ['.ssh/config', true],
    ['tls/server.key', true],
    ['environment.ts', false],
    ['keys.ts', false]
  ])('%s: %s', (path, secret) => {
    expect(isSecret(path)).toBe(secret);
  });
});
