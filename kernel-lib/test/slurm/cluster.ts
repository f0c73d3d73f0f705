/** A real Slurm of one node in a folder of its own: loopback only, on free ports, beside any other that is there. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { hostname, tmpdir } from 'node:os';
import * as path from 'node:path';
import { PACKAGE } from '../run/script';
import { until } from '../work/jobs';

const { batchScript, sbatchArguments } = require(
  path.join(PACKAGE, 'dist/work/slurm/script.js')
) as typeof import('../../src/work/slurm/script');

type Submission = Parameters<typeof sbatchArguments>[1];

const PROGRAMS = [
  '/usr/sbin/munged',
  '/usr/sbin/slurmctld',
  '/usr/sbin/slurmd'
];

/** Why there can be no cluster here; undefined when there can. */
export function whyNoCluster(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    return 'only root on Linux can start Slurm.';
  }
  const missing = PROGRAMS.filter(program => !existsSync(program));
  return missing.length > 0
    ? `there is no ${missing.join(', ')}. On Debian: apt-get install slurm-wlm munge`
    : undefined;
}

/** A job as the controller has it. */
export interface ClusterJob {
  /** `17_3` */
  id: string;
  name: string;
  state: string;
}

export class Cluster {
  readonly #dir: string;

  private constructor(dir: string) {
    this.#dir = dir;
  }

  /** Starts one, and has it be the one that this process asks. */
  static async start(): Promise<Cluster> {
    const cluster = new Cluster(
      mkdtempSync(path.join(tmpdir(), 'trialbook-slurm-'))
    );
    try {
      await cluster.#start();
    } catch (error) {
      await cluster.#end();
      throw error;
    }
    return cluster;
  }

  /** Returns when the controller answers. */
  async startController(): Promise<void> {
    ask('/usr/sbin/slurmctld');
    await until(() => ask('scontrol', ['ping']).includes('is UP'));
  }

  /** Ends the controller as an administrator does; it keeps its state. */
  async stopController(): Promise<void> {
    await this.#endDaemon('slurmctld');
  }

  /** All jobs that it knows, those that are over too. */
  jobs(): ClusterJob[] {
    return ask('squeue', [
      '--noheader',
      '--array',
      '--states=all',
      '--format=%i|%j|%T'
    ])
      .split('\n')
      .filter(line => line !== '')
      .map(line => {
        const [id, name, state] = line.split('|');
        return { id, name, state };
      });
  }

  /** Submits what a supervisor would. */
  async submit(home: string, submission: Submission): Promise<void> {
    mkdirSync(path.join(home, 'slurm'), { recursive: true });
    ask('sbatch', sbatchArguments(home, submission), {
      input: batchScript(home, submission.key)
    });
  }

  cancel(id: string): void {
    ask('scancel', [id]);
  }

  /** Takes the place of all jobs in the partitions `back` and `gone`. */
  preempt(): void {
    ask('sbatch', [
      '--partition=first',
      '--exclusive',
      '--output=/dev/null',
      '--wrap=sleep 1'
    ]);
  }

  /** Its only node fails, and is there again. */
  failNode(): void {
    const name = `NodeName=${hostname().split('.')[0]}`;
    ask('scontrol', ['update', name, 'State=DOWN', 'Reason=test']);
    ask('scontrol', ['update', name, 'State=RESUME']);
  }

  /** Slurm lets a job that was put back wait for two minutes, unless an administrator ends that. */
  startWhatWasPutBack(): void {
    const waiting = ask('squeue', [
      '--noheader',
      '--array',
      '--states=PENDING',
      '--format=%i|%r'
    ]);
    for (const [, id] of waiting.matchAll(/^(.*)\|BeginTime$/gm)) {
      ask('scontrol', ['update', `JobId=${id}`, 'StartTime=now']);
    }
  }

  async stop(): Promise<void> {
    ask('scancel', ['--me']);
    await until(() => ask('squeue', ['--noheader']) === '');
    await this.#end();
  }

  async #start(): Promise<void> {
    const dir = this.#dir;
    ['state', 'spool', 'log'].forEach(name => mkdirSync(path.join(dir, name)));
    writeFileSync(path.join(dir, 'slurm.conf'), await configuration(dir));
    writeFileSync(path.join(dir, 'munge.key'), randomBytes(128), {
      mode: 0o400
    });
    process.env.SLURM_CONF = path.join(dir, 'slurm.conf');
    ask('/usr/sbin/munged', [
      '--force',
      `--key-file=${dir}/munge.key`,
      `--socket=${dir}/munge.sock`,
      `--pid-file=${dir}/munged.pid`,
      `--log-file=${dir}/log/munged.log`,
      `--seed-file=${dir}/munge.seed`
    ]);
    await this.startController();
    ask('/usr/sbin/slurmd');
    await until(
      () =>
        ask('sinfo', ['--noheader', '--format=%T', '--partition=main']) ===
        'idle'
    );
  }

  async #end(): Promise<void> {
    for (const name of ['slurmd', 'slurmctld', 'munged']) {
      await this.#endDaemon(name);
    }
    delete process.env.SLURM_CONF;
    rmSync(this.#dir, { recursive: true, force: true });
  }

  async #endDaemon(name: string): Promise<void> {
    const file = path.join(this.#dir, `${name}.pid`);
    if (existsSync(file)) {
      const pid = Number(readFileSync(file, 'utf8'));
      process.kill(pid, 'SIGTERM');
      await until(() => !existsSync(`/proc/${pid}`));
    }
  }
}

/** What a command says. Jest has an environment of its own, which children do not get by themselves. */
function ask(
  command: string,
  args: readonly string[] = [],
  options: { input?: string } = {}
): string {
  return execFileSync(command, args, {
    encoding: 'utf8',
    env: process.env,
    stdio: ['pipe', 'pipe', 'ignore'],
    ...options
  }).trim();
}

async function configuration(dir: string): Promise<string> {
  const host = hostname().split('.')[0];
  const [controller, daemon] = [await freePort(), await freePort()];
  return `ClusterName=trialbook
SlurmctldHost=${host}(127.0.0.1)
SlurmUser=root
SlurmdUser=root
SlurmctldPort=${controller}
SlurmdPort=${daemon}
AuthType=auth/munge
AuthInfo=socket=${dir}/munge.sock
StateSaveLocation=${dir}/state
SlurmdSpoolDir=${dir}/spool
SlurmctldPidFile=${dir}/slurmctld.pid
SlurmdPidFile=${dir}/slurmd.pid
SlurmctldLogFile=${dir}/log/slurmctld.log
SlurmdLogFile=${dir}/log/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
ReturnToService=2
KillWait=5
MessageTimeout=10
SchedulerType=sched/backfill
SchedulerParameters=batch_sched_delay=0,sched_interval=2,bf_interval=2
SlurmdParameters=config_overrides
SelectType=select/cons_tres
SelectTypeParameters=CR_Core_Memory
AccountingStorageType=accounting_storage/none
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
JobAcctGatherType=jobacct_gather/linux
JobAcctGatherFrequency=task=1
JobAcctGatherParams=OverMemoryKill
NodeName=${host} NodeAddr=127.0.0.1 CPUs=4 RealMemory=4000 State=UNKNOWN
PreemptType=preempt/partition_prio
PreemptMode=REQUEUE
PartitionName=main Nodes=${host} Default=YES MaxTime=INFINITE State=UP PreemptMode=OFF
PartitionName=back Nodes=${host} MaxTime=INFINITE State=UP PreemptMode=REQUEUE
PartitionName=gone Nodes=${host} MaxTime=INFINITE State=UP PreemptMode=CANCEL
PartitionName=first Nodes=${host} MaxTime=INFINITE State=UP PriorityTier=9 PreemptMode=OFF
`;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
