/** A Chromium for the browser tests: the system's, else Debian's package, else Playwright's own. */
import { existsSync, readdirSync } from 'node:fs';
import { places } from './places.mjs';
import { runCommand } from './run-command.mjs';

const SYSTEM = '/usr/bin/chromium';

/** @returns the path of the executable; undefined when Playwright finds its own. */
export async function installBrowser(say) {
  if (existsSync(SYSTEM)) {
    return SYSTEM;
  }
  if (existsSync('/etc/debian_version') && process.getuid?.() === 0) {
    say("Installing Debian's Chromium");
    try {
      await runCommand('apt-get', ['update']);
      await runCommand(
        'apt-get',
        [
          'install',
          '-y',
          '--no-install-recommends',
          'chromium',
          'fonts-dejavu-core'
        ],
        {
          env: { DEBIAN_FRONTEND: 'noninteractive' }
        }
      );
      if (existsSync(SYSTEM)) {
        return SYSTEM;
      }
    } catch (error) {
      say(
        `That failed, trying Playwright's own: ${error.message.split('\n')[0]}`
      );
    }
  }
  if (
    !existsSync(places.browsers) ||
    readdirSync(places.browsers).length === 0
  ) {
    say("Fetching Playwright's Chromium");
    await runCommand('npx', ['playwright', 'install', 'chromium'], {
      env: { PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '' }
    });
  }
  return undefined;
}
