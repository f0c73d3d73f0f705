/**
 * @jest-environment node
 */
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isRunId, queueEntryOf } from 'trialbook/format';
import { DiskFiles } from '../../sources/__tests__/disk-files';
import { JobRequests } from '../job-requests';
import { TestRoot } from './home-folder';
import { id } from './queue';

describe('JobRequests', () => {
  let root: TestRoot;
  let folder: string;

  beforeEach(() => {
    root = new TestRoot();
    folder = join(root.home().path, 'requests');
    mkdirSync(folder);
  });

  afterEach(() => root.remove());

  /** Takes away what lies there, as a supervisor does. */
  function take(): unknown[] {
    return readdirSync(folder).map(name => {
      const file = join(folder, name);
      const entry = queueEntryOf(JSON.parse(readFileSync(file, 'utf8')));
      expect(isRunId(name.replace('.json', ''))).toBe(true);
      rmSync(file);
      return entry;
    });
  }

  const requestsWith = (startSupervisor?: (home: string) => Promise<void>) =>
    new JobRequests({
      path: 'runs',
      source: new DiskFiles(root.path),
      startSupervisor
    });

  it('leaves what is asked for where the supervisor takes it', async () => {
    const started: string[] = [];
    const requests = requestsWith(async home => void started.push(home));
    const asked = requests.ask([
      { request: 'resume' },
      { request: 'cancel', jobs: [id('a')] }
    ]);
    const taken: unknown[] = [];
    while (taken.length < 2) {
      await new Promise(resolve => setTimeout(resolve, 10));
      taken.push(...take());
    }
    await asked;
    expect(taken).toContainEqual(
      expect.objectContaining({ type: 'request', request: 'resume' })
    );
    expect(taken).toContainEqual(
      expect.objectContaining({ request: 'cancel', jobs: [id('a')] })
    );
    expect(started).toEqual([]);
  });

  it('has somebody started when nobody takes it', async () => {
    const started: string[] = [];
    await requestsWith(async home => {
      started.push(home);
      take();
    }).ask([{ request: 'pause' }]);
    expect(started).toEqual(['runs']);
  });

  it('tells why nobody can be started', async () => {
    const requests = requestsWith(async () => {
      throw new Error('There is no kernel.');
    });
    await expect(requests.ask([{ request: 'pause' }])).rejects.toThrow(
      'There is no kernel.'
    );
  });
});
