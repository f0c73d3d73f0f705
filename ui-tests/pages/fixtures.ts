import { test as base } from '@playwright/test';
import { mkdirSync, rmSync } from 'node:fs';
import * as path from 'node:path';
import { startServer } from '../../scripts/jupyter/server.mjs';
import { root } from '../../scripts/setup/places.mjs';
import { LabPage } from './lab-page';

interface Server {
  url: string;
  token: string;
  stop(): Promise<void>;
}

/** A folder that the server serves, made for one test. */
export interface Folder {
  /** Absolute path. */
  dir: string;
  /** As the server knows it. */
  path: string;
}

/** Another one lets two checkouts, or two runs of the tests, live side by side. */
const PORT = Number(process.env.TRIALBOOK_UI_PORT ?? 18800);

/** Where the server keeps what its user sets. */
const settingsOf = (served: string) => `${served}-settings`;

/** A real Jupyter server for all tests of a worker, a folder and an opened JupyterLab for each. */
export const test = base.extend<
  { folder: Folder; lab: LabPage },
  { server: Server; served: string }
>({
  served: [
    async ({}, use, info) => {
      const dir = path.join(
        root,
        '.cache',
        'ui',
        `served-${PORT}-${info.workerIndex}`
      );
      rmSync(dir, { recursive: true, force: true });
      mkdirSync(dir, { recursive: true });
      await use(dir);
    },
    { scope: 'worker' }
  ],
  server: [
    async ({ served }, use) => {
      const settings = settingsOf(served);
      rmSync(settings, { recursive: true, force: true });
      const server = (await startServer({
        port: PORT,
        folder: served,
        args: [
          '--LabApp.expose_app_in_browser=True',
          `--LabApp.user_settings_dir=${path.join(settings, 'settings')}`,
          `--LabApp.workspaces_dir=${path.join(settings, 'workspaces')}`
        ]
      })) as Server;
      await use(server);
      await server.stop();
    },
    { scope: 'worker', timeout: 60_000 }
  ],
  folder: async ({ served }, use, info) => {
    const name = `t-${info.testId}`;
    const dir = path.join(served, name);
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir);
    await use({ dir, path: name });
  },
  lab: async ({ page, server, served, folder }, use) => {
    // The theme that the test before has chosen is not this one's.
    rmSync(path.join(settingsOf(served), 'settings'), {
      recursive: true,
      force: true
    });
    const lab = new LabPage(page, server, folder);
    await use(lab);
    await lab.shutdown();
  }
});

export { expect } from '@playwright/test';
