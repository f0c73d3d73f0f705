import { MemoryCache } from './memory-cache';
import type { IRunCache } from './run-cache';

/** Milliseconds after which a database that does not answer (blocked by another tab) is given up. */
const PATIENCE = 5000;

/**
 * The browser's cache for one server and user. Never rejects: at the first trouble it goes on in memory.
 *
 * @param scope What the cache belongs to: the server's base URL and the user; waited for, because another name would be
 * another cache.
 */
export function openCache(
  scope: string | Promise<string>,
  create: (name: string) => Promise<IRunCache> = createDexie
): IRunCache {
  return new SafeCache(async () =>
    create(`trialbook-${scopeHash(await scope)}`)
  );
}

/** Dexie comes only when the first home is read: the application does not wait for it. */
async function createDexie(name: string): Promise<IRunCache> {
  const { DexieCache } = await import('./db');
  return new DexieCache(name);
}

/** Two 32-bit FNV-1a hashes in hexadecimal; only to tell servers and users of one origin apart. */
export function scopeHash(text: string): string {
  return [0x811c9dc5, 0x01000193]
    .map(seed => {
      let hash = seed;
      for (let i = 0; i < text.length; i++) {
        hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
      }
      return (hash >>> 0).toString(16).padStart(8, '0');
    })
    .join('');
}

class SafeCache implements IRunCache {
  constructor(private _create: () => Promise<IRunCache>) {}

  home(...args: Parameters<IRunCache['home']>) {
    return this._try(cache => cache.home(...args));
  }

  slice(...args: Parameters<IRunCache['slice']>) {
    return this._try(cache => cache.slice(...args));
  }

  saveHome(...args: Parameters<IRunCache['saveHome']>) {
    return this._try(cache => cache.saveHome(...args));
  }

  forget(...args: Parameters<IRunCache['forget']>) {
    return this._try(cache => cache.forget(...args));
  }

  series(...args: Parameters<IRunCache['series']>) {
    return this._try(cache => cache.series(...args));
  }

  saveSeries(...args: Parameters<IRunCache['saveSeries']>) {
    return this._try(cache => cache.saveSeries(...args));
  }

  private async _try<T>(action: (cache: IRunCache) => Promise<T>): Promise<T> {
    if (!this._broken) {
      try {
        this._cache ??= this._create();
        return await withinPatience(this._cache.then(action));
      } catch {
        this._broken = true;
      }
    }
    return action(this._memory);
  }

  private _memory = new MemoryCache();
  private _cache: Promise<IRunCache> | null = null;
  private _broken = false;
}

function withinPatience<T>(promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('The database does not answer.')),
      PATIENCE
    );
    void promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
