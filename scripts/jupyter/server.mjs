/** A real Jupyter server on 127.0.0.1. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { environment, places } from '../setup/places.mjs';

/**
 * Starts JupyterLab over a folder and waits until it answers.
 * @param {{folder?: string, port?: number, token?: string, args?: string[]}} [options]
 * @returns {Promise<{url: string, token: string, stop(): Promise<void>, ended: Promise<void>}>}
 */
export async function startServer({
  folder = places.examples,
  port,
  token = randomBytes(16).toString('hex'),
  args = []
} = {}) {
  const chosen = port ?? (await freePort(8888));
  const child = spawn(
    places.bin('jupyter-lab'),
    [
      '--no-browser',
      '--ServerApp.ip=127.0.0.1',
      `--ServerApp.port=${chosen}`,
      '--ServerApp.port_retries=0',
      `--ServerApp.root_dir=${folder}`,
      `--IdentityProvider.token=${token}`,
      '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
      '--LabApp.news_url=None',
      ...(process.getuid?.() === 0 ? ['--allow-root'] : []),
      ...args
    ],
    { env: environment(), stdio: ['ignore', 'pipe', 'pipe'] }
  );
  let printed = '';
  const logFile = join(places.cache, 'logs', `jupyter-${chosen}.log`);
  mkdirSync(dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile, { flags: 'a' });
  const keep = data => {
    printed = (printed + data).slice(-8000);
    log.write(data);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise(resolve => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${chosen}`;
  let isOver = false;
  void ended.then(() => (isOver = true));
  while (!(await answers(`${url}/api/status?token=${token}`))) {
    if (isOver) {
      throw new Error(`The Jupyter server did not start.\n${printed}`);
    }
    await new Promise(resolve => setTimeout(resolve, 100));
  }
  return {
    url,
    token,
    ended,
    async stop() {
      child.kill('SIGTERM');
      await ended;
    }
  };
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** The wanted port when it is free, else one that the system gives. */
export function freePort(wanted) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', () =>
      wanted === 0 ? reject(new Error('no free port')) : resolve(freePort(0))
    );
    probe.listen(wanted, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
