/** What Guild AI wrote about a run: one YAML document a file, in the dialect of PyYAML. */
import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type * as yaml from 'yaml';
import { fieldsOf, numberOf, textOf, textsOf } from '../../format/untrusted';
import type { Fields } from '../../format/untrusted';

/** Bytes of an attribute that are read at most: `env` and `pip_freeze` are the largest. */
const SIZE_LIMIT = 1024 * 1024;

/** The attributes of a run by name; one that cannot be read is left out and named. */
export function readGuildAttrs(runDir: string): {
  attrs: Map<string, unknown>;
  unreadable: string[];
} {
  const dir = join(runDir, '.guild', 'attrs');
  const attrs = new Map<string, unknown>();
  const unreadable: string[] = [];
  for (const name of namesIn(dir)) {
    try {
      attrs.set(name, parseAttr(readSmallFile(join(dir, name))));
    } catch {
      unreadable.push(name);
    }
  }
  return { attrs, unreadable };
}

/** A small file of the run itself: not a link, which may lead anywhere. */
export function readSmallFile(path: string): string {
  const stats = lstatSync(path);
  if (!stats.isFile() || stats.size > SIZE_LIMIT) {
    throw new Error(`${path} is no file of at most ${SIZE_LIMIT} bytes.`);
  }
  return readFileSync(path, 'utf8');
}

/**
 * One attribute. Aliases are refused: a few lines of them make a document that fills the memory. Text that is no YAML is
 * taken as it stands.
 */
function parseAttr(text: string): unknown {
  // Loaded when the first run is imported, not with the library.
  const { parse } = require('yaml') as typeof yaml;
  return parse(text, { version: '1.1', maxAliasCount: 0, logLevel: 'silent' });
}

/** Milliseconds since 1970 of Guild's microseconds. */
export function timeOf(value: unknown): number | undefined {
  const time = numberOf(value);
  return time === undefined ? undefined : Math.floor(time / 1000);
}

/** Guild's flags: scalars, lists and maps, all of which JSON holds. */
export function guildFlags(value: unknown): Fields {
  return fieldsOf(value) ?? {};
}

/** Comments as notes, with who wrote them. */
export function guildNotes(value: unknown): { time: number; text: string }[] {
  return (Array.isArray(value) ? value : []).flatMap(comment => {
    const fields = fieldsOf(comment);
    const body = textOf(fields?.body);
    if (body === undefined) {
      return [];
    }
    const user = textOf(fields?.user);
    return [
      {
        time: timeOf(fields?.time) ?? 0,
        text: user === undefined ? body : `${body} (${user})`
      }
    ];
  });
}

/** `numpy==1.26.0` as a package and its version. */
export function guildPackages(
  value: unknown
): Record<string, string> | undefined {
  const pairs = textsOf(value)?.flatMap(line => {
    const found = /^([\w.-]+)==(\S+)$/.exec(line);
    return found ? [[found[1], found[2]] as const] : [];
  });
  return pairs?.length ? Object.fromEntries(pairs) : undefined;
}

function namesIn(dir: string): string[] {
  try {
    return readdirSync(dir).sort();
  } catch {
    return [];
  }
}
