import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { ansiClasses } from '../model/ansi';
import type { IOutputLine, IOutputPart } from '../model/output-lines';
import type { IRunViewProps } from './run-view-props';

/** Lines that are shown at first, and how many more at each asking. */
const PAGE = 5000;

/** Lines that are rendered anew together. */
const BLOCK = 200;

/** Pixels from the end within which the view follows it. */
const NEAR_END = 24;

/** What the run printed, in its colours; follows the end until one scrolls away from it. */
export function RunViewOutput({
  model,
  trans
}: IRunViewProps): JSX.Element | null {
  return model.tab === 'output' ? (
    <Log
      lines={model.output.lines}
      isRunning={model.run.info.status === 'running'}
      trans={trans}
    />
  ) : null;
}

function Log(props: {
  lines: readonly IOutputLine[];
  isRunning: boolean;
  trans: TranslationBundle;
}): JSX.Element {
  const { lines, trans } = props;
  const [limit, setLimit] = React.useState(PAGE);
  const [following, setFollowing] = React.useState(true);
  const scroller = React.useRef<HTMLDivElement>(null);
  const toEnd = () => {
    const node = scroller.current;
    if (node) {
      node.scrollTop = node.scrollHeight;
    }
  };
  React.useLayoutEffect(() => {
    if (following) {
      toEnd();
    }
  });
  if (lines.length === 0) {
    return (
      <div className="jp-TrialbookEmpty">
        {props.isRunning
          ? trans.__('Nothing printed yet.')
          : trans.__('The run printed nothing.')}
      </div>
    );
  }
  const from = Math.max(0, lines.length - limit);
  return (
    <div className="jp-TrialbookLog">
      <div
        className="jp-TrialbookLog-scroll"
        ref={scroller}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label={trans.__('Output of the run')}
        onScroll={event => {
          const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
          setFollowing(scrollHeight - scrollTop - clientHeight < NEAR_END);
        }}
      >
        {from > 0 ? (
          <button
            className="jp-TrialbookLink jp-TrialbookLog-earlier"
            onClick={() => {
              setFollowing(false);
              setLimit(limit + PAGE);
            }}
          >
            {trans.__('Show earlier output (%1 lines)', from.toLocaleString())}
          </button>
        ) : null}
        <Blocks lines={lines} from={from} trans={trans} />
      </div>
      {following ? null : (
        <button
          className="jp-TrialbookButton jp-TrialbookLog-end"
          onClick={toEnd}
        >
          {trans.__('To the end')}
        </button>
      )}
    </div>
  );
}

function Blocks(props: {
  lines: readonly IOutputLine[];
  from: number;
  trans: TranslationBundle;
}): JSX.Element {
  const { lines, from, trans } = props;
  const blocks: JSX.Element[] = [];
  for (
    let at = Math.floor(from / BLOCK) * BLOCK;
    at < lines.length;
    at += BLOCK
  ) {
    blocks.push(
      <Block
        key={at}
        lines={lines.slice(Math.max(at, from), at + BLOCK)}
        trans={trans}
      />
    );
  }
  return <>{blocks}</>;
}

interface IBlockProps {
  lines: readonly IOutputLine[];
  trans: TranslationBundle;
}

/** Lines keep their identity until they change, so that a block that is full is never rendered again. */
const Block = React.memo(
  function Block({ lines, trans }: IBlockProps): JSX.Element {
    return (
      <pre className="jp-TrialbookLog-block">
        {lines.map((line, i) => (
          <Line key={i} line={line} trans={trans} />
        ))}
      </pre>
    );
  },
  (a, b) =>
    a.lines.length === b.lines.length &&
    a.lines.every((line, i) => line === b.lines[i])
);

function Line(props: {
  line: IOutputLine;
  trans: TranslationBundle;
}): JSX.Element {
  const { line, trans } = props;
  return (
    <div>
      {line.parts.map((part, i) => (
        <Part key={i} part={part} />
      ))}
      {line.cut > 0 ? (
        <span className="jp-TrialbookLog-cut">
          {trans.__('… %1 more characters', line.cut.toLocaleString())}
        </span>
      ) : null}
      {line.parts.length === 0 ? '\n' : null}
    </div>
  );
}

function Part({ part }: { part: IOutputPart }): JSX.Element {
  const { text, style, stream } = part;
  const classes = ansiClasses(style);
  if (!classes && stream === 'stdout' && !style.color && !style.background) {
    return <>{text}</>;
  }
  const names = [
    'jp-TrialbookAnsi',
    stream === 'stderr' ? 'jp-mod-stderr' : '',
    classes
  ];
  return (
    <span
      className={names.filter(name => name).join(' ')}
      style={{
        color: typeof style.color === 'string' ? style.color : undefined,
        backgroundColor:
          typeof style.background === 'string' ? style.background : undefined
      }}
    >
      {text}
    </span>
  );
}
