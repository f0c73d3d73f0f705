import type { Locator, Page } from '@playwright/test';

/** What differs between two runs, in the main area. */
export class CompareView {
  readonly root: Locator;
  readonly summary: Locator;
  readonly cells: Locator;

  constructor(page: Page) {
    this.root = page.locator('.jp-TrialbookCompare');
    this.summary = this.root.locator('.jp-TrialbookCompare-summary > span');
    this.cells = this.root.locator('.jp-TrialbookCompareCell');
  }

  section(name: string): Locator {
    return this.root.locator(`[data-section="${name}"]`);
  }

  /** The row of a table, by the name of what it tells. */
  row(name: string): Locator {
    return this.root.locator(`tr[data-name="${name}"]`);
  }
}
