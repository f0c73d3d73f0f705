// The Runs panel over a home of 10 000 runs, in a real JupyterLab in a real browser.
import { chromium } from '@playwright/test';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, startServer } from '../jupyter/server.mjs';
import { fabricate } from './made-up-home.mjs';

const RUNS = 10_000;
const SYSTEM_BROWSER = process.env.TRIALBOOK_BROWSER ?? '/usr/bin/chromium';

/** Pixels of one turn of the wheel, and how many turns take the list a good part of its way. */
const WHEEL = 1500;
const TURNS = 150;

/** Opens JupyterLab and shows the panel; milliseconds until the first rows are painted, and until all runs are known. */
async function open(page, address) {
  await page.goto(address);
  await page.waitForFunction(() =>
    window.jupyterapp?.commands.hasCommand('trialbook:show-runs')
  );
  await page.locator('#jupyterlab-splash').waitFor({ state: 'detached' });
  // The application is at rest: what it does at its own start is not the panel's.
  await page.locator('.jp-DirListing-item').first().waitFor();
  return page.evaluate(
    async ({ count }) => {
      let longest = 0;
      new PerformanceObserver(list => {
        for (const { duration } of list.getEntries()) {
          longest = Math.max(longest, duration);
        }
      }).observe({ type: 'longtask' });
      const shown = performance.now();
      void window.jupyterapp.commands.execute('trialbook:show-runs');
      const until = async test => {
        while (!test()) {
          await new Promise(requestAnimationFrame);
        }
        // The frame after the one in which the rows were made has them on the screen.
        await new Promise(requestAnimationFrame);
        return performance.now();
      };
      const row = () => document.querySelector('.jp-TrialbookRunRow');
      const first = await until(row);
      const all = await until(
        () => row()?.getAttribute('aria-setsize') === String(count)
      );
      return {
        first: first - shown,
        all: all - shown,
        navigation: first,
        longest
      };
    },
    { count: RUNS }
  );
}

/** How many runs the cache in the browser holds. */
function cachedRuns(page) {
  return page.evaluate(async () => {
    const answer = request =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    let count = 0;
    for (const { name } of await indexedDB.databases()) {
      const db = await answer(indexedDB.open(name));
      if (db.objectStoreNames.contains('homes')) {
        const homes = db.transaction('homes').objectStore('homes');
        for (const home of await answer(homes.getAll())) {
          count += home.count;
        }
      }
      db.close();
    }
    return count;
  });
}

/** Waits until the cache holds the home. */
async function cached(page) {
  while ((await cachedRuns(page)) < RUNS) {
    await page.waitForTimeout(100);
  }
}

/** Milliseconds of the long tasks since they were last asked for. */
function longTasks(page) {
  return page.evaluate(() => window.longTasks.splice(0));
}

/** Milliseconds of each long task while the wheel is turned over the list. */
async function scroll(page) {
  const list = page.locator('.jp-TrialbookRunList');
  const box = await list.boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.evaluate(() => {
    window.longTasks = [];
    window.longTaskObserver = new PerformanceObserver(found => {
      window.longTasks.push(
        ...found.getEntries().map(({ duration }) => duration)
      );
    });
    window.longTaskObserver.observe({ type: 'longtask' });
  });
  for (let turn = 0; turn < TURNS; turn++) {
    await page.mouse.wheel(0, WHEEL);
  }
  const byWheel = await longTasks(page);
  // By the scroll bar: somewhere else altogether in each frame.
  await list.evaluate(async node => {
    for (let place = 0; place < 100; place++) {
      node.scrollTop = (node.scrollHeight * ((place * 37) % 100)) / 100;
      await new Promise(requestAnimationFrame);
    }
  });
  const reached = await list.evaluate(node => node.scrollTop);
  const byJumps = await longTasks(page);
  if (reached === 0) {
    throw new Error('the list did not scroll');
  }
  return { byWheel, byJumps };
}

/** Megabytes of JavaScript that are still in use after a collection. */
async function heap(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return usedSize / 1e6;
}

const seconds = value => `${(value / 1000).toFixed(2)} s`;

const tasks = found =>
  found.length === 0
    ? 'none'
    : `${found.length}, the longest ${Math.round(Math.max(...found))} ms`;

/** Measures the panel; returns the rows of the table. */
export async function bench(print = line => console.log(line)) {
  const folder = mkdtempSync(join(tmpdir(), 'trialbook-bench-'));
  const root = join(folder, 'work');
  let server;
  let browser;
  try {
    print(`making a home of ${RUNS} runs …`);
    fabricate(join(root, 'runs'), RUNS);
    server = await startServer({
      folder: root,
      port: await freePort(0),
      args: [
        '--LabApp.expose_app_in_browser=True',
        `--LabApp.user_settings_dir=${join(folder, 'settings')}`,
        `--LabApp.workspaces_dir=${join(folder, 'workspaces')}`
      ]
    });
    browser = await chromium.launch({
      ...(existsSync(SYSTEM_BROWSER) && { executablePath: SYSTEM_BROWSER }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking']
    });
    const page = await browser.newPage({
      viewport: { width: 1440, height: 900 }
    });
    const address = `${server.url}/lab?reset&token=${server.token}`;
    // What the browser keeps of JupyterLab itself is not what is measured.
    await page.goto(address);
    await page.waitForFunction(() => window.jupyterapp?.restored);
    const before = await heap(page);

    print('opening the panel with an empty cache …');
    const cold = await open(page, address);
    await cached(page);
    print('opening the panel with a filled cache …');
    const warm = await open(page, address);
    const after = await heap(page);
    print('scrolling …');
    const { byWheel, byJumps } = await scroll(page);
    return [
      {
        what: `first rows of ${RUNS} runs, cold`,
        figure: `${seconds(cold.first)} (all known ${seconds(cold.all)}; page and rows ${seconds(cold.navigation)})`,
        bar: '<= 4 s'
      },
      {
        what: `first rows of ${RUNS} runs, from the cache`,
        figure: `${seconds(warm.first)} (all known ${seconds(warm.all)}; page and rows ${seconds(warm.navigation)})`,
        bar: '<= 1 s'
      },
      {
        what: 'tasks over 50 ms while scrolling by wheel',
        figure: tasks(byWheel),
        bar: 'none'
      },
      {
        what: 'tasks over 50 ms at a jump of the scroll bar in each frame',
        figure: tasks(byJumps),
        bar: 'none'
      },
      {
        what: 'longest task while opening, cold and from the cache',
        figure: `${Math.round(cold.longest)} ms, ${Math.round(warm.longest)} ms`,
        bar: ''
      },
      {
        what: 'memory of the page with the panel, and without',
        figure: `${Math.round(after)} MB, ${Math.round(before)} MB`,
        bar: ''
      }
    ];
  } finally {
    await browser?.close();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.table(await bench());
}
