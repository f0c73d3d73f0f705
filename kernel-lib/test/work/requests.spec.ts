/** What viewers want of jobs: files in the home. */
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  symlinkSync,
  utimesSync,
  writeFileSync
} from 'node:fs';
import * as path from 'node:path';
import { newId } from '../../src/store/home';
import { takeRequests } from '../../src/work/queue/requests';
import {
  atRest,
  jobsOf,
  keepFunction,
  newHome,
  readQueue,
  requestsOf,
  until,
  work
} from './jobs';

jest.setTimeout(60_000);

describe('requests of viewers', () => {
  let home: string;

  beforeEach(() => {
    home = newHome();
    mkdirSync(path.join(home, 'requests'));
  });

  function put(content: unknown, name = `${newId()}.json`): string {
    const file = path.join(home, 'requests', name);
    const text =
      typeof content === 'string' ? content : JSON.stringify(content);
    writeFileSync(file, text);
    return file;
  }

  const age = (file: string) => utimesSync(file, 1, 1);

  const left = () => readdirSync(path.join(home, 'requests'));

  const lines = () =>
    existsSync(path.join(home, 'queue.jsonl'))
      ? readFileSync(path.join(home, 'queue.jsonl'), 'utf8')
          .split('\n')
          .filter(Boolean)
      : [];

  it('become lines of the queue, in the order of their times', () => {
    const batch = newId();
    put({ type: 'request', time: 3, request: 'resume' });
    put({ type: 'request', time: 1, request: 'cancel', jobs: [newId()] });
    put({ type: 'request', time: 2, request: 'pause', batch });
    takeRequests(home);
    expect(lines().map(line => JSON.parse(line) as object)).toMatchObject([
      { type: 'request', request: 'cancel' },
      { type: 'request', request: 'pause', batch },
      { type: 'request', request: 'resume' }
    ]);
    expect(left()).toEqual([]);
    takeRequests(home);
    expect(lines()).toHaveLength(3);
  });

  it('that name many jobs become several lines', () => {
    const jobs = Array.from({ length: 250 }, newId);
    put({ type: 'request', time: 1, request: 'retry', jobs });
    takeRequests(home);
    const entries = lines().map(line => JSON.parse(line) as { jobs: string[] });
    expect(entries.map(entry => entry.jobs.length)).toEqual([100, 100, 50]);
    expect(entries.flatMap(entry => entry.jobs)).toEqual(jobs);
  });

  it('are waited for while they are being written', () => {
    const file = put('{"type": "request", "time": 1, "requ');
    takeRequests(home);
    expect(left()).toHaveLength(1);
    writeFileSync(file, '{"type":"request","time":1,"request":"pause"}');
    takeRequests(home);
    expect(left()).toEqual([]);
    expect(readQueue(home).paused).toBe(true);
  });

  it.each([
    ['no JSON', 'pause'],
    [
      'another entry',
      { type: 'ended', time: 1, job: newId(), status: 'failed' }
    ],
    ['an unknown request', { type: 'request', time: 1, request: 'delete' }],
    [
      'no batch',
      { type: 'request', time: 1, request: 'cancel', batch: '../x' }
    ],
    [
      'too much',
      ' '.repeat(2 ** 20) + '{"type":"request","time":1,"request":"pause"}'
    ]
  ])('that are none are deleted: %s', (_, content) => {
    age(put(content));
    takeRequests(home);
    expect(left()).toEqual([]);
    expect(lines()).toEqual([]);
  });

  it('are no links, and no files of another name', () => {
    const outside = path.join(path.dirname(home), 'outside.json');
    writeFileSync(outside, '{"type":"request","time":1,"request":"pause"}');
    symlinkSync(outside, path.join(home, 'requests', `${newId()}.json`));
    age(put({ type: 'request', time: 1, request: 'pause' }, 'mine.json'));
    takeRequests(home);
    expect(left()).toEqual(['mine.json']);
    expect(existsSync(outside)).toBe(true);
    expect(lines()).toEqual([]);
  });

  it('are of no matter when their folder is a link', () => {
    const other = newHome();
    const elsewhere = path.join(other, 'elsewhere');
    mkdirSync(elsewhere);
    const file = path.join(elsewhere, `${newId()}.json`);
    writeFileSync(file, '{"type":"request","time":1,"request":"pause"}');
    symlinkSync(elsewhere, path.join(other, 'requests'));
    takeRequests(other);
    expect(existsSync(file)).toBe(true);
    expect(readFileSync(path.join(other, 'queue.jsonl'), 'utf8')).toBe('');
  });

  it('are heard by the supervisor', async () => {
    const facts = keepFunction(
      home,
      'train',
      'async function train({ n }) { for (;;) { log("a", 1); await new Promise(r => setTimeout(r, 10)); } }'
    );
    const { batch } = await work.submit(
      home,
      facts,
      requestsOf('train', [{ n: 1 }])
    );
    work.ensureSupervisor(home);
    await until(() => jobsOf(home)[0].run !== undefined);
    put({ type: 'request', time: Date.now(), request: 'cancel', batch });
    await until(() => jobsOf(home)[0].state === 'terminated');
    await atRest(home);
  });
});
