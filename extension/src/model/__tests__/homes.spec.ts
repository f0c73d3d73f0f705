/**
 * @jest-environment node
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryCache } from '../../cache/memory-cache';
import { DiskFiles } from '../../sources/__tests__/disk-files';
import { Homes } from '../homes';
import { NotebookSnapshots, resolvePath } from '../notebook-snapshots';
import { TestRoot } from './home-folder';
import { until } from './until';

const ID = 'aaaaaaaaaaaa';

let root: TestRoot;
let source: DiskFiles;
let homes: Homes;

beforeEach(() => {
  root = new TestRoot();
  source = new DiskFiles(root.path);
  homes = new Homes({ source, cache: new MemoryCache() });
});

afterEach(() => {
  homes.dispose();
  root.remove();
});

const folder = (path: string) =>
  mkdirSync(join(root.path, path), { recursive: true });

describe('Homes', () => {
  describe('#nearest()', () => {
    it.each([
      ['a folder that holds runs/', 'work', 'work/runs'],
      ['a folder below it', 'work/deep/er', 'work/runs'],
      ['the home itself', 'work/runs', 'work/runs'],
      ['a run folder in it', `work/runs/${ID}`, 'work/runs']
    ])('finds the home from %s', async (_, from, path) => {
      root.home('work/runs').run(ID);
      folder('work/deep/er');
      expect((await homes.nearest(from))?.path).toBe(path);
    });

    it('prefers the nearer of two', async () => {
      root.home('runs');
      root.home('work/runs');
      folder('work/deep');
      expect((await homes.nearest('work/deep'))?.path).toBe('work/runs');
      expect((await homes.nearest(''))?.path).toBe('runs');
    });

    it('finds a home at the root', async () => {
      root.home('');
      folder('work');
      expect((await homes.nearest('work'))?.path).toBe('');
    });

    it('does not take any folder runs/ for a home', async () => {
      folder('work/runs');
      expect(await homes.nearest('work')).toBeNull();
    });

    it('does not list the home, which may hold thousands of runs', async () => {
      root.home('runs').run(ID);
      await homes.nearest('');
      expect(source.log).not.toContain('list runs');
    });

    it('gives the same home each time', async () => {
      root.home('runs');
      expect(await homes.nearest('')).toBe(await homes.nearest(''));
      expect(homes.get('runs')).toBe(await homes.nearest(''));
    });

    it('rejects when the server does not answer', async () => {
      source.down = true;
      await expect(homes.nearest('')).rejects.toThrow(/does not answer/);
    });
  });

  it('tells of a home that somebody named, and looks again at once', async () => {
    expect(await homes.nearest('work')).toBeNull();
    root.home('work/runs');
    const told = new Promise(resolve => homes.changed.connect(resolve));
    homes.get('work/runs');
    await told;
    expect((await homes.nearest('work'))?.path).toBe('work/runs');
  });

  it('remembers homes that cannot be served', () => {
    homes.reportUnreachable('../out', 'Out of reach.');
    expect([...homes.unreachable.values()]).toEqual(['Out of reach.']);
  });
});

describe('NotebookSnapshots', () => {
  const document = `runs/${ID}/trialbook/source/document.ipynb`;
  const notebook = { path: 'demo.ipynb', text: () => '{"unsaved":true}' };

  it('writes the open notebook into a run that starts from it', async () => {
    const home = root.home();
    const snapshots = new NotebookSnapshots({ homes, source });
    snapshots.setBusy(notebook, true);
    home.announce(ID);
    home.run(ID);
    const shared = await homes.nearest('');
    if (!shared) {
      throw new Error('no home');
    }
    await until(shared.changed, () => source.log.includes(`write ${document}`));
    const written = await source.read(document, 0);
    expect(
      written.kind === 'bytes' && new TextDecoder().decode(written.bytes)
    ).toBe('{"unsaved":true}');
    snapshots.dispose();
  });

  it('leaves alone runs of before and runs of other notebooks', async () => {
    const home = root.home();
    home.announce('bbbbbbbbbbbb', { created: Date.now() - 600_000 });
    home.announce(ID);
    const snapshots = new NotebookSnapshots({ homes, source });
    snapshots.setBusy({ ...notebook, path: 'other.ipynb' }, true);
    snapshots.setBusy(notebook, true);
    const shared = await homes.nearest('');
    await shared?.refresh();
    if (shared) {
      await until(shared.changed, () =>
        source.log.includes(`write ${document}`)
      );
    }
    expect(source.log.filter(entry => entry.startsWith('write'))).toEqual([
      `write ${document}`
    ]);
    snapshots.dispose();
  });
});

describe('resolvePath()', () => {
  it.each([
    ['runs', '../demo.ipynb', 'demo.ipynb'],
    ['a/runs', '../../b/x.ipynb', 'b/x.ipynb'],
    ['', 'demo.ipynb', 'demo.ipynb'],
    ['runs', './x/../y.ipynb', 'runs/y.ipynb']
  ])('from %p follows %p to %p', (home, relative, path) => {
    expect(resolvePath(home, relative)).toBe(path);
  });
});
