/** A kernel of our own: its process, and Jupyter's protocol over ZeroMQ. https://jupyter-client.readthedocs.io/en/stable/messaging.html */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Dealer, Subscriber } from 'zeromq';
import { TrialbookError } from '../../errors';
import { signalGroup } from '../signals';
import type { FoundKernel } from './find-kernel';

/** A message of a kernel. */
export interface KernelMessage {
  type: string;
  /** Id of the request it belongs to. */
  parent: string;
  content: Record<string, unknown>;
}

type ZeroMQ = typeof import('zeromq');

const DELIMITER = '<IDS|MSG>';

/** Milliseconds after which a kernel that does not answer is started again; as often as `STARTS`. */
const START_LIMIT = 30_000;
const STARTS = 3;

/** Bytes of the process's own words that are kept for errors. */
const LOG_LIMIT = 4000;

export interface KernelProcessOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Gets every output message, in order. */
  output(message: KernelMessage): void;
}

export class KernelProcess {
  /** Resolved when the process has ended. */
  readonly exited: Promise<void>;
  hasExited = false;
  readonly #kernel: FoundKernel;
  readonly #process: ChildProcess;
  readonly #key: string;
  readonly #folder: string;
  readonly #shell: Dealer;
  readonly #control: Dealer;
  readonly #iopub: Subscriber;
  readonly #session = randomUUID();
  readonly #replies = new Map<string, KernelMessage>();
  readonly #idle = new Set<string>();
  readonly #output: (message: KernelMessage) => void;
  #heard = false;
  #log = '';
  #wake: (() => void)[] = [];

  /**
   * Starts a kernel and waits until it answers.
   * @throws TrialbookError NOTEBOOK
   */
  static async start(
    kernel: FoundKernel,
    options: KernelProcessOptions
  ): Promise<KernelProcess> {
    const zeromq = loadZeroMQ();
    for (let attempt = 1; ; attempt++) {
      const started = new KernelProcess(
        kernel,
        options,
        zeromq,
        await freePorts(5)
      );
      if (await started.#isReady()) {
        return started;
      }
      started.kill();
      await started.exited;
      if (attempt === STARTS || started.#log.includes('ENOENT')) {
        throw new TrialbookError(
          'NOTEBOOK',
          `The kernel ${kernel.name} did not start (${kernel.argv.join(' ')}). ${started.#log.trim() || 'It said nothing.'}`
        );
      }
    }
  }

  private constructor(
    kernel: FoundKernel,
    { cwd, env, output }: KernelProcessOptions,
    { Dealer, Subscriber }: ZeroMQ,
    [shell_port, iopub_port, stdin_port, control_port, hb_port]: number[]
  ) {
    this.#kernel = kernel;
    this.#output = output;
    this.#key = randomBytes(24).toString('hex');
    this.#folder = mkdtempSync(join(tmpdir(), 'trialbook-kernel-'));
    const file = join(this.#folder, 'connection.json');
    const ip = '127.0.0.1';
    writeFileSync(
      file,
      JSON.stringify({
        transport: 'tcp',
        ip,
        signature_scheme: 'hmac-sha256',
        key: this.#key,
        shell_port,
        iopub_port,
        stdin_port,
        control_port,
        hb_port
      }),
      { mode: 0o600 }
    );
    const [program, ...args] = kernel.argv.map(arg =>
      arg.replaceAll('{connection_file}', file)
    );
    this.#process = spawn(program, args, {
      cwd,
      env: { ...env, ...kernel.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A terminal's Ctrl-C is ours to hand on.
      detached: true
    });
    const keep = (chunk: Buffer) => {
      this.#log = (this.#log + String(chunk)).slice(-LOG_LIMIT);
    };
    this.#process.stdout?.on('data', keep);
    this.#process.stderr?.on('data', keep);
    this.#shell = new Dealer({ linger: 0 });
    this.#control = new Dealer({ linger: 0 });
    this.#iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
    this.exited = new Promise(resolve => {
      const end = () => {
        this.#end();
        resolve();
      };
      this.#process.once('exit', end);
      this.#process.once('error', error => {
        keep(Buffer.from(error.message));
        end();
      });
    });
    this.#shell.connect(`tcp://${ip}:${shell_port}`);
    this.#control.connect(`tcp://${ip}:${control_port}`);
    this.#iopub.connect(`tcp://${ip}:${iopub_port}`);
    this.#iopub.subscribe();
    void this.#receiveOutputs();
    void this.#receiveReplies(this.#shell);
    void this.#receiveReplies(this.#control);
  }

  /** What the process itself wrote, outside of the protocol: its end. */
  get log(): string {
    return this.#log;
  }

  /**
   * Executes a cell and waits for its reply and the last of its output.
   * @param begun called with the id that its outputs belong to.
   * @throws TrialbookError NOTEBOOK when the kernel ends before.
   */
  async execute(
    code: string,
    begun: (id: string) => void,
    metadata: object = {}
  ): Promise<Record<string, unknown>> {
    const id = randomUUID();
    begun(id);
    await this.#send(
      this.#shell,
      'execute_request',
      {
        code,
        silent: false,
        store_history: true,
        user_expressions: {},
        allow_stdin: false,
        stop_on_error: true
      },
      { id, metadata }
    );
    await this.#until(() => this.#idle.has(id) && this.#replies.has(id));
    return this.#replies.get(id)?.content ?? {};
  }

  /** Interrupts what is executing, as Jupyter does. */
  interrupt(): void {
    if (this.hasExited) {
      return;
    }
    if (this.#kernel.interrupt === 'message') {
      void this.#send(this.#control, 'interrupt_request', {}).catch(
        () => undefined
      );
    } else {
      signalGroup(this.#process, 'SIGINT');
    }
  }

  /** Asks the kernel to end; what does not end in `grace` milliseconds is killed. */
  async shutdown(grace = 5000): Promise<void> {
    if (!this.hasExited) {
      const timer = setTimeout(() => this.kill(), grace);
      await this.#send(this.#control, 'shutdown_request', {
        restart: false
      }).catch(() => this.kill());
      await this.exited;
      clearTimeout(timer);
    }
  }

  kill(): void {
    signalGroup(this.#process, 'SIGKILL');
  }

  #end(): void {
    this.hasExited = true;
    this.#shell.close();
    this.#control.close();
    this.#iopub.close();
    rmSync(this.#folder, { recursive: true, force: true });
    this.#notify();
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.hasExited) {
        throw new TrialbookError(
          'NOTEBOOK',
          `The kernel ${this.#kernel.name} ended by itself. ${this.#log.trim()}`.trim()
        );
      }
      await new Promise<void>(resolve => this.#wake.push(resolve));
    }
  }

  /**
   * Whether the kernel came up. Outputs that were sent before the subscription came through are lost, so the question is
   * repeated until one is heard; on a busy machine a stock tslab may never answer.
   */
  async #isReady(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>(resolve => {
      timer = setTimeout(() => resolve(false), START_LIMIT);
    });
    const asked = this.#ask().then(
      () => true,
      () => false
    );
    const ready = await Promise.race([asked, late]);
    clearTimeout(timer);
    return ready;
  }

  async #ask(): Promise<void> {
    while (!this.#heard) {
      const id = randomUUID();
      await this.#send(this.#shell, 'kernel_info_request', {}, { id });
      await this.#until(() => this.#replies.has(id));
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  async #send(
    socket: Dealer,
    msg_type: string,
    content: object,
    {
      id = randomUUID(),
      metadata = {}
    }: { id?: string; metadata?: object } = {}
  ): Promise<void> {
    const header = {
      msg_id: id,
      msg_type,
      session: this.#session,
      username: 'trialbook',
      version: '5.3',
      date: new Date().toISOString()
    };
    const bodies = [header, {}, metadata, content].map(body =>
      JSON.stringify(body)
    );
    await socket.send([DELIMITER, this.#sign(bodies), ...bodies]);
  }

  async #receiveOutputs(): Promise<void> {
    for await (const frames of this.#iopub) {
      this.#heard = true;
      const message = this.#parse(frames as Buffer[]);
      if (!message) {
        continue;
      }
      if (message.type === 'status') {
        if (message.content.execution_state === 'idle') {
          this.#idle.add(message.parent);
        }
      } else {
        this.#output(message);
      }
      this.#notify();
    }
  }

  async #receiveReplies(socket: Dealer): Promise<void> {
    for await (const frames of socket) {
      const message = this.#parse(frames as Buffer[]);
      if (message) {
        this.#replies.set(message.parent, message);
        this.#notify();
      }
    }
  }

  /** A message whose signature does not hold is none. */
  #parse(frames: Buffer[]): KernelMessage | undefined {
    const texts = frames.map(frame => frame.toString());
    const at = texts.indexOf(DELIMITER);
    const [signature, ...bodies] = texts.slice(at + 1);
    if (at < 0 || signature !== this.#sign(bodies.slice(0, 4))) {
      return undefined;
    }
    const [header, parent, , content] = bodies.map(
      body => JSON.parse(body) as Record<string, unknown>
    );
    return {
      type: String(header.msg_type),
      parent: String(parent.msg_id ?? ''),
      content
    };
  }

  #sign(bodies: readonly string[]): string {
    const hmac = createHmac('sha256', this.#key);
    bodies.forEach(body => hmac.update(body));
    return hmac.digest('hex');
  }

  #notify(): void {
    const waiting = this.#wake;
    this.#wake = [];
    waiting.forEach(resolve => resolve());
  }
}

/** Loaded when it is needed: it is native, and optional. */
function loadZeroMQ(): ZeroMQ {
  try {
    return require('zeromq') as ZeroMQ;
  } catch (cause) {
    throw new TrialbookError(
      'NOTEBOOK',
      'Running a notebook needs the package zeromq, which could not be loaded. Run "npm install zeromq" where trialbook is installed.',
      { cause }
    );
  }
}

/** Ports that were free a moment ago. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(
    servers.map(
      server =>
        new Promise<number>((resolve, reject) => {
          server.once('error', reject);
          server.listen(0, '127.0.0.1', () =>
            resolve((server.address() as AddressInfo).port)
          );
        })
    )
  );
  await Promise.all(
    servers.map(server => new Promise(resolve => server.close(resolve)))
  );
  return ports;
}
