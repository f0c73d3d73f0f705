import type { Display, MimeBundle } from '../../run/kernel';
import { tslabGlobal } from './internals';

/** What tslab promises to have. */
interface PublicTslab {
  newDisplay(): { raw(mime: string, data: unknown): void };
}

/** Shows the most telling type of a bundle through tslab's public functions, which take one type only. */
export function publicDisplay(bundle: MimeBundle): Display | undefined {
  try {
    const tslab = tslabGlobal()?.require?.('tslab') as PublicTslab | undefined;
    const display = tslab?.newDisplay();
    if (!display) {
      return undefined;
    }
    show(display, bundle);
    return {
      update(next) {
        try {
          show(display, next);
        } catch {
          // A display that cannot be updated must not break what is displayed.
        }
      }
    };
  } catch {
    return undefined;
  }
}

function show(
  display: ReturnType<PublicTslab['newDisplay']>,
  bundle: MimeBundle
): void {
  const types = Object.keys(bundle);
  const type =
    types.find(mime => mime.startsWith('application/vnd.')) ??
    types.find(mime => mime === 'text/html') ??
    types[0];
  if (type !== undefined) {
    display.raw(type, bundle[type]);
  }
}
