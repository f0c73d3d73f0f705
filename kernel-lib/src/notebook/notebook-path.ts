/**
 * Where the notebook lies. Jupyter tells its path at the kernel's start (`JPY_SESSION_NAME`), which goes stale when the
 * notebook is renamed; the Jupyter server that started the kernel is asked for the current one.
 */
import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { connectionFile } from './connection-file';

/** Milliseconds between two questions to the server, and for its answer. */
const INTERVAL = 5000;
const LIMIT = 1000;

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

let answered: string | undefined;
let asked = -Infinity;

/** Absolute path of the notebook, `undefined` when the kernel belongs to none. */
export function notebookPath(): string | undefined {
  watchNotebookPath();
  const known = answered ?? process.env.JPY_SESSION_NAME;
  return known && known.endsWith('.ipynb') && path.isAbsolute(known)
    ? known
    : undefined;
}

/** Asks the server in the background for the current path, at most every few seconds. */
export function watchNotebookPath(): void {
  const now = performance.now();
  if (now - asked < INTERVAL) {
    return;
  }
  asked = now;
  const server = readServer();
  if (server) {
    askServer(server);
  }
}

interface Server {
  url: string;
  token?: string;
  root: string;
  kernel: string;
}

/** The running server that started this kernel, as it describes itself in Jupyter's runtime folder. */
function readServer(): Server | undefined {
  const file = connectionFile() ?? '';
  const kernel = /kernel-([\w-]+)\.json$/.exec(file)?.[1];
  const pid = process.env.JPY_PARENT_PID;
  if (kernel === undefined || !pid || !/^\d+$/.test(pid)) {
    return undefined;
  }
  try {
    const info = JSON.parse(
      readFileSync(
        path.join(path.dirname(file), `jpserver-${pid}.json`),
        'utf8'
      )
    ) as { url?: unknown; token?: unknown; root_dir?: unknown };
    if (typeof info.url !== 'string' || typeof info.root_dir !== 'string') {
      return undefined;
    }
    const { protocol, hostname } = new URL(info.url);
    const token = typeof info.token === 'string' ? info.token : undefined;
    // The token goes to this machine only, and only over what needs no certificate.
    return protocol === 'http:' && LOOPBACK.has(hostname)
      ? { url: info.url, token, root: info.root_dir, kernel }
      : undefined;
  } catch {
    return undefined;
  }
}

function askServer({ url, token, root, kernel }: Server): void {
  const request = http.get(
    new URL('api/sessions?no_track_activity=1', url),
    {
      agent: false,
      timeout: LIMIT,
      headers: token ? { Authorization: `token ${token}` } : {}
    },
    response => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => {
        answered = findPath(body, kernel, root) ?? answered;
      });
    }
  );
  request.on('socket', socket => socket.unref());
  request.on('timeout', () => request.destroy());
  request.on('error', () => undefined);
}

/** The path of the session of a kernel in the answer to `GET api/sessions`. */
export function findPath(
  body: string,
  kernel: string,
  root: string
): string | undefined {
  try {
    const sessions = JSON.parse(body) as {
      path?: string;
      kernel?: { id?: string };
    }[];
    const own = sessions.find(session => session.kernel?.id === kernel);
    return own?.path === undefined ? undefined : path.resolve(root, own.path);
  } catch {
    return undefined;
  }
}
