import type { Locator, Page } from '@playwright/test';

/** A run in the main area. */
export class RunView {
  readonly root: Locator;
  readonly title: Locator;
  readonly status: Locator;
  readonly facts: Locator;
  readonly canvases: Locator;
  readonly stop: Locator;

  constructor(page: Page) {
    this.root = page.locator('.jp-TrialbookRunView');
    this.title = this.root.locator('h1');
    this.status = this.root.locator('.jp-TrialbookRunView-status');
    this.facts = this.root.locator('.jp-TrialbookRunView-facts');
    this.canvases = this.root.locator('canvas');
    this.stop = this.root.getByRole('button', { name: 'Stop' });
  }

  tab(name: string): Locator {
    return this.root.getByRole('tab', { name: new RegExp(`^${name}`) });
  }

  get panel(): Locator {
    return this.root.getByRole('tabpanel');
  }
}
