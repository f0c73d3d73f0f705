import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import { shortId } from 'trialbook/format';
import { jobWords } from '../model/job-words';
import type { IPlanEdge, IPlanGraph, IPlanNode } from '../model/plan-graph';

/** Sizes in pixels. */
const WIDTH = 168;
const HEIGHT = 34;
const GAP_X = 56;
const GAP_Y = 10;

/** Nodes of a column that are drawn. */
const MAX_ROWS = 40;

/** Which jobs need which, from left to right. */
export function PlanGraph(props: {
  graph: IPlanGraph;
  trans: TranslationBundle;
  onOpen: (run: string) => void;
}): JSX.Element {
  const { graph, trans } = props;
  const width = graph.columns * (WIDTH + GAP_X) - GAP_X;
  const height = Math.min(graph.rows, MAX_ROWS) * (HEIGHT + GAP_Y) - GAP_Y;
  const isShown = ({ row }: IPlanNode) => row < MAX_ROWS;
  return (
    <div className="jp-TrialbookPlan">
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={trans.__(
          'Which of the %1 jobs need which',
          graph.nodes.reduce((sum, { jobs }) => sum + jobs.length, 0)
        )}
      >
        {graph.edges
          .filter(({ from, to }) => isShown(from) && isShown(to))
          .map(edge => (
            <Edge key={`${edge.from.key} ${edge.to.key}`} edge={edge} />
          ))}
        {graph.nodes.filter(isShown).map(node => (
          <Node key={node.key} {...props} node={node} />
        ))}
      </svg>
    </div>
  );
}

function Node(props: {
  node: IPlanNode;
  trans: TranslationBundle;
  onOpen: (run: string) => void;
}): JSX.Element {
  const { node, trans, onOpen } = props;
  const [x, y] = placeOf(node);
  const [job] = node.jobs;
  const isSingle = node.jobs.length === 1;
  const run = isSingle ? job.run : undefined;
  const detail = isSingle
    ? jobWords(job)
    : trans.__('%1 of %2', node.counts.completed, node.jobs.length);
  return (
    <g
      className={`jp-TrialbookPlan-node jp-mod-${node.state}${run === undefined ? '' : ' jp-mod-link'}`}
      transform={`translate(${x},${y})`}
      onClick={() => run !== undefined && onOpen(run)}
    >
      <title>
        {[
          node.name,
          run === undefined ? '' : shortId(run),
          detail,
          job.message && isSingle ? job.message : ''
        ]
          .filter(Boolean)
          .join('\n')}
      </title>
      <rect width={WIDTH} height={HEIGHT} rx="3" />
      <rect
        className="jp-TrialbookPlan-mark"
        width="4"
        height={HEIGHT}
        rx="2"
      />
      <text x="12" y="14" className="jp-TrialbookPlan-name">
        {cut(node.name)}
      </text>
      <text x="12" y="27" className="jp-TrialbookPlan-detail">
        {cut(detail)}
      </text>
    </g>
  );
}

function Edge({ edge: { from, to } }: { edge: IPlanEdge }): JSX.Element {
  const [fromX, fromY] = placeOf(from);
  const [toX, toY] = placeOf(to);
  const [x1, y1] = [fromX + WIDTH, fromY + HEIGHT / 2];
  const [x2, y2] = [toX, toY + HEIGHT / 2];
  const middle = (x1 + x2) / 2;
  return (
    <path
      className="jp-TrialbookPlan-edge"
      d={`M${x1},${y1}C${middle},${y1} ${middle},${y2} ${x2},${y2}`}
    />
  );
}

function placeOf({ column, row }: IPlanNode): [number, number] {
  return [column * (WIDTH + GAP_X), row * (HEIGHT + GAP_Y)];
}

/** SVG does not cut texts by itself. */
function cut(text: string): string {
  return text.length > 25 ? `${text.slice(0, 24)}…` : text;
}
