/**
 * @jest-environment node
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryCache } from '../../cache/memory-cache';
import { DiskFiles } from '../../sources/__tests__/disk-files';
import type { IRunInfo } from '../../tokens';
import { Home } from '../home';
import type { TestHome } from './home-folder';
import { TestRoot } from './home-folder';
import { until } from './until';

const [A, B, C] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', 'cccccccccccc'];

let root: TestRoot;
let folder: TestHome;
let source: DiskFiles;
let cache: MemoryCache;
let open: Home[];

beforeEach(() => {
  root = new TestRoot();
  folder = root.home();
  source = new DiskFiles(root.path);
  cache = new MemoryCache();
  open = [];
});

afterEach(() => {
  open.forEach(home => home.dispose());
  root.remove();
});

function makeHome(path = 'runs'): Home {
  const home = new Home({ path, source, cache });
  open.push(home);
  return home;
}

const ids = (home: Home) => home.runs.map(info => info.id);
const find = (home: Home, id: string): IRunInfo | undefined =>
  home.runs.find(info => info.id === id);

describe('Home', () => {
  it('lists the runs of the feed, newest first', async () => {
    folder.announce(A, { created: 1000 });
    folder.announce(C, { created: 3000 });
    folder.announce(B, { created: 2000 });
    const home = makeHome();
    expect(home.state.kind).toBe('loading');
    await home.refresh();
    expect(home.state.kind).toBe('ready');
    expect(ids(home)).toEqual([C, B, A]);
    expect(home.updated).toBeGreaterThan(0);
  });

  it('asks only for the bytes that it has not seen', async () => {
    folder.announce(A);
    const home = makeHome();
    await home.refresh();
    source.log.length = 0;
    folder.announce(B);
    await home.refresh();
    const reads = source.log.filter(entry =>
      entry.startsWith('read runs/feed')
    );
    expect(reads).toHaveLength(1);
    expect(reads[0]).not.toBe('read runs/feed.jsonl 0');
    expect(ids(home)).toHaveLength(2);
  });

  it('takes over labels, ends and deletions', async () => {
    folder.announce(A);
    folder.announce(B);
    const home = makeHome();
    await home.refresh();
    folder.finish(A);
    folder.relabel(A, 'good');
    folder.delete(B);
    await home.refresh();
    expect(ids(home)).toEqual([A]);
    expect(find(home, A)).toMatchObject({
      status: 'completed',
      label: 'good',
      scalars: { loss: { last: 0.5, step: 9 } }
    });
  });

  it('polls while it is visible and not otherwise', async () => {
    const home = makeHome();
    home.setVisible(true);
    await until(home.changed, () => home.state.kind === 'ready');
    folder.announce(A);
    folder.finish(A);
    await until(home.changed, () => ids(home).length === 1);
    home.setVisible(false);
    await home.refresh();
    source.log.length = 0;
    folder.announce(B);
    // Another home's looks pass the time in which this one would have looked.
    const other = makeHome();
    other.setVisible(true);
    await until(other.changed, () => ids(other).length === 2);
    expect(ids(home)).toEqual([A]);
  });

  it('polls for as long as somebody watches', async () => {
    const home = makeHome();
    const watch = home.watch();
    folder.announce(A);
    await until(home.changed, () => ids(home).length === 1);
    watch.dispose();
  });

  it('follows running runs point by point', async () => {
    folder.announce(A);
    const run = folder.run(A);
    run.log('loss', 1, 0.5);
    const home = makeHome();
    home.setVisible(true);
    await until(home.changed, () => find(home, A)?.scalars.loss?.step === 1);
    run.log('loss', 0.25);
    await until(home.changed, () => find(home, A)?.scalars.loss?.last === 0.25);
    expect(find(home, A)?.sparkline).toEqual([1, 0.5, 0.25]);
    run.end('failed');
    await until(home.changed, () => find(home, A)?.status === 'failed');
    expect(find(home, A)?.error).toBe('RangeError: invalid array length');
  });

  it('shows a run whose heart does not beat as lost, and as running when it beats again', async () => {
    folder.announce(A);
    const run = folder.run(A);
    run.beat(60_000);
    const home = makeHome();
    home.setVisible(true);
    await until(home.changed, () => find(home, A)?.status === 'lost');
    run.beat();
    await until(home.changed, () => find(home, A)?.status === 'running');
  }, 15_000);

  it('knows lost runs beyond those that it follows', async () => {
    const count = 25;
    for (let i = 0; i < count; i++) {
      const id = `run${String(i).padStart(2, '0')}abcdefg`.replace('u', 'v');
      folder.announce(id, { created: 1000 + i });
      folder.run(id).beat(60_000);
    }
    const home = makeHome();
    home.setVisible(true);
    await until(
      home.changed,
      () =>
        home.runs.length === count &&
        home.runs.every(info => info.status === 'lost')
    );
  }, 15_000);

  it('begins with what the cache holds', async () => {
    folder.announce(A);
    folder.finish(A);
    const first = makeHome();
    await first.refresh();
    await until(first.changed, () => first.runs.length === 1);
    await cachedState();
    source.log.length = 0;
    const second = makeHome();
    await second.refresh();
    expect(ids(second)).toEqual([A]);
    expect(source.log).not.toContain('read runs/feed.jsonl 0');
  });

  it('does not show the runs of a home that was replaced', async () => {
    folder.announce(A);
    const first = makeHome();
    await first.refresh();
    await cachedState();
    rmSync(join(folder.path, 'feed.jsonl'));
    folder.announce(B, { name: 'another one with a longer line' });
    folder.announce(C, { name: 'and one more' });
    const second = makeHome();
    await second.refresh();
    expect(new Set(ids(second))).toEqual(new Set([B, C]));
  });

  it('starts again when the feed shrank', async () => {
    folder.announce(A);
    folder.announce(B);
    const home = makeHome();
    await home.refresh();
    writeFileSync(join(folder.path, 'feed.jsonl'), '');
    folder.announce(C);
    await home.refresh();
    expect(ids(home)).toEqual([C]);
  });

  it('says that a home is missing, and finds it when it is made', async () => {
    const home = makeHome('later');
    await home.refresh();
    expect(home.state.kind).toBe('missing');
    root.home('later').announce(A);
    await home.refresh();
    expect(home.state.kind).toBe('ready');
    expect(ids(home)).toEqual([A]);
  });

  it('says that a hidden home cannot be served, and the cure', async () => {
    root.home('.runs').announce(A);
    const home = makeHome('.runs');
    await home.refresh();
    expect(home.state).toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(/dot.*visible folder/)
    });
  });

  it('keeps what it knows while the server does not answer', async () => {
    folder.announce(A);
    const home = makeHome();
    await home.refresh();
    source.down = true;
    await home.refresh();
    expect(home.problem).toMatch(/does not answer/);
    expect(ids(home)).toEqual([A]);
    source.down = false;
    await home.refresh();
    expect(home.problem).toBeNull();
  });

  it('shares a run among all who ask for it', async () => {
    folder.run(A);
    const home = makeHome();
    const one = home.run(A);
    const two = home.run(A);
    expect(two).toBe(one);
    one.dispose();
    expect(two.isDisposed).toBe(false);
    two.dispose();
    expect(two.isDisposed).toBe(true);
    const three = home.run(A);
    expect(three).not.toBe(one);
    three.dispose();
  });

  /** Resolved when the cache has saved the home. */
  function cachedState() {
    return new Promise<NonNullable<Awaited<ReturnType<MemoryCache['home']>>>>(
      resolve => {
        const look = async () => {
          const state = await cache.home('runs');
          if (state) {
            resolve(state);
          } else {
            setTimeout(look, 50);
          }
        };
        void look();
      }
    );
  }
});
