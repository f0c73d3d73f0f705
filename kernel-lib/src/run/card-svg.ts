import type { RunCard } from '../format/card';
import { shortId } from '../format/layout';
import { formatValue } from '../format/format-value';

/**
 * The run card as a still picture, for viewers that do not know the card: GitHub, nbviewer, VS Code.
 * Grey tones that read on light and dark pages; one accent.
 */
export function cardSvg(card: RunCard): string {
  const scalars = Object.entries(card.scalars ?? {});
  const columns = Math.min(COLUMNS, Math.max(1, scalars.length));
  const rows = Math.ceil(scalars.length / COLUMNS);
  const height = HEAD + rows * CHART.height + PADDING;
  const charts = scalars.map(([tag, scalar], index) => {
    const width = WIDTH / columns;
    const x = (index % COLUMNS) * width;
    const y = HEAD + Math.floor(index / COLUMNS) * CHART.height;
    return chart(tag, scalar, x, y, width);
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12">`,
    `<rect x="0.5" y="0.5" width="${WIDTH - 1}" height="${height - 1}" rx="3" fill="none" stroke="#888" stroke-opacity="0.4"/>`,
    head(card),
    ...charts,
    '</svg>'
  ].join('');
}

const WIDTH = 720;
const HEAD = 44;
const PADDING = 6;
const COLUMNS = 3;
const CHART = { height: 72, top: 20, bottom: 8, side: 12 };
const GREY = '#808080';
const ACCENT = '#1976d2';
const STATUS_COLORS: Record<string, string> = {
  completed: '#388e3c',
  failed: '#d32f2f',
  terminated: '#9e9e9e'
};

function head(card: RunCard): string {
  const { name, label, status, run } = card;
  const color = STATUS_COLORS[status] ?? ACCENT;
  const title = label === undefined ? name : `${name} · ${label}`;
  const flags = Object.entries(card.flags)
    .map(([flag, value]) => `${flag} ${formatValue(value)}`)
    .join('   ');
  const below = card.error ?? flags;
  return (
    `<circle cx="15" cy="16" r="5" fill="${color}"/>` +
    text(28, 20, cut(title, 60), `font-weight="600" fill="${GREY}"`) +
    text(
      WIDTH - 12,
      20,
      `${status} · ${shortId(run)}`,
      `text-anchor="end" fill="${GREY}"`
    ) +
    text(
      28,
      36,
      cut(below, 100),
      `font-family="monospace" font-size="11" fill="${card.error === undefined ? GREY : STATUS_COLORS.failed}"`
    )
  );
}

function chart(
  tag: string,
  scalar: NonNullable<RunCard['scalars']>[string],
  x: number,
  y: number,
  width: number
): string {
  const { side, top, bottom, height } = CHART;
  const room = Math.floor(width / 7) - 10;
  return (
    text(x + side, y + 12, cut(tag, room), `fill="${GREY}"`) +
    text(
      x + width - side,
      y + 12,
      formatValue(scalar.last),
      `text-anchor="end" fill="${GREY}"`
    ) +
    `<path d="${linePath(scalar.sparkline, x + side, y + top, width - 2 * side, height - top - bottom)}" fill="none" stroke="${ACCENT}" stroke-width="1.5"/>`
  );
}

/** Gaps where a value is not finite. */
function linePath(
  values: readonly (number | null)[],
  x: number,
  y: number,
  width: number,
  height: number
): string {
  const finite = values.filter((value): value is number => value !== null);
  const low = Math.min(...finite);
  const span = Math.max(...finite) - low || 1;
  let path = '';
  let pen = 'M';
  for (const [index, value] of values.entries()) {
    if (value === null) {
      pen = 'M';
      continue;
    }
    const px = x + (index * width) / Math.max(1, values.length - 1);
    const py = y + height - ((value - low) / span) * height;
    path += `${pen}${px.toFixed(1)} ${py.toFixed(1)}`;
    pen = 'L';
  }
  return path;
}

function text(x: number, y: number, content: string, style: string): string {
  return `<text x="${x}" y="${y}" ${style}>${escape(content)}</text>`;
}

function cut(content: string, limit: number): string {
  return content.length > limit ? `${content.slice(0, limit - 1)}…` : content;
}

/** XML 1.0 allows no control characters at all, not even escaped ones, and no lone surrogates. */
function escape(content: string): string {
  return content
    .replace(/[^\P{C}\u{ad}\u{200c}\u{200d}]/gu, '\ufffd')
    .replace(/[&<>"]/g, char => `&#${char.charCodeAt(0)};`);
}
