import { appendFileSync } from 'node:fs';
import * as path from 'node:path';
import { encodeLine } from '../../src/format';
import {
  recordRuns,
  trialbook,
  trialbookJson,
  type Recorded
} from './trialbook';

const ESCAPE = String.fromCharCode(27);

describe('trialbook show', () => {
  let recorded: Recorded;
  let run: string;

  beforeAll(async () => {
    recorded = await recordRuns([{ lr: 0.5 }, { lr: 0.25, steps: 3 }]);
    run = recorded.ids[1];
  });

  const show = (...args: string[]) =>
    trialbook(['show', ...args], { cwd: recorded.folder });

  it('tells everything of the newest run', () => {
    const { stdout, stderr, status } = show();
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(new RegExp(`^run +${run}$`, 'm'));
    expect(stdout).toMatch(/^name +train$/m);
    expect(stdout).toMatch(/^status +completed$/m);
    expect(stdout).toMatch(/^created +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/m);
    expect(stdout).toMatch(/^took +\d+\.\d s$/m);
    expect(stdout).toMatch(/^value +0\.75$/m);
    expect(stdout).toMatch(/^folder +\/.*$/m);
    expect(stdout).toMatch(/^ {2}lr +0\.25$/m);
    expect(stdout).toMatch(/^ {2}loss +0\.6+\d* +2 +0\.6+\d* +1 +3$/m);
    expect(stdout).toMatch(/^ {2}Node\.js +v?\d+/m);
  });

  it('says which flags have their default', () => {
    expect(show('2').stdout).toMatch(/^ {2}steps +5 +default$/m);
    expect(show('1').stdout).toMatch(/^ {2}steps +3$/m);
  });

  it('prints the run as JSON', () => {
    expect(
      trialbookJson(['show', run.slice(0, 8)], { cwd: recorded.folder })
    ).toMatchObject({
      id: run,
      status: 'completed',
      flags: { lr: 0.25, steps: 3 },
      scalars: { loss: { step: 2, count: 3 } }
    });
  });

  it('shows an error with its stack', async () => {
    const failed = await recordRuns(
      [{}],
      `function train() { throw new TypeError('no such layer'); }`
    );
    const { stdout } = trialbook(['show'], { cwd: failed.folder });
    expect(stdout).toMatch(/^status +failed$/m);
    expect(stdout).toMatch(/^ {2}TypeError: no such layer$/m);
    expect(stdout).toMatch(/^ {2,}at train/m);
  });

  it('lets no text of a run reach the terminal as anything but text', () => {
    const journal = path.join(
      recorded.home,
      recorded.ids[0],
      'trialbook/journal.jsonl'
    );
    const evil = `${ESCAPE}[2J${ESCAPE}]0;owned\u0007<script>alert(1)</script>\u202e`;
    for (const entry of [
      { type: 'label', time: 1, label: evil },
      { type: 'tags', time: 1, add: [evil], remove: [] },
      { type: 'note', time: 1, text: `${evil}\n${evil}` },
      { type: 'attribute', time: 1, name: evil, value: evil },
      { type: 'warning', time: 1, code: evil, message: evil },
      { type: 'signal', time: 1, name: evil, value: evil },
      { type: 'environment', time: 1, os: evil, packages: { [evil]: evil } },
      { type: 'source', time: 1, notebook: evil, kernel: { name: evil } }
    ] as never[]) {
      appendFileSync(journal, encodeLine(entry, { shared: true }));
    }
    const { stdout, status } = show(recorded.ids[0]);
    expect(status).toBe(0);
    expect(stdout).toContain('\\x1b[2J\\x1b]0;owned\\x07<script>');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  it('names the runs that a short beginning fits', () => {
    const { status, stderr } = show('');
    expect(status).toBe(1);
    expect(stderr).toContain('No run begins with ""');
  });

  it('says how to name a run that is not there', () => {
    const { status, stderr } = show('99');
    expect(status).toBe(1);
    expect(stderr).toContain('numbered from 1 (the newest) to 2');
    expect(
      trialbookJson(['show', 'nope'], { cwd: recorded.folder })
    ).toMatchObject({ error: { code: 'RUN_NOT_FOUND' } });
  });

  it('takes one run only', () => {
    expect(show('1', '2')).toMatchObject({ status: 2 });
  });
});
