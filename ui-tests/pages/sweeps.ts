import type { Locator, Page } from '@playwright/test';

/** A sweep card under a cell, or the view of a sweep in the main area. */
export class SweepWidget {
  readonly header: Locator;
  readonly words: Locator;
  readonly bar: Locator;
  readonly lanes: Locator;
  readonly best: Locator;
  readonly failures: Locator;
  readonly rows: Locator;
  readonly plan: Locator;

  constructor(readonly root: Locator) {
    this.header = root.locator('.jp-TrialbookSweep-header');
    this.words = root.locator('.jp-TrialbookSweep-words');
    this.bar = root.getByRole('progressbar');
    this.lanes = root.locator('.jp-TrialbookLane');
    this.best = root.locator('.jp-TrialbookSweep-best');
    this.failures = root.locator('.jp-TrialbookFailures > li');
    this.rows = root.locator('.jp-TrialbookSweepTable tbody tr');
    this.plan = root.locator('.jp-TrialbookPlan-node');
  }

  button(name: string): Locator {
    return this.root.getByRole('button', { name, exact: true });
  }
}

/** The sweeps of the panel, the cards and the view. */
export class Sweeps {
  constructor(readonly page: Page) {}

  /** The rows of the Sweeps section in the panel, the newest first. */
  get rows(): Locator {
    return this.page.locator('.jp-TrialbookRuns .jp-TrialbookSweepRow');
  }

  /** The n-th sweep card of the notebook. */
  card(index = 0): SweepWidget {
    return new SweepWidget(
      this.page.locator('.jp-TrialbookSweepCard').nth(index)
    );
  }

  /** The view in front. */
  get view(): SweepWidget {
    return new SweepWidget(this.page.locator('.jp-TrialbookSweepView:visible'));
  }
}
