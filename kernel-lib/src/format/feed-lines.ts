/** Lines of the feed, cut so that each one is a single atomic write. See `docs/run-format.md`, "Feed". */
import { FEED_LINE_LIMIT } from './feed';
import type {
  FeedChanged,
  FeedCreated,
  FeedDeleted,
  FeedEnded,
  FeedPurged,
  FeedRestored
} from './feed';
import { encodeLine } from './lines';
import { present } from './untrusted';
import type { RecordedFlags, RecordedValue } from './values';

/** Most bytes that a part takes as JSON; together they leave half of the line to the flags. */
const NAME_LIMIT = 300;
const PATH_LIMIT = 600;
const TAGS_LIMIT = 500;
const ERROR_LIMIT = 600;
const SCALARS_LIMIT = 1800;
const ATTRIBUTES_LIMIT = 1800;
const ATTRIBUTE_NAMES_LIMIT = 500;
const SPARKLINE_VALUES = 32;
const LAST_VALUES = 8;

const encoder = new TextEncoder();

/** Bytes of a value as JSON. */
function sizeOf(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}

/** `text`, or its beginning and an ellipsis, so that its JSON takes at most `limit` bytes. Never half a character. */
export function cutText(text: string, limit: number): string {
  if (
    text.length * 6 + 2 <= limit ||
    (text.length <= limit && sizeOf(text) <= limit)
  ) {
    return text;
  }
  let left = limit - 5;
  let kept = '';
  for (const character of text) {
    left -= sizeOf(character) - 2;
    if (left < 0) {
      break;
    }
    kept += character;
  }
  return `${kept}…`;
}

/** The first tags that fit. */
function cutTags(tags: string[] | undefined): string[] | undefined {
  let left = TAGS_LIMIT;
  return tags
    ?.map(tag => cutText(tag, 100))
    .filter(tag => (left -= sizeOf(tag) + 1) >= 0);
}

/** A path is left out rather than cut: a cut one leads nowhere. */
function cutPath(path: string | undefined): string | undefined {
  return path !== undefined && sizeOf(path) <= PATH_LIMIT ? path : undefined;
}

/** The line of a new run. Flags that do not fit are counted in `flagsCut`, the largest left out first. */
export function feedCreated(entry: Omit<FeedCreated, 'type'>): Uint8Array {
  const base: FeedCreated = present({
    type: 'created',
    time: entry.time,
    run: entry.run,
    name: cutText(entry.name, NAME_LIMIT),
    label: entry.label && cutText(entry.label, NAME_LIMIT),
    tags: cutTags(entry.tags),
    flags: {},
    flagsCut: undefined,
    defaults: undefined,
    parent: entry.parent,
    kind: entry.kind,
    operation: entry.operation && cutText(entry.operation, NAME_LIMIT),
    rerunOf: entry.rerunOf,
    staged: entry.staged,
    notebook: cutPath(entry.notebook),
    scalars: entry.scalars
  });
  const room =
    FEED_LINE_LIMIT -
    2 -
    sizeOf(base) -
    ',"defaults":[],"flagsCut":1000000'.length;
  const defaults = new Set(entry.defaults);
  const kept = fittingFlags(entry.flags, defaults, room);
  const cut =
    Object.keys(entry.flags).length - kept.length + (entry.flagsCut ?? 0);
  const keptDefaults = kept
    .map(([name]) => name)
    .filter(name => defaults.has(name));
  return encodeLine(
    present({
      ...base,
      flags: Object.fromEntries(kept),
      flagsCut: cut > 0 ? cut : undefined,
      defaults: keptDefaults.length > 0 ? keptDefaults : undefined
    }),
    { shared: true }
  );
}

/** The flags that fit into `room` bytes, short ones first, in their own order. */
function fittingFlags(
  flags: RecordedFlags,
  defaults: ReadonlySet<string>,
  room: number
): [string, RecordedValue][] {
  const sized = Object.entries(flags).map((entry, index) => {
    const name = sizeOf(entry[0]) + 1;
    const size =
      name + sizeOf(entry[1]) + 1 + (defaults.has(entry[0]) ? name : 0);
    return { entry, index, size };
  });
  return sized
    .sort((a, b) => a.size - b.size || a.index - b.index)
    .filter(({ size }) => (room -= size) >= 0)
    .sort((a, b) => a.index - b.index)
    .map(({ entry }) => entry);
}

/** The line of a run that ended. Tags beyond the first eight, and those that do not fit, are left out. */
export function feedEnded(entry: Omit<FeedEnded, 'type'>): Uint8Array {
  let left = SCALARS_LIMIT;
  const scalars = Object.entries(entry.scalars ?? {})
    .slice(0, LAST_VALUES)
    .filter(([tag, last]) => (left -= sizeOf(tag) + sizeOf(last) + 2) >= 0);
  const cut =
    Object.keys(entry.scalars ?? {}).length -
    scalars.length +
    (entry.scalarsCut ?? 0);
  const line: FeedEnded = present({
    type: 'ended',
    time: entry.time,
    run: entry.run,
    status: entry.status,
    started: entry.started,
    error: entry.error && cutText(entry.error, ERROR_LIMIT),
    scalars: scalars.length > 0 ? Object.fromEntries(scalars) : undefined,
    scalarsCut: cut > 0 ? cut : undefined,
    sparkline: entry.sparkline
      ?.slice(-SPARKLINE_VALUES)
      .map(value => (value === null ? null : Number(value.toPrecision(6))))
  });
  return encodeLine(line, { shared: true });
}

/** The attributes that fit, and the names of the others. */
function fittingAttributes(
  attributes: FeedChanged['attributes']
): Pick<FeedChanged, 'attributes' | 'attributesCut'> {
  let left = ATTRIBUTES_LIMIT;
  let leftForNames = ATTRIBUTE_NAMES_LIMIT;
  const kept: [string, RecordedValue][] = [];
  const cut: string[] = [];
  for (const [name, value] of Object.entries(attributes ?? {})) {
    const size = sizeOf(name) + sizeOf(value) + 2;
    if (size <= left) {
      left -= size;
      kept.push([name, value]);
    } else if ((leftForNames -= sizeOf(name) + 1) >= 0) {
      cut.push(name);
    }
  }
  return {
    attributes: kept.length > 0 ? Object.fromEntries(kept) : undefined,
    attributesCut: cut.length > 0 ? cut : undefined
  };
}

/** The line of a run whose label, tags, mark or attributes changed. */
export function feedChanged(entry: Omit<FeedChanged, 'type'>): Uint8Array {
  return encodeLine(
    present({
      type: 'changed',
      time: entry.time,
      run: entry.run,
      label: entry.label && cutText(entry.label, NAME_LIMIT),
      tags: cutTags(entry.tags),
      marked: entry.marked,
      reproduced: entry.reproduced,
      ...fittingAttributes(entry.attributes)
    }),
    { shared: true }
  );
}

/** The line of a run that was deleted, restored or purged. */
export function feedMoved(
  entry: FeedDeleted | FeedRestored | FeedPurged
): Uint8Array {
  return encodeLine(
    { type: entry.type, time: entry.time, run: entry.run },
    { shared: true }
  );
}
