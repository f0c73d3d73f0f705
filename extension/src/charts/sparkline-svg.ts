import { sparklinePath } from '../model/sparkline-path';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 300;
const HEIGHT = 60;

/**
 * A small still line that fills its parent's width, made by the DOM alone: what a run card shows while its run's files
 * cannot be had. `null` breaks the line.
 */
export function sparklineSvg(
  values: readonly (number | null)[],
  label: string
): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'jp-TrialbookTile-sparkline');
  svg.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('role', 'img');
  svg.setAttribute('aria-label', label);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', sparklinePath(values, WIDTH, HEIGHT));
  svg.appendChild(path);
  return svg;
}
