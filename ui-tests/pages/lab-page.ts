import { expect, type Page } from '@playwright/test';
import type { Folder } from './fixtures';
import { RunCard } from './run-card';
import { RunView } from './run-view';
import { RunsPanel } from './runs-panel';
import { Sweeps } from './sweeps';

/** What of the application the tests speak to; the server exposes it on the page. */
interface App {
  commands: {
    execute(id: string, args?: object): Promise<unknown>;
    hasCommand(id: string): boolean;
  };
  shell: {
    add(widget: unknown, area: string, options: object): void;
    currentWidget: {
      sessionContext?: {
        session?: { kernel?: { status: string; id: string } | null } | null;
      };
    } | null;
  };
}

declare global {
  interface Window {
    jupyterapp: App;
  }
}

/** JupyterLab in the browser. */
export class LabPage {
  readonly runs: RunsPanel;
  readonly view: RunView;
  readonly sweeps: Sweeps;
  /** What the page reported as an error, but for JupyterLab's own noise. */
  readonly errors: string[] = [];

  constructor(
    readonly page: Page,
    readonly server: { url: string; token: string },
    readonly folder: Folder
  ) {
    this.runs = new RunsPanel(page);
    this.view = new RunView(page);
    this.sweeps = new Sweeps(page);
    page.on('pageerror', error => {
      if (!error.message.includes('No active debugger session')) {
        this.errors.push(error.stack ?? error.message);
      }
    });
  }

  /**
   * Opens a notebook in a fresh workspace, and waits for its kernel. On a busy machine stock tslab may fail to start: it
   * answers the first request before its output socket is bound ("Socket is blocked by a bind"), and then nothing more.
   * Such a kernel is ended, and another started, as a user would.
   */
  async openNotebook(name: string): Promise<void> {
    const path = `lab/tree/${this.folder.path}/${name}?reset`;
    await this.#goto(path);
    try {
      await this.kernelIs('idle', 20_000);
    } catch {
      console.log('The kernel did not start; starting another.');
      await this.shutdown();
      await this.#goto(path);
      await this.kernelIs('idle');
    }
  }

  /** Opens the file browser at the test's folder in a fresh workspace. */
  async openFolder(): Promise<void> {
    await this.#goto('lab?reset');
    await this.execute('filebrowser:go-to-path', { path: this.folder.path });
  }

  /**
   * Resolved when the workspace that is written, a moment after a change, has a widget of this tracker in its layout. To be
   * called before the change.
   */
  async workspaceHolds(namespace: string): Promise<void> {
    const inLayout = new RegExp(`"widgets":\\s*\\[[^\\]]*${namespace}:`);
    await this.page.waitForResponse(
      response =>
        response.url().includes('/api/workspaces') &&
        response.ok() &&
        inLayout.test(response.request().postData() ?? '')
    );
  }

  /** Loads the page again, as a user would. */
  async reload(): Promise<void> {
    await this.page.reload();
    await this.#started();
  }

  execute(command: string, args: object = {}): Promise<void> {
    return this.page.evaluate(
      async ([id, given]) => {
        await window.jupyterapp.commands.execute(id, given);
      },
      [command, args] as const
    );
  }

  /** Starts all cells from the top, and does not wait for them. */
  async startAllCells(): Promise<void> {
    await this.page.evaluate(() => {
      void window.jupyterapp.commands.execute('notebook:run-all-cells');
    });
  }

  /** Runs all cells and waits until the kernel is idle again. */
  async runAllCells(): Promise<void> {
    await this.execute('notebook:run-all-cells');
    await this.kernelIs('idle');
  }

  /** Restarts the kernel of the current notebook, without the question that the menu would ask. */
  async restartKernel(): Promise<void> {
    const id = await this.page.evaluate(
      () =>
        window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel
          ?.id
    );
    const { url, token } = this.server;
    await fetch(`${url}/api/kernels/${id}/restart`, {
      method: 'POST',
      headers: { Authorization: `token ${token}` }
    });
  }

  async kernelIs(status: string, timeout = 45_000): Promise<void> {
    await this.page.waitForFunction(
      wanted =>
        window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel
          ?.status === wanted,
      status,
      { timeout }
    );
  }

  /** The card of the n-th code cell that has one. */
  card(index = 0): RunCard {
    return new RunCard(this.page.locator('.jp-RenderedTrialbook').nth(index));
  }

  /** Puts the current widget of the main area beside the others. */
  splitRight(): Promise<void> {
    return this.page.evaluate(() => {
      const { shell } = window.jupyterapp;
      shell.add(shell.currentWidget, 'main', { mode: 'split-right' });
    });
  }

  async setTheme(theme: string): Promise<void> {
    await this.execute('apputils:change-theme', { theme });
    await expect(this.page.locator('body')).toHaveAttribute(
      'data-jp-theme-name',
      theme
    );
  }

  /** Ends the kernels that the test started. */
  async shutdown(): Promise<void> {
    const { url, token } = this.server;
    const headers = { Authorization: `token ${token}` };
    const response = await fetch(`${url}/api/sessions`, { headers });
    const sessions = (await response.json()) as { id: string }[];
    for (const { id } of sessions) {
      await fetch(`${url}/api/sessions/${id}`, { method: 'DELETE', headers });
    }
  }

  async #goto(path: string): Promise<void> {
    const { url, token } = this.server;
    const separator = path.includes('?') ? '&' : '?';
    await this.page.goto(`${url}/${path}${separator}token=${token}`);
    await this.#started();
  }

  async #started(): Promise<void> {
    await this.page.waitForFunction(
      () => window.jupyterapp?.commands.hasCommand('trialbook:show-runs'),
      null,
      { timeout: 45_000 }
    );
    await this.page
      .locator('#jupyterlab-splash')
      .waitFor({ state: 'detached' });
  }
}
