import {
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import * as path from 'node:path';
import { RunFold, ScalarTable } from '../../src/format';
import { newFolder, runScript, startScript } from './script';

/** The only run of a home. */
function onlyRun(folder: string): string {
  const [id] = readdirSync(path.join(folder, 'runs')).filter(
    name => !name.includes('.')
  );
  return path.join(folder, 'runs', id);
}

function tableOf(dir: string): ScalarTable {
  const table = new ScalarTable();
  for (const name of readdirSync(dir).filter(file =>
    file.includes('tfevents')
  )) {
    table.append(readFileSync(path.join(dir, name)));
  }
  return table;
}

describe('kill -9', () => {
  it.each([
    [
      'a loop that logs as fast as it can',
      'for (let i = 0; ; i++) { log("x", i, i); if (i % 1000 === 0) say(i); }'
    ],
    [
      'a loop that logs in bursts and computes long',
      'for (let i = 0; ; i++) { log("x", i, i); if (i % 100 === 99) { const until = Date.now() + 120; while (Date.now() < until); say(i); } }'
    ],
    [
      'a slow loop',
      'for (let i = 0; ; i++) { const until = Date.now() + 60; while (Date.now() < until); log("x", i, i); say(i); }'
    ]
  ])('loses nothing that is older than 50 ms: %s', async (_, loop) => {
    const folder = newFolder();
    const script = startScript(
      folder,
      `const say = i => fs.writeSync(1, i + ' ' + Date.now() + '\\n');
       await run(function work() { log("x", -1, -1); ${loop} }, {}, { cwd: 'keep' });`
    );
    await script.printed('\n');
    // Long enough that some of it is old when the process is killed.
    const times = () =>
      script
        .stdout()
        .split('\n')
        .slice(0, -1)
        .map(line => Number(line.split(' ')[1]));
    while ((times().at(-1) ?? 0) - times()[0] < 400) {
      await new Promise(resolve => script.child.stdout?.once('data', resolve));
    }
    const killed = Date.now();
    script.child.kill('SIGKILL');
    await script.ended;
    const printed = script
      .stdout()
      .trim()
      .split('\n')
      .map(line => line.split(' ').map(Number));
    const old =
      printed.filter(([, time]) => time < killed - 50).at(-1)?.[0] ?? NaN;
    const table = tableOf(onlyRun(folder));
    const steps = Array.from(table.series.get('x')?.steps ?? []);
    expect(old).toBeGreaterThanOrEqual(0);
    expect(steps.length).toBeGreaterThan(old);
    expect(steps).toEqual(Array.from(steps, (_, index) => index - 1));
    const { stdout } = await runScript(
      `const r = latestRun(${JSON.stringify(path.join(folder, 'runs'))}); console.log(r.status, r.name);`
    );
    expect(stdout).toBe('lost work\n');
  });

  it('keeps every journal entry and every line of output', async () => {
    const folder = newFolder();
    const script = startScript(
      folder,
      `await run(function work() { console.log('line 1'); const until = Date.now() + 100; while (Date.now() < until); fs.writeSync(1, 'go'); for (;;); }, {}, { cwd: 'keep' });`
    );
    await script.printed('go');
    script.child.kill('SIGKILL');
    await script.ended;
    const dir = onlyRun(folder);
    expect(
      readFileSync(path.join(dir, 'trialbook', 'output.jsonl'), 'utf8')
    ).toContain('line 1');
    const fold = new RunFold();
    fold.push(readFileSync(path.join(dir, 'trialbook', 'journal.jsonl')));
    expect(fold.record).toMatchObject({ name: 'work', status: 'running' });
  });
});

describe('a process that ends', () => {
  it.each([
    ['process.exit()', 'process.exit(3)', 3, null],
    [
      'SIGTERM',
      'await new Promise(r => setImmediate(r)); process.kill(process.pid, "SIGTERM")',
      null,
      'SIGTERM'
    ],
    [
      'SIGINT',
      'await new Promise(r => setImmediate(r)); process.kill(process.pid, "SIGINT")',
      null,
      'SIGINT'
    ],
    [
      'an error nobody caught',
      'setTimeout(() => { throw new Error("x"); })',
      1,
      null
    ]
  ])(
    'by %s closes its runs as terminated and ends as it would have',
    async (_, end, code, signal) => {
      const folder = newFolder();
      const ended = await startScript(
        folder,
        `await run(async function work() { log('x', 1); ${end}; await new Promise(r => setTimeout(r, 60000)); });`
      ).ended;
      expect({ code: ended.code, signal: ended.signal }).toEqual({
        code,
        signal
      });
      const { stdout } = await runScript(
        `console.log(latestRun(${JSON.stringify(path.join(folder, 'runs'))}).status);`
      );
      expect(stdout).toBe('terminated\n');
    }
  );

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'by %s does so in a loop that never yields, too',
    async signal => {
      const script = startScript(
        newFolder(),
        `await run(function work() { log('x', 1); fs.writeSync(1, 'go'); for (;;); });`
      );
      await script.printed('go');
      script.child.kill(signal);
      expect((await script.ended).signal).toBe(signal);
    }
  );

  it('is not kept alive by the library', async () => {
    const { code, stdout } = await runScript(
      `await run(() => log('x', 1)); console.log('end');`
    );
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'end\n' });
  });
});

describe('a reused pid', () => {
  it('does not make a lost run look alive', async () => {
    const folder = newFolder();
    const { stdout } = await runScript(
      `const r = await run(() => 1); console.log(r.dir);`,
      { folder }
    );
    const journal = path.join(stdout.trim(), 'trialbook', 'journal.jsonl');
    const kept = readFileSync(journal, 'utf8')
      .split('\n')
      .filter(
        line => line !== '' && !/"type":"(status|summary|value)"/.test(line)
      );
    const alive = `"pid":${process.pid},`;
    writeFileSync(
      journal,
      kept.map(line => line.replace(/"pid":\d+,/, alive)).join('\n') +
        '\n' +
        JSON.stringify({ type: 'status', time: 1, status: 'running' }) +
        '\n'
    );
    const seen = await runScript(
      `console.log(readRun(${JSON.stringify(stdout.trim())}).status);`
    );
    expect(seen.stdout).toBe('lost\n');
  });
});

describe('stop', () => {
  const STOP = `const stop = r => fs.writeFileSync(path.join(r.dir, 'trialbook/signals/stop.json'), '{}');`;

  it('ends a loop that never yields at its next log()', async () => {
    const { stdout } = await runScript(`${STOP}
      const error = await run(function work() { log('x', 1); stop(currentRun()); for (;;) log('x', 1); }).catch(e => e);
      const r = latestRun('runs');
      console.log(error instanceof RunStopped, error.code, r.status, r.signals.length);`);
    expect(stdout).toBe('true STOPPED terminated 1\n');
  });

  it('lets a function that catches it finish, as terminated', async () => {
    const { stdout } = await runScript(`${STOP}
      const r = await run(function work() {
        stop(currentRun());
        try { for (;;) log('x', 1); } catch (e) { return 'saved'; }
      });
      console.log(r.value, r.status);`);
    expect(stdout).toBe('saved terminated\n');
  });
});

describe('a folder that goes away under a running run', () => {
  const WORK = `
    async function work() {
      for (let i = 0; i < 200; i++) { log('x', i, i); console.log(i); await new Promise(r => setTimeout(r, 15)); if (i === 10) process.stdout.write('ready\\n'); }
      return 'trained';
    }
    const r = await run(work, {}, { cwd: 'keep' });
    console.log(r.value, r.status);`;

  it('is reported once when it was deleted, and the call goes on', async () => {
    const folder = newFolder();
    const script = startScript(folder, WORK);
    await script.printed('ready');
    rmSync(path.join(folder, 'runs'), { recursive: true });
    const { stdout, stderr, code } = await script.ended;
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').at(-1)).toBe('trained completed');
    expect(
      stderr.match(/was deleted while the run was under way/g)
    ).toHaveLength(1);
  });

  it('is no trouble for the call when a file takes the place of the home', async () => {
    const folder = newFolder();
    const script = startScript(folder, WORK);
    await script.printed('ready');
    rmSync(path.join(folder, 'runs'), { recursive: true });
    writeFileSync(path.join(folder, 'runs'), '');
    const { stdout, code } = await script.ended;
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').at(-1)).toBe('trained completed');
  });

  it('is reported once when it was moved, and recording goes on in its files', async () => {
    const folder = newFolder();
    const script = startScript(folder, WORK);
    await script.printed('ready');
    const dir = onlyRun(folder);
    const moved = path.join(folder, 'moved');
    renameSync(dir, moved);
    const { stdout, stderr, code } = await script.ended;
    expect(code).toBe(0);
    expect(stdout.trim().split('\n').at(-1)).toBe('trained completed');
    expect(stderr.match(/was moved while the run was under way/g)).toHaveLength(
      1
    );
    expect(tableOf(moved).series.get('x')?.length).toBe(200);
    const fold = new RunFold();
    fold.push(readFileSync(path.join(moved, 'trialbook', 'journal.jsonl')));
    expect(fold.record.status).toBe('completed');
  });
});
