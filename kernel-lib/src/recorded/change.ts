/** What people say of a run after it was made: each change is an entry of its journal, and a line of the feed for lists. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { TrialbookError } from '../errors';
import { feedChanged } from '../format/feed-lines';
import type { FeedChanged } from '../format/feed';
import type { JournalEntry, ReproducedEntry } from '../format/journal';
import { FEED_FILE, RUN_FILES } from '../format/layout';
import { encodeLine } from '../format/lines';
import { recordValue } from '../format/record-value';
import { exists } from '../store/exists';
import { realInside } from '../store/inside';
import { readRun } from './read-run';

/** Where a run is. */
export interface RunPlace {
  /** Absolute path of the home. */
  home: string;
  /** Absolute path of the run folder. */
  dir: string;
  run: string;
}

/** Sets the label; `null` clears it. */
export function setLabel(place: RunPlace, label: string | null): void {
  change(place, { type: 'label', time: Date.now(), label });
  tellFeed(place, { label });
}

/** Removes tags, then adds tags. */
export function changeTags(
  place: RunPlace,
  { add = [], remove = [] }: { add?: string[]; remove?: string[] }
): void {
  change(place, { type: 'tags', time: Date.now(), add, remove });
  tellFeed(place, { tags: readRun(place.dir).tags });
}

/** Adds a note. */
export function addNote(place: RunPlace, text: string): void {
  change(place, { type: 'note', time: Date.now(), text });
}

/** Sets a fact of the user's own, any value; `null` removes it. */
export function setAttribute(
  place: RunPlace,
  name: string,
  value: unknown
): void {
  const recorded = recordValue(value);
  change(place, {
    type: 'attribute',
    time: Date.now(),
    name,
    value: recorded
  });
  tellFeed(place, { attributes: Object.fromEntries([[name, recorded]]) });
}

/** Marks the run as one that stands out, or takes the mark away. */
export function setMark(place: RunPlace, marked: boolean): void {
  change(place, { type: 'mark', time: Date.now(), marked });
  tellFeed(place, { marked });
}

/** Says whether a run that repeats another gave the same. */
export function setReproduced(place: RunPlace, entry: ReproducedEntry): void {
  change(place, entry);
  tellFeed(place, { reproduced: entry.reproduced });
}

/**
 * Adds an entry to the journal of a run, whoever records it.
 * @throws TrialbookError RUN_NOT_FOUND without a journal, OUTSIDE_HOME when a link leads out of the home.
 */
export function change({ home, dir }: RunPlace, entry: JournalEntry): void {
  const journal = join(dir, RUN_FILES.journal);
  if (!exists(journal)) {
    throw new TrialbookError(
      'RUN_NOT_FOUND',
      `${dir} is not a run folder: it has no ${RUN_FILES.journal}.`
    );
  }
  appendFileSync(
    realInside(home, journal),
    encodeLine(entry, { shared: true })
  );
}

/**
 * Adds a line to the feed of a home.
 * @throws TrialbookError OUTSIDE_HOME when a link leads out of the home.
 */
export function appendToFeed(home: string, line: Uint8Array): void {
  appendFileSync(realInside(home, join(home, FEED_FILE)), line);
}

function tellFeed(
  { home, run }: RunPlace,
  changed: Pick<
    FeedChanged,
    'label' | 'tags' | 'marked' | 'reproduced' | 'attributes'
  >
): void {
  const line = feedChanged({ time: Date.now(), run, ...changed });
  appendToFeed(home, line);
}
