import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const PROGRAM = resolve(__dirname, '../../../../.venv/bin/jupyter-server');

/** A Jupyter server of this checkout that serves a folder of its own. */
export interface IJupyterServer {
  baseUrl: string;
  token: string;
  /** The folder that it serves. */
  root: string;
  stop(): Promise<void>;
}

/** Starts a server on a free port of the loopback interface. */
export async function startJupyterServer(): Promise<IJupyterServer> {
  const home = mkdtempSync(join(tmpdir(), 'trialbook-jupyter-'));
  const root = mkdtempSync(join(tmpdir(), 'trialbook-root-'));
  const port = await freePort();
  const token = 'secret';
  const child = spawn(
    PROGRAM,
    [
      '--allow-root',
      '--no-browser',
      '--ServerApp.ip=127.0.0.1',
      `--ServerApp.port=${port}`,
      '--ServerApp.port_retries=0',
      '--ServerApp.base_url=/user/ada/',
      `--ServerApp.root_dir=${root}`,
      '--ServerApp.jpserver_extensions={}',
      `--IdentityProvider.token=${token}`
    ],
    {
      env: {
        ...process.env,
        JUPYTER_CONFIG_DIR: home,
        JUPYTER_DATA_DIR: home,
        JUPYTER_RUNTIME_DIR: home,
        JUPYTER_NO_CONFIG: '1'
      }
    }
  );
  await running(child);
  return {
    baseUrl: `http://127.0.0.1:${port}/user/ada/`,
    token,
    root,
    stop: async () => {
      const gone = new Promise(resolve => child.once('exit', resolve));
      child.kill('SIGKILL');
      await gone;
      rmSync(home, { recursive: true, force: true });
      rmSync(root, { recursive: true, force: true });
    }
  };
}

function freePort(): Promise<number> {
  return new Promise(resolve => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Resolved when the server says that it runs. */
function running(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    child.stderr?.on('data', (data: Buffer) => {
      log += String(data);
      if (log.includes('is running at')) {
        resolve();
      }
    });
    child.once('error', reject);
    child.once('exit', () => reject(new Error(log)));
  });
}
