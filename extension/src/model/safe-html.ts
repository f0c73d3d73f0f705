/** Elements that fetch, run or lead somewhere. */
const REMOVED =
  'script, iframe, frame, frameset, object, embed, applet, portal, link, base, meta, form, audio, video, source, track, template';

/** Nothing is fetched and nothing is run; styles and pictures have to be in the page itself. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; form-action 'none'; base-uri 'none'";

/** Places that styles fetch from; the policy would stop those that are written in ways this does not know. */
const FETCHED =
  /@import[^;]*;?|(?:url|image-set|image|src)\(\s*(?!['"]?(?:data:image\/|#))[^)]*\)/gi;

/**
 * A page of a run for a frame that is sandboxed without any permission: without what runs, fetches or leads elsewhere, and
 * under a policy that would stop it. Links stay visible and lead nowhere.
 */
export function safeHtml(html: string): string {
  // A parsed document neither runs nor loads anything.
  const page = new DOMParser().parseFromString(html, 'text/html');
  page.querySelectorAll(REMOVED).forEach(element => element.remove());
  for (const style of page.querySelectorAll('style')) {
    style.textContent = (style.textContent ?? '').replace(FETCHED, 'none');
  }
  for (const element of page.querySelectorAll('*')) {
    for (const { name } of [...element.attributes]) {
      if (isUnwanted(element, name.toLowerCase())) {
        element.removeAttribute(name);
      } else if (element.getAttribute(name)?.includes('(')) {
        const value = element.getAttribute(name) ?? '';
        element.setAttribute(name, value.replace(FETCHED, 'none'));
      }
    }
  }
  return `<!doctype html><meta http-equiv="Content-Security-Policy" content="${POLICY}">${page.documentElement.outerHTML}`;
}

function isUnwanted(element: Element, name: string): boolean {
  if (name.startsWith('on') || name === 'ping' || name === 'srcdoc') {
    return true;
  }
  if (/(^|:)(href|action|formaction|target)$/.test(name)) {
    return !(element.getAttribute(name) ?? '').startsWith('#');
  }
  return (
    /^(src|srcset|background|poster|data)$/.test(name) &&
    !(element.getAttribute(name) ?? '').startsWith('data:image/')
  );
}
