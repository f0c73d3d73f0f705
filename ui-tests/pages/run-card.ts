import type { Locator } from '@playwright/test';

/** A run card under a cell. */
export class RunCard {
  readonly facts: Locator;
  readonly charts: Locator;
  readonly canvases: Locator;
  readonly stop: Locator;
  readonly open: Locator;

  constructor(readonly root: Locator) {
    this.facts = root.locator('.jp-TrialbookCard-facts');
    this.charts = root.locator('.jp-TrialbookChart');
    this.canvases = root.locator('canvas');
    this.stop = root.getByRole('button', { name: 'Stop' });
    this.open = root.getByRole('button', { name: 'Open' });
  }
}
