import { expect, type Page } from '@playwright/test';

/** Where a page's requests went, and whether a hostile script ran in it. */
export class PageWatch {
  readonly #requests: URL[] = [];
  readonly #dialogs: string[] = [];

  constructor(
    readonly page: Page,
    readonly server: { url: string }
  ) {
    page.on('request', request => this.#requests.push(new URL(request.url())));
    page.on('dialog', dialog => {
      this.#dialogs.push(dialog.message());
      void dialog.dismiss();
    });
  }

  /** Paths of files and folders that were asked for, as the server knows them. */
  get paths(): string[] {
    return this.#requests.flatMap(({ pathname }) => {
      const found = /^\/(?:files|api\/contents)(?:\/(.*))?$/.exec(pathname);
      return found ? [decodeURIComponent(found[1] ?? '')] : [];
    });
  }

  /** Requests that left the server's own origin. */
  get strays(): string[] {
    const own = new URL(this.server.url).host;
    return this.#requests
      .filter(
        ({ protocol, host }) =>
          /^(https?|wss?):$/.test(protocol) && host !== own
      )
      .map(String);
  }

  /** Fails when a script of a hostile file ran, asked the reader something, or led a request out of `folders`. */
  async expectHarmless(...folders: string[]): Promise<void> {
    expect(this.#dialogs).toEqual([]);
    expect(this.strays).toEqual([]);
    const isInside = (path: string) =>
      path === '' ||
      (folders.some(folder => `${path}/`.startsWith(`${folder}/`)) &&
        !path.split('/').includes('..'));
    expect(this.paths.filter(path => !isInside(path))).toEqual([]);
    expect(
      await this.page.evaluate(() => (window as { pwned?: unknown }).pwned)
    ).toBeUndefined();
  }
}
