/** Texts that do harm wherever they are taken for more than a text: as HTML, as a URL, as code, as terminal control. */

/** Sets the flag that `PageWatch` looks at. */
const HARM = 'window.pwned=1';

export const HOSTILE_HTML = `<img src="x" onerror="${HARM}"><script>${HARM}</script><svg onload="${HARM}"><iframe srcdoc="<script>parent.pwned=1</script>">`;

export const HOSTILE_TEXTS: readonly string[] = [
  HOSTILE_HTML,
  `"><a href="javascript:${HARM}" autofocus onfocus="${HARM}">x</a>`,
  `javascript:${HARM}//`,
  `'];${HARM};//`,
  `\${${HARM}}`,
  `{{constructor.constructor('${HARM}')()}}`,
  `datum.constructor.constructor('${HARM}')()`,
  'https://evil.example/tracker.png',
  `![x](https://evil.example/x.png) [x](javascript:${HARM})`,
  '\u202eevil\u0000\u0007\u001b]8;;https://evil.example\u0007link\u001b]8;;\u0007\u001b[2J',
  'x'.repeat(5000)
];

/** Homes that lead out of the folder that Jupyter serves, or to another machine. */
export const HOSTILE_HOMES: readonly unknown[] = [
  '../../../../../../../../etc',
  'runs/../../../../../../etc',
  '..',
  '/etc',
  '//evil.example/runs',
  'https://evil.example/runs',
  'file:///etc',
  `javascript:${HARM}`,
  'data:text/html,x',
  'C:\\Windows',
  '..\\..\\..\\etc',
  'runs\u0000/etc',
  'runs\n/etc',
  '.runs',
  '%2e%2e/%2e%2e/etc',
  '..%2f..%2fetc',
  'runs?token=x#y',
  'RTC:runs',
  'a/b:c/runs',
  '',
  '.',
  'x'.repeat(2000),
  null,
  7,
  ['runs'],
  { toString: 'runs' }
];
