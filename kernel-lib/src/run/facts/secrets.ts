/** Files that commonly hold passwords and keys: their contents never go into a run. */

/** As git's `glob` pathspecs, without regard to case; each stands for files, and for folders with all that is in them. */
export const SECRET_GLOBS = [
  '.env*',
  '.npmrc',
  '.netrc',
  '.aws',
  '.ssh',
  '*.pem',
  '*.key',
  '*.p12',
  '*.pfx',
  'id_rsa*',
  'id_ed25519*'
];

const PATTERNS = SECRET_GLOBS.map(
  glob =>
    new RegExp(`^${glob.replace(/\./g, '\\.').replace(/\*/g, '.*')}$`, 'i')
);

/** Whether a path, with `/`, is that of a file that may hold secrets. */
export function isSecret(path: string): boolean {
  return path
    .split('/')
    .some(part => PATTERNS.some(pattern => pattern.test(part)));
}
