import { LabIcon } from '@jupyterlab/ui-components';

/** A curve that falls to rest over a base line: a run. */
const RUNS = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24">
  <g class="jp-icon3 jp-icon-selectable" fill="#616161">
    <path d="M3 3h2v16h16v2H3z"/>
    <path d="M7.1 4.4l1.8-.8c1.6 3.9 3 6.4 4.5 7.9 1.5 1.600 3.500 2.300 7.600 2.500v2c-4.600-.2-7.100-1.200-9-3.100-1.800-1.800-3.300-4.500-4.900-8.500z"/>
    <circle cx="8" cy="16" r="1.500"/>
  </g>
</svg>`;

/** A circle that ends in an arrow: once more. */
const RERUN = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 24 24">
  <path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M12 4V1l5 4-5 4V6a6 6 0 1 0 6 6h2a8 8 0 1 1-8-8z"/>
  <path class="jp-icon3 jp-icon-selectable" fill="#616161" d="M10 9l5 3-5 3z"/>
</svg>`;

/** The icon of running again. */
export const rerunIcon = new LabIcon({
  name: 'jupyterlab-trialbook:rerun',
  svgstr: RERUN
});

/** The icon of Trialbook: of the Runs panel and of opened runs. */
export const runsIcon = new LabIcon({
  name: 'jupyterlab-trialbook:runs',
  svgstr: RUNS
});
