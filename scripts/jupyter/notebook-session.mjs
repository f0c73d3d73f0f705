/** Executes a notebook headless, through a Jupyter server and the notebook's own kernel. */
import { randomUUID } from 'node:crypto';
import WebSocket from 'ws';

export class NotebookSession {
  #server;
  #socket;
  #session;
  #client = randomUUID();
  #pending = new Map();

  /** Opens a session for a notebook, as JupyterLab does. */
  static async open(server, path) {
    const session = new NotebookSession();
    await session.#open(server, path);
    return session;
  }

  async #open(server, path) {
    this.#server = server;
    const notebook = await this.#api(`contents/${encodeURI(path)}`);
    this.notebook = notebook.content;
    this.#session = await this.#api('sessions', {
      method: 'POST',
      body: JSON.stringify({
        path,
        name: path,
        type: 'notebook',
        kernel: { name: notebook.content.metadata.kernelspec.name }
      })
    });
    await this.#connect(server);
  }

  /**
   * Jupyter accepts the connection when the kernel has answered. On a busy machine stock tslab may fail to start: it
   * answers the first request before its output socket is bound, and then nothing more. Such a kernel is restarted.
   */
  async #connect(server) {
    const { id } = this.#session.kernel;
    const address = `${server.url.replace(/^http/, 'ws')}/api/kernels/${id}/channels?session_id=${this.#client}&token=${server.token}`;
    for (let attempt = 1; ; attempt++) {
      try {
        this.#socket = await openSocket(address);
        break;
      } catch (error) {
        if (attempt === 3) {
          throw error;
        }
        await this.#api(`kernels/${id}/restart`, { method: 'POST' });
      }
    }
    this.#socket.on('message', data =>
      this.#receive(JSON.parse(data.toString()))
    );
  }

  /**
   * Executes one cell.
   * @param onText called with what the cell prints.
   * @returns whether it ended well.
   */
  execute(cell, onText) {
    const id = randomUUID();
    const code = Array.isArray(cell.source)
      ? cell.source.join('')
      : cell.source;
    const message = {
      channel: 'shell',
      header: {
        msg_id: id,
        msg_type: 'execute_request',
        username: 'trialbook',
        session: this.#client,
        version: '5.3'
      },
      parent_header: {},
      metadata: { cellId: cell.id },
      content: {
        code,
        silent: false,
        store_history: true,
        user_expressions: {},
        allow_stdin: false,
        stop_on_error: true
      },
      buffers: []
    };
    return new Promise(resolve => {
      this.#pending.set(id, {
        onText,
        resolve,
        status: undefined,
        idle: false
      });
      this.#socket.send(JSON.stringify(message));
    });
  }

  async close() {
    this.#socket.close();
    await this.#api(`sessions/${this.#session.id}`, { method: 'DELETE' });
  }

  #receive({ parent_header: parent, header, content }) {
    const request = this.#pending.get(parent.msg_id);
    if (!request) {
      return;
    }
    if (header.msg_type === 'stream') {
      request.onText(content.text);
    } else if (header.msg_type === 'error') {
      request.onText(content.traceback.join('\n'));
    } else if (header.msg_type === 'execute_reply') {
      request.status = content.status;
    } else if (
      header.msg_type === 'status' &&
      content.execution_state === 'idle'
    ) {
      request.idle = true;
    }
    if (request.idle && request.status !== undefined) {
      this.#pending.delete(parent.msg_id);
      request.resolve(request.status === 'ok');
    }
  }

  async #api(path, init = {}) {
    const { url, token } = this.#server;
    const response = await fetch(`${url}/api/${path}`, {
      ...init,
      headers: {
        Authorization: `token ${token}`,
        'Content-Type': 'application/json'
      }
    });
    if (!response.ok) {
      throw new Error(
        `${init.method ?? 'GET'} ${path}: ${response.status} ${await response.text()}`
      );
    }
    return response.status === 204 ? undefined : response.json();
  }
}

function openSocket(address) {
  const socket = new WebSocket(address, { handshakeTimeout: 20_000 });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}
