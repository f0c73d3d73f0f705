/** Globs over paths with `/`: `*` and `?` within a name, `**` over folders, `[a-z]` one character of some, `{a,b}` either. */

/** A test for paths; a glob without `/` is one for the name alone. */
export function globTest(glob: string): (path: string) => boolean {
  const pattern = new RegExp(`^${source(glob.replace(/^\.?\//, ''))}$`, 'su');
  if (glob.includes('/')) {
    return path => pattern.test(path);
  }
  return path => pattern.test(path.slice(path.lastIndexOf('/') + 1));
}

const TOKEN = /\*\*\/|\/\*\*$|\*+|\?|\[!?[^\]/]+\]|\{[^{}]*\}|./gsu;

function source(glob: string): string {
  return glob.replace(TOKEN, token => {
    if (token === '**/') {
      return '(?:[^/]+/)*';
    }
    if (token === '/**') {
      return '/.+';
    }
    if (token.startsWith('**')) {
      return '.*';
    }
    if (token.startsWith('*')) {
      return '[^/]*';
    }
    if (token === '?') {
      return '[^/]';
    }
    if (token.length > 2 && token.startsWith('[')) {
      const not = token[1] === '!';
      const inside = token.slice(not ? 2 : 1, -1);
      return `[${not ? '^/' : ''}${inside.replace(/[\\\]^[&]/g, '\\$&').replace(/-{2,}/g, '-')}]`;
    }
    if (token.length > 1 && token.startsWith('{')) {
      const either = token.slice(1, -1).split(',');
      return `(?:${either.map(source).join('|')})`;
    }
    return token.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
  });
}
