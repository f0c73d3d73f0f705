/** A real TensorBoard on a free loopback port. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';

/** The Python that has TensorBoard. */
export const PYTHON = resolve(__dirname, '../../../.venv/bin/python');

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise(done => server.close(done));
  return port;
}

export interface TensorBoard {
  get(path: string): Promise<unknown>;
  /** The body as it comes. */
  bytes(path: string): Promise<Uint8Array>;
  post(path: string, body: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts TensorBoard and waits until `ready` accepts what its scalars endpoint lists. */
export async function startTensorBoard(
  logdir: string,
  loadFast: 'true' | 'false',
  ready: (tags: Record<string, Record<string, unknown>>) => boolean
): Promise<TensorBoard> {
  const port = await freePort();
  const child = spawn(
    PYTHON,
    ['-m', 'tensorboard.main', '--logdir', logdir, '--host', '127.0.0.1']
      .concat('--port', String(port), '--load_fast', loadFast)
      .concat('--reload_interval', '1'),
    { stdio: ['ignore', 'ignore', 'pipe'] }
  );
  let said = '';
  child.stderr.on('data', (text: Buffer) => (said += text.toString()));
  const ended = new Promise<void>(done => child.on('exit', () => done()));

  const answerOf = async (
    path: string,
    init?: RequestInit
  ): Promise<Response> => {
    const answer = await fetch(`http://127.0.0.1:${port}/data/plugin/${path}`, {
      ...init
    });
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    }
    return answer;
  };
  const ask = async (path: string, init?: RequestInit): Promise<unknown> =>
    (await answerOf(path, init)).json();
  const stop = async (): Promise<void> => {
    child.kill();
    await ended;
  };

  for (let attempt = 0; ; attempt++) {
    try {
      const tags = await ask('scalars/tags');
      if (ready(tags as Record<string, Record<string, unknown>>)) {
        break;
      }
    } catch {
      // Not listening yet.
    }
    if (attempt > 300 || child.exitCode !== null) {
      await stop();
      throw new Error(`TensorBoard did not show the runs. It said: ${said}`);
    }
    await new Promise(done => setTimeout(done, 200));
  }
  return {
    get: ask,
    bytes: async path =>
      new Uint8Array(await (await answerOf(path)).arrayBuffer()),
    post: (path, body) =>
      ask(path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body)
      }),
    stop
  };
}
