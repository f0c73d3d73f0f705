import fc from 'fast-check';
import { isTemporary } from '../../src/work/slurm/commands';
import {
  batchScript,
  ranges,
  sbatchArguments
} from '../../src/work/slurm/script';
import {
  isHopeless,
  isLive,
  readSacct,
  readSqueue,
  verdictOf
} from '../../src/work/slurm/states';
import { optionsFor } from '../../src/work/slurm/options';
import { parseRequirement } from '../../src/plan/requirements';

const KEY = 'h8t0v2y4a6cg';

describe('what squeue says', () => {
  it("is told apart by key and index, and has nobody else's jobs", () => {
    const said = [
      `17|0|RUNNING|trialbook-${KEY}|None`,
      `17|1|PENDING|trialbook-${KEY}|Resources`,
      '18|N/A|RUNNING|train|None',
      'slurm_load_jobs error: Invalid job id specified',
      ''
    ].join('\n');
    expect([...readSqueue(said)]).toEqual([
      [`${KEY}.0`, { id: '17', state: 'RUNNING', reason: 'None' }],
      [`${KEY}.1`, { id: '17', state: 'PENDING', reason: 'Resources' }]
    ]);
  });

  it('counts the one that may still run, of an attempt that was submitted twice', () => {
    const lines = [
      `17|0|RUNNING|trialbook-${KEY}|None`,
      `19|0|COMPLETED|trialbook-${KEY}|None`
    ];
    for (const order of [lines, [...lines].reverse()]) {
      expect(readSqueue(order.join('\n')).get(`${KEY}.0`)?.state).toBe(
        'RUNNING'
      );
    }
  });

  it('is read whatever it is', () => {
    fc.assert(
      fc.property(fc.string(), text => {
        expect([...readSqueue(text), ...readSacct(text)]).toEqual([]);
      })
    );
  });
});

describe('what sacct says', () => {
  it('has who cancelled left out', () => {
    const said = `17_0|CANCELLED by 1000|trialbook-${KEY}\n17_1|OUT_OF_MEMORY|trialbook-${KEY}\n17_[2-3]|PENDING|trialbook-${KEY}\n`;
    expect([...readSacct(said)]).toEqual([
      [`${KEY}.0`, { id: '17', state: 'CANCELLED', reason: '' }],
      [`${KEY}.1`, { id: '17', state: 'OUT_OF_MEMORY', reason: '' }]
    ]);
  });
});

describe('the end of a Slurm job', () => {
  it.each([
    ['OUT_OF_MEMORY', 'out-of-memory'],
    ['PREEMPTED', 'preempted'],
    ['REVOKED', 'preempted'],
    ['NODE_FAIL', 'node-fail'],
    ['BOOT_FAIL', 'node-fail'],
    ['TIMEOUT', 'timeout'],
    ['DEADLINE', 'timeout'],
    ['CANCELLED', 'cancelled'],
    // The run tells.
    ['COMPLETED', undefined],
    ['FAILED', undefined],
    ['', undefined]
  ])('%s is %s', (state, reason) => {
    expect(verdictOf(state)?.reason).toBe(reason);
    expect(isLive(state)).toBe(false);
  });

  it('is for lack of memory when Slurm says so in the log only', () => {
    for (const words of [
      'slurmstepd-vm: error: Exceeded job memory limit',
      'step 1\nslurmstepd: error: Detected 1 oom_kill event in StepId=2.batch.',
      'slurmstepd: error: Detected 1 oom-kill event(s) in step 2.batch cgroup.'
    ]) {
      expect(verdictOf('FAILED', words)?.reason).toBe('out-of-memory');
      expect(verdictOf('COMPLETED', words)).toBeUndefined();
    }
    expect(verdictOf('FAILED', 'error: out of memory')).toBeUndefined();
  });

  it('is not near while it is requeued, suspended or resized', () => {
    for (const state of [
      'PENDING',
      'REQUEUED',
      'REQUEUE_HOLD',
      'SUSPENDED',
      'RESIZING',
      'STOPPED',
      'COMPLETING'
    ]) {
      expect(isLive(state)).toBe(true);
    }
  });

  it('comes before the beginning when no partition gives so much time', () => {
    const state = (reason: string) => ({ id: '1', state: 'PENDING', reason });
    expect(isHopeless(state('PartitionTimeLimit'))).toBe(true);
    expect(isHopeless(state('Resources'))).toBe(false);
    expect(
      isHopeless({ ...state('PartitionTimeLimit'), state: 'RUNNING' })
    ).toBe(false);
  });
});

describe('what a command says when it fails', () => {
  it.each([
    ['Unable to contact slurm controller (connect failure)', true],
    ['Socket timed out on send/recv operation', true],
    ['Zero Bytes were transmitted or received', true],
    ['Resource temporarily unavailable', true],
    ['Slurm temporarily unable to accept job, sleeping and retrying', true],
    ['QOSMaxSubmitJobPerUserLimit\nJob violates accounting/QOS policy', true],
    [
      'QOSMaxWallDurationPerJobLimit\nJob violates accounting/QOS policy',
      false
    ],
    ['Invalid partition name specified', false],
    ['Requested node configuration is not available', false],
    ['Invalid account or account/partition combination specified', false]
  ])('%s: may succeed later: %s', (stderr, is) => {
    expect(isTemporary(`sbatch: error: ${stderr}`)).toBe(is);
  });
});

describe('what sbatch is given', () => {
  it('has the key in the name, the attempts as an array, and files in the home', () => {
    const args = sbatchArguments('/homes/100%', {
      key: KEY,
      launcher: {
        on: 'slurm',
        options: {
          partition: 'gpu',
          exclusive: '',
          wrap: 'id',
          export: 'NONE'
        },
        limit: 4,
        notice: 90_000,
        requeues: 0
      },
      indexes: [7, 0, 1, 2]
    });
    expect(args).toEqual([
      '--partition=gpu',
      '--exclusive',
      '--parsable',
      `--job-name=trialbook-${KEY}`,
      '--array=0-2,7%4',
      '--chdir=/homes/100%',
      `--output=/homes/100%%/slurm/${KEY}.%a.log`,
      `--error=/homes/100%%/slurm/${KEY}.%a.log`,
      '--open-mode=append',
      '--no-requeue',
      '--signal=B:USR2@90'
    ]);
  });

  it('quotes what the shell would read otherwise', () => {
    expect(batchScript(`/it's $HOME`, KEY)).toContain(
      `'/it'\\''s $HOME' '${KEY}' &`
    );
  });

  it('names runs of numbers by their ends', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(60), { minLength: 1 }), indexes => {
        const named = ranges(indexes)
          .split(',')
          .flatMap(part => {
            const [from, to = from] = part.split('-').map(Number);
            return Array.from({ length: to - from + 1 }, (_, at) => from + at);
          });
        expect(named).toEqual([...indexes].sort((a, b) => a - b));
      })
    );
  });

  it('rounds time and memory up to what Slurm counts in', () => {
    const [asked] = parseRequirement(
      'duration=1h & cpu(cores=4, mem=1G) & cuda(mem=4G)*2'
    );
    expect(optionsFor(asked, 'gpu:a100')).toEqual({
      time: '60',
      'cpus-per-task': '4',
      mem: '954M',
      gres: 'gpu:a100:2'
    });
    expect(optionsFor({ duration: 61_000, accelerators: [] })).toEqual({
      time: '2'
    });
  });
});
