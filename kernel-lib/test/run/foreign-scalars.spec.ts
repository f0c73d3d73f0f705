import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventEncoder } from '../../src/format';
import { eventFiles, readEventFiles } from '../../src/store/event-files';
import { encodeRecords, join as joined } from '../format/event-files';
import { PYTHON } from '../format/tensorboard-process';
import { runScript } from './script';

const NAME = 'events.out.tfevents.1.host';

function pointsFile(tag: string, value: number): Uint8Array {
  const encoder = new EventEncoder();
  return joined([
    encoder.header(1),
    ...encodeRecords([{ tag, value, step: 3, wallTime: 1 }], encoder)
  ]);
}

describe('scalars that the function’s own code writes', () => {
  it('are part of the run’s account at its end: tensorboardX in a child process', async () => {
    const { stdout, stderr, code } = await runScript(`
      const r = await run(() => {
        log('ours', 1);
        childProcess.execFileSync(${JSON.stringify(PYTHON)}, ['-c', \`
from tensorboardX import SummaryWriter
for folder in ('.', 'logs/train'):
    writer = SummaryWriter(folder)
    for step in range(5):
        writer.add_scalar('loss', 1 / (step + 1), step)
    writer.add_histogram('weights', [1, 2, 3], 1)
    writer.close()
\`]);
      });
      const feed = fs.readFileSync('runs/feed.jsonl', 'utf8').trim().split('\\n').filter(Boolean).map(JSON.parse).at(-1);
      console.log(JSON.stringify({ scalars: readRun(r.dir).scalars, feed: feed.scalars }));`);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    const { scalars, feed } = JSON.parse(stdout) as Record<string, object>;
    expect(scalars).toEqual({
      ours: { count: 1, last: 1, step: 0, min: 1, max: 1 },
      loss: {
        count: 5,
        last: Math.fround(0.2),
        step: 4,
        min: Math.fround(0.2),
        max: 1
      },
      'logs/train/loss': expect.objectContaining({ count: 5, step: 4 })
    });
    expect(Object.keys(feed)).toEqual(['ours', 'loss', 'logs/train/loss']);
  });

  it('do not change a tag that was logged with log()', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'trialbook-foreign-')), NAME);
    writeFileSync(file, pointsFile('loss', 9));
    const { stdout } = await runScript(`
      const r = await run(() => { log('loss', 1); fs.copyFileSync(${JSON.stringify(file)}, '${NAME}'); });
      console.log(JSON.stringify(readRun(r.dir).scalars.loss));`);
    expect(JSON.parse(stdout)).toMatchObject({ count: 1, last: 1 });
  });
});

describe('eventFiles()', () => {
  let dir: string;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'trialbook-events-'));
  });

  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  const put = (path: string, bytes = pointsFile('loss', 1)) => {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), bytes);
  };

  it('finds them in the run and in its folders, four deep', () => {
    put(`b/${NAME}`);
    put(NAME);
    put(`a/b/c/d/${NAME}`);
    put(`a/b/c/d/e/${NAME}`);
    put(`trialbook/${NAME}`);
    put('model.bin');
    expect(eventFiles(dir)).toEqual([NAME, `b/${NAME}`, `a/b/c/d/${NAME}`]);
  });

  it('puts the folder before the tags', () => {
    put(`train/${NAME}`, pointsFile('loss', 1));
    put(NAME, pointsFile('loss', 2));
    const { series } = readEventFiles(dir, eventFiles(dir));
    expect([...series.keys()]).toEqual(['loss', 'train/loss']);
    expect([...(series.get('train/loss')?.values ?? [])]).toEqual([1]);
  });

  it('follows no link, out of the run or round in a circle', () => {
    const other = mkdtempSync(join(tmpdir(), 'trialbook-other-'));
    writeFileSync(join(other, NAME), pointsFile('secret', 1));
    symlinkSync(other, join(dir, 'out'));
    symlinkSync(dir, join(dir, 'circle'));
    symlinkSync(join(other, NAME), join(dir, `link.${NAME}`));
    expect(eventFiles(dir)).toEqual([]);
    rmSync(other, { recursive: true });
  });

  it('does not wait for a pipe, and passes over what it cannot read', () => {
    execFileSync('mkfifo', [join(dir, `pipe.${NAME}`)]);
    expect(eventFiles(dir)).toEqual([]);
    expect(readEventFiles(dir, ['gone', NAME]).points).toBe(0);
    expect(eventFiles(join(dir, 'nowhere'))).toEqual([]);
  });

  it('is bounded in number', () => {
    for (let at = 0; at < 150; at++) {
      put(`f${at}/${NAME}`, new Uint8Array(0));
      put(`${at}.${NAME}`, new Uint8Array(0));
    }
    expect(eventFiles(dir)).toHaveLength(100);
  });
});
