import { defineConfig } from '@playwright/test';
import { existsSync } from 'node:fs';

const system = process.env.TRIALBOOK_BROWSER ?? '/usr/bin/chromium';
const report = process.env.TRIALBOOK_REPORT;

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ...(report ? [['json', { outputFile: report }]] : [])],
  use: {
    viewport: { width: 1440, height: 900 },
    // Stored media need Playwright's own ffmpeg.
    video: 'off',
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(existsSync(system) && { executablePath: system }),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run'
      ]
    }
  }
});
