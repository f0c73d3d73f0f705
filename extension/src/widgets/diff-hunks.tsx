import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import {
  hunksOf,
  type DiffLine,
  type Hunk,
  type TextDiff
} from 'trialbook/format';

/** Lines that are shown at first, and how many more at each asking. */
const PAGE = 300;

/** UTF-16 units of a line that are shown. */
const LINE_LIMIT = 2000;

/** Two texts as one: the lines that differ and those around them, the words that differ marked. */
export function DiffHunks(props: {
  text: TextDiff;
  label: string;
  trans: TranslationBundle;
}): JSX.Element {
  const { text, trans } = props;
  const [limit, setLimit] = React.useState(PAGE);
  const hunks = React.useMemo(() => hunksOf(text), [text]);
  const total = hunks.reduce((sum, { lines }) => sum + lines.length, 0);
  return (
    <>
      <div
        className="jp-TrialbookDiff"
        role="group"
        aria-label={props.label}
        tabIndex={0}
      >
        {firstLines(hunks, limit).map((hunk, at) => (
          <div key={at} className="jp-TrialbookDiff-hunk">
            {hunk.lines.map((line, i) => (
              <Line key={i} line={line} trans={trans} />
            ))}
          </div>
        ))}
      </div>
      {total > limit ? (
        <button
          className="jp-TrialbookLink jp-TrialbookDiff-more"
          onClick={() => setLimit(limit + PAGE * 3)}
        >
          {trans.__(
            'Show more (%1 of %2 lines shown)',
            limit.toLocaleString(),
            total.toLocaleString()
          )}
        </button>
      ) : null}
      {text.cut ? (
        <p className="jp-TrialbookCompare-none">
          {trans.__(
            'Not compared for their length: %1 lines of A, %2 of B.',
            text.cut.a.toLocaleString(),
            text.cut.b.toLocaleString()
          )}
        </p>
      ) : null}
    </>
  );
}

function Line(props: {
  line: DiffLine;
  trans: TranslationBundle;
}): JSX.Element {
  const { line, trans } = props;
  const { kind, text, words, a, b } = line;
  const sign = kind === 'added' ? '+' : kind === 'removed' ? '−' : ' ';
  const spoken =
    kind === 'added'
      ? trans.__('added line')
      : kind === 'removed'
        ? trans.__('removed line')
        : undefined;
  return (
    <div className={`jp-TrialbookDiff-line jp-mod-${kind}`}>
      <span className="jp-TrialbookDiff-number" aria-hidden>
        {a ?? ''}
      </span>
      <span className="jp-TrialbookDiff-number" aria-hidden>
        {b ?? ''}
      </span>
      <span
        className="jp-TrialbookDiff-sign"
        {...(spoken ? { role: 'img', 'aria-label': spoken } : {})}
      >
        {sign}
      </span>
      <code>
        {words
          ? words.map((span, i) =>
              span.changed ? <mark key={i}>{span.text}</mark> : span.text
            )
          : cut(text)}
      </code>
    </div>
  );
}

function cut(text: string): string {
  return text.length > LINE_LIMIT ? `${text.slice(0, LINE_LIMIT)}…` : text;
}

function firstLines(hunks: readonly Hunk[], limit: number): Hunk[] {
  let room = limit;
  return hunks
    .map(hunk => {
      const lines = hunk.lines.slice(0, Math.max(0, room));
      room -= lines.length;
      return { ...hunk, lines };
    })
    .filter(({ lines }) => lines.length > 0);
}
