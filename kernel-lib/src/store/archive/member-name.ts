/** Names of an archive's members, which anybody may have written. */

/** Folders deeper than this are no archive of ours. */
const DEPTH_LIMIT = 64;

/** What of a name no file system has to accept. */
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const UNFIT = /[\u0000-\u001f\u007f\\]/;

/**
 * Why a member of that name must not be unpacked; undefined when it may. A name is a relative path with `/`; that of a
 * folder ends with one.
 */
export function unfitName(name: string): string | undefined {
  const parts = name.replace(/\/$/, '').split('/');
  if (name === '' || name === '/') {
    return 'has no name';
  }
  if (UNFIT.test(name)) {
    return 'has a backslash or a control character in its name';
  }
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) {
    return 'has an absolute path';
  }
  if (parts.some(part => part === '..')) {
    return 'leads out of the folder with ".."';
  }
  if (parts.some(part => part === '' || part === '.')) {
    return 'has an empty part in its path';
  }
  if (parts.length > DEPTH_LIMIT) {
    return `lies more than ${DEPTH_LIMIT} folders deep`;
  }
  return undefined;
}
