import type { Locator, Page } from '@playwright/test';

/** The Runs panel at the left. */
export class RunsPanel {
  readonly root: Locator;
  readonly rows: Locator;
  readonly filter: Locator;
  readonly list: Locator;

  constructor(readonly page: Page) {
    this.root = page.locator('.jp-TrialbookRuns');
    this.rows = this.root.locator('.jp-TrialbookRunRow');
    this.filter = this.root.getByRole('textbox');
    this.list = this.root.locator('.jp-TrialbookRunList');
  }

  async show(): Promise<void> {
    await this.page.evaluate(() =>
      window.jupyterapp.commands.execute('trialbook:show-runs')
    );
    await this.root.waitFor();
  }

  /** The row of the n-th run, newest first. */
  row(index = 0): RunRow {
    return new RunRow(this.rows.nth(index));
  }
}

export class RunRow {
  constructor(readonly root: Locator) {}

  get sparkline(): Locator {
    return this.root.locator('svg path').last();
  }

  get figures(): Locator {
    return this.root.locator('.jp-TrialbookRunRow-figures');
  }

  get flags(): Locator {
    return this.root.locator('.jp-TrialbookRunRow-flags');
  }

  status(): Promise<string | null> {
    return this.root.getAttribute('data-status');
  }
}
