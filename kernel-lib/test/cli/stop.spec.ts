import { existsSync, readFileSync } from 'node:fs';
import * as path from 'node:path';
import { listRuns } from '../../src/recorded/catalogue';
import { requestStop, waitForEnd } from '../../src/recorded/stop';
import { newFolder, startScript, type Script } from '../run/script';
import { recordRuns, trialbook, trialbookJson } from './trialbook';

describe('trialbook stop', () => {
  let folder: string;
  let home: string;
  let script: Script | undefined;

  beforeEach(() => {
    folder = newFolder();
    home = path.join(folder, 'runs');
  });

  afterEach(async () => {
    script?.child.kill('SIGKILL');
    await script?.ended;
  });

  /** A run that goes on until it is stopped; it looks for signals only if it logs. */
  async function start({ logs }: { logs: boolean }): Promise<string> {
    script = startScript(
      folder,
      `await run(async function train() {
         console.log('under way');
         for (let step = 0; ; step++) {
           ${logs ? 'log({ loss: 1 }, step);' : ''}
           await new Promise(resolve => setTimeout(resolve, 5));
         }
       }, {}).catch(error => console.log(error.code));`
    );
    await script.printed('under way');
    return listRuns(home)[0].run;
  }

  it('ends a run that logs, waits for its end and says what came', async () => {
    const run = await start({ logs: true });
    const { stdout, status } = trialbook(['stop', run, '--wait'], {
      cwd: folder
    });
    expect(stdout).toBe(`${run} has ended: terminated.\n`);
    expect(status).toBe(0);
    expect((await script?.ended)?.stdout).toContain('STOPPED');
    expect(trialbookJson(['show'], { cwd: folder })).toMatchObject({
      signals: [{ name: 'stop' }]
    });
  });

  it('asks without waiting', async () => {
    const run = await start({ logs: false });
    const { stdout } = trialbook(['stop', 'latest'], { cwd: folder });
    expect(stdout).toBe(`${run} is asked to stop.\n`);
    const signal = path.join(home, run, 'trialbook/signals/stop.json');
    const { time } = JSON.parse(readFileSync(signal, 'utf8')) as {
      time: number;
    };
    expect(time).toBeGreaterThan(1e12);
    // A second request leaves the first one as it is.
    trialbook(['stop', 'latest'], { cwd: folder });
    expect(JSON.parse(readFileSync(signal, 'utf8'))).toEqual({ time });
  });

  it('says of a run that does not listen where it runs', async () => {
    const run = await start({ logs: false });
    const { stdout, status } = trialbook(['stop', run, '--timeout', '0.2'], {
      cwd: folder
    });
    expect(status).toBe(1);
    expect(stdout).toContain(`${run} is still running (process`);
    expect(stdout).toContain(String(script?.child.pid));
  });

  it('leaves a run that has ended alone', async () => {
    const { ids, folder: other, home } = await recordRuns();
    const { stdout, status } = trialbook(['stop', '1'], { cwd: other });
    expect({ stdout, status }).toEqual({
      stdout: `${ids[0]} had ended already: completed.\n`,
      status: 0
    });
    const dir = path.join(home, ids[0]);
    expect(existsSync(path.join(dir, 'trialbook/signals/stop.json'))).toBe(
      false
    );
    expect(requestStop({ home, dir, run: ids[0] })).toBe(false);
  });

  it('finds a run whose process is gone lost', async () => {
    const run = await start({ logs: false });
    script?.child.kill('SIGKILL');
    await script?.ended;
    expect(trialbookJson(['stop', run], { cwd: folder })).toEqual([
      { run, asked: false, status: 'lost' }
    ]);
  });

  it('wants a time that is a number', () => {
    expect(
      trialbook(['stop', '1', '--timeout', 'soon'], { cwd: folder })
    ).toMatchObject({ status: 2 });
  });

  it('waits no longer than its caller wants', async () => {
    const run = await start({ logs: false });
    const dir = path.join(home, run);
    const waiting = new AbortController();
    const waited = waitForEnd(dir, { signal: waiting.signal });
    waiting.abort();
    expect((await waited).status).toBe('running');
  });
});
