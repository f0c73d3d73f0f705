/** A Jupyter front end without a screen: starts a kernel as a Jupyter server does and speaks its protocol. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import * as path from 'node:path';
import { Dealer, Subscriber } from 'zeromq';

/** An output message of a kernel. */
export interface Output {
  type: string;
  content: Record<string, unknown>;
  /** Id of the request it belongs to. */
  parent: string;
}

export interface Execution {
  /** `ok`, `error`, `abort`. */
  status: string;
  count?: number;
  /** Outputs of this execution, without status messages, in order. */
  outputs: Output[];
  /** Everything printed, joined. */
  stdout: string;
  stderr: string;
}

interface Header {
  msg_id: string;
  msg_type: string;
}

interface Message {
  header: Header;
  parent: Partial<Header>;
  content: Record<string, unknown>;
}

/** How a kernel is started: `{connection_file}` stands for the path of that file. */
export interface KernelSpec {
  argv: string[];
  env?: Record<string, string>;
}

const KEY = 'key of the tests';
const DELIMITER = '<IDS|MSG>';

/** Milliseconds after which a kernel that is silent is taken for stuck. */
const START_LIMIT = 20_000;

export class KernelClient {
  /** Every output message so far, status messages too, in order. */
  readonly messages: Output[] = [];
  /** What the process itself wrote, outside of the protocol. */
  log = '';
  readonly exited: Promise<{ code: number | null; signal: string | null }>;
  readonly #process: ChildProcess;
  readonly #shell = new Dealer({ linger: 0 });
  readonly #control = new Dealer({ linger: 0 });
  readonly #iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  readonly #session = randomUUID();
  readonly #replies = new Map<string, Message>();
  #wake: (() => void)[] = [];
  #ended = false;

  private constructor(process: ChildProcess, ports: number[]) {
    this.#process = process;
    process.stdout?.on('data', chunk => (this.log += String(chunk)));
    process.stderr?.on('data', chunk => (this.log += String(chunk)));
    this.exited = new Promise(resolve => {
      process.once('exit', (code, signal) => {
        this.#ended = true;
        this.log += `(exit code ${code}, signal ${signal})`;
        this.#notify();
        // Open sockets would keep the tests alive.
        this.#shell.close();
        this.#control.close();
        this.#iopub.close();
        resolve({ code, signal });
      });
    });
    const [shell, iopub, , control] = ports;
    this.#shell.connect(`tcp://127.0.0.1:${shell}`);
    this.#control.connect(`tcp://127.0.0.1:${control}`);
    this.#iopub.connect(`tcp://127.0.0.1:${iopub}`);
    this.#iopub.subscribe();
    void this.#receiveOutputs();
    void this.#receiveReplies(this.#shell);
    void this.#receiveReplies(this.#control);
  }

  /** Starts a kernel in a folder and waits until it answers. */
  static async start(
    spec: KernelSpec,
    folder: string,
    notebook?: string
  ): Promise<KernelClient> {
    const ports = await freePorts(5);
    const [shell_port, iopub_port, stdin_port, control_port, hb_port] = ports;
    const file = path.join(folder, `kernel-${randomUUID()}.json`);
    writeFileSync(
      file,
      JSON.stringify({
        transport: 'tcp',
        ip: '127.0.0.1',
        signature_scheme: 'hmac-sha256',
        key: KEY,
        shell_port,
        iopub_port,
        stdin_port,
        control_port,
        hb_port
      })
    );
    const [program, ...args] = spec.argv.map(arg =>
      arg.replace('{connection_file}', file)
    );
    const child = spawn(program, args, {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        ...(notebook ? { JPY_SESSION_NAME: notebook } : {}),
        ...spec.env
      }
    });
    const client = new KernelClient(child, ports);
    if (await client.#isReady()) {
      return client;
    }
    await client.kill();
    return KernelClient.start(spec, folder, notebook);
  }

  get pid(): number {
    return this.#process.pid ?? -1;
  }

  /**
   * Executes a cell and waits for its reply and its `idle`. tslab aborts what comes within 200 ms after an error:
   * such a cell is sent again.
   */
  async execute(
    code: string,
    options: { cellId?: string } = {}
  ): Promise<Execution> {
    for (;;) {
      const execution = await this.finish(await this.begin(code, options));
      if (execution.status !== 'abort') {
        return execution;
      }
    }
  }

  /** Sends a cell to the kernel and returns the id of the request. */
  begin(code: string, { cellId }: { cellId?: string } = {}): Promise<string> {
    return this.#send(
      this.#shell,
      'execute_request',
      { code, silent: false, store_history: true },
      cellId === undefined ? {} : { cellId }
    );
  }

  /** Waits for the end of a cell. */
  async finish(id: string): Promise<Execution> {
    await this.until(() => this.isIdle(id) && this.#replies.has(id));
    const reply = this.#replies.get(id)?.content ?? {};
    const outputs = this.outputsOf(id);
    return {
      status: String(reply.status),
      count: reply.execution_count as number | undefined,
      outputs,
      stdout: streamText(outputs, 'stdout'),
      stderr: streamText(outputs, 'stderr')
    };
  }

  /** Whether the kernel has said that it is done with a request. */
  isIdle(id: string): boolean {
    return this.messages.some(
      message =>
        message.parent === id &&
        message.type === 'status' &&
        message.content.execution_state === 'idle'
    );
  }

  /** Outputs that belong to a request, without status messages. */
  outputsOf(id: string): Output[] {
    return this.messages.filter(
      message => message.parent === id && message.type !== 'status'
    );
  }

  /** Waits until a condition over the messages holds. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.#ended) {
        throw new Error(`The kernel has ended. It wrote:\n${this.log}`);
      }
      await new Promise<void>(resolve => this.#wake.push(resolve));
    }
  }

  /** Interrupts as Jupyter does: by a signal to the process. */
  interrupt(): void {
    this.#process.kill('SIGINT');
  }

  /** Asks the kernel to end, and waits for its end. */
  async shutdown(options: { restart?: boolean } = {}) {
    await this.#send(this.#control, 'shutdown_request', {
      restart: options.restart ?? false
    });
    return this.exited;
  }

  /** Ends the process at once, if it has not ended yet. */
  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.exited;
  }

  /**
   * Whether the kernel came up. On a busy machine stock tslab may not: it answers the first request before its output
   * socket is bound ("Socket is blocked by a bind"), and then nothing more.
   */
  async #isReady(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<false>(resolve => {
      timer = setTimeout(() => resolve(false), START_LIMIT);
    });
    const ready = this.#ready().then(() => true);
    ready.catch(() => undefined);
    try {
      return await Promise.race([ready, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Outputs sent before the subscription came through are lost, so the question is repeated until one is heard. */
  async #ready(): Promise<void> {
    while (this.messages.length === 0) {
      if (this.#ended) {
        throw new Error(`The kernel did not start. It wrote:\n${this.log}`);
      }
      const id = await this.#send(this.#shell, 'kernel_info_request', {});
      await this.until(() => this.#replies.has(id));
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  async #send(
    socket: Dealer,
    msg_type: string,
    content: object,
    metadata: object = {}
  ): Promise<string> {
    const msg_id = randomUUID();
    const header = {
      msg_id,
      msg_type,
      session: this.#session,
      username: 'test',
      version: '5.3',
      date: new Date().toISOString()
    };
    const bodies = [header, {}, metadata, content].map(body =>
      JSON.stringify(body)
    );
    const signature = sign(bodies);
    await socket.send([DELIMITER, signature, ...bodies]);
    return msg_id;
  }

  async #receiveOutputs(): Promise<void> {
    for await (const frames of this.#iopub) {
      const { header, parent, content } = parse(frames);
      const type = header.msg_type;
      this.messages.push({ type, content, parent: parent.msg_id ?? '' });
      this.#notify();
    }
  }

  async #receiveReplies(socket: Dealer): Promise<void> {
    for await (const frames of socket) {
      const message = parse(frames);
      this.#replies.set(message.parent.msg_id ?? '', message);
      this.#notify();
    }
  }

  #notify(): void {
    const waiting = this.#wake;
    this.#wake = [];
    waiting.forEach(resolve => resolve());
  }
}

function parse(frames: Buffer[]): Message {
  const at = frames.findIndex(frame => frame.toString() === DELIMITER);
  const texts = frames.slice(at + 1).map(frame => frame.toString());
  const [signature, ...bodies] = texts;
  if (signature !== sign(bodies)) {
    throw new Error('A message of the kernel is signed wrongly.');
  }
  const [header, parent, , content] = bodies.map(
    body => JSON.parse(body) as unknown
  );
  return { header, parent, content } as Message;
}

function sign(bodies: string[]): string {
  const hmac = createHmac('sha256', KEY);
  bodies.forEach(body => hmac.update(body));
  return hmac.digest('hex');
}

function streamText(outputs: Output[], name: string): string {
  return outputs
    .filter(({ type, content }) => type === 'stream' && content.name === name)
    .map(({ content }) => String(content.text))
    .join('');
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
