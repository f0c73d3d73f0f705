/** How many series colours the stylesheet defines (`--jp-trialbook-series-0` and on). */
export const SERIES_COLORS = 7;

/** Number of a run's colour: the same run has the same colour everywhere. FNV-1a over the id. */
export function runColor(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) {
    hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  }
  return (hash >>> 0) % SERIES_COLORS;
}

/** The run's colour as a CSS value. */
export function runColorVariable(id: string): string {
  return `var(--jp-trialbook-series-${runColor(id)})`;
}
