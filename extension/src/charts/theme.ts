/** From JupyterLab's CSS variables to a Vega configuration. Pure, but for the reading of the variables. */
import type { Config } from 'vega-lite';
import { SERIES_COLORS } from '../model/run-color';

/** What a chart needs to know of JupyterLab's theme. */
export interface IChartTheme {
  readonly kind: 'light' | 'dark' | 'high-contrast';
  readonly font: string;
  /** Text of axes. */
  readonly text: string;
  readonly grid: string;
  readonly axis: string;
  readonly warn: string;
  /** Opacity of a raw line behind its smoothed one. */
  readonly ghost: number;
  /** Colours of runs by the number that `runColor` gives. */
  readonly series: readonly string[];
}

/** Used where the stylesheet's series colours are not there. */
const FALLBACK_SERIES = { light: '#0072b2', dark: '#56b4e9' };

/** Reads a CSS variable; an empty text when it is not set. */
export type VariableReader = (name: string) => string;

/** The theme as the CSS variables tell it. */
export function readTheme(read: VariableReader, name = ''): IChartTheme {
  const get = (variable: string, fallback: string): string =>
    read(variable).trim() || fallback;
  const dark = luminance(get('--jp-layout-color0', '#fff')) < 0.4;
  const contrast = /high.?contrast/i.test(name);
  return {
    kind: contrast ? 'high-contrast' : dark ? 'dark' : 'light',
    font: get('--jp-ui-font-family', 'sans-serif'),
    text: get(
      contrast ? '--jp-ui-font-color0' : '--jp-ui-font-color2',
      dark ? '#bbb' : '#555'
    ),
    grid: get(
      contrast ? '--jp-border-color1' : '--jp-border-color3',
      dark ? '#333' : '#eee'
    ),
    axis: get('--jp-border-color2', dark ? '#555' : '#ccc'),
    warn: get('--jp-warn-color1', '#e65100'),
    ghost: contrast ? 0.5 : dark ? 0.38 : 0.3,
    series: Array.from({ length: SERIES_COLORS }, (_, i) =>
      get(
        `--jp-trialbook-series-${i}`,
        dark ? FALLBACK_SERIES.dark : FALLBACK_SERIES.light
      )
    )
  };
}

/** The theme of the page as it stands. */
export function pageTheme(): IChartTheme {
  const style = getComputedStyle(document.body);
  return readTheme(
    name => style.getPropertyValue(name),
    document.body.dataset.jpThemeName
  );
}

/** Vega's configuration for a theme. It cannot change in a living view: build the view again. */
export function vegaConfig(theme: IChartTheme): Config {
  return {
    background: 'transparent',
    font: theme.font,
    view: { stroke: null },
    axis: {
      labelColor: theme.text,
      labelFontSize: 10,
      labelPadding: 4,
      titleColor: theme.text,
      gridColor: theme.grid,
      gridWidth: 1,
      // High contrast draws borders in white, which would drown the lines.
      gridOpacity: theme.kind === 'high-contrast' ? 0.3 : 1,
      domain: false,
      ticks: false
    },
    axisX: {
      domain: true,
      domainColor: theme.axis,
      ticks: true,
      tickColor: theme.axis,
      tickSize: 3,
      labelPadding: 3
    },
    title: { color: theme.text, fontSize: 12, fontWeight: 500, anchor: 'start' }
  };
}

/** Relative luminance after WCAG 2; 1 for what is not understood, which makes it light. */
export function luminance(color: string): number {
  const channels = channelsOf(color.trim());
  if (!channels) {
    return 1;
  }
  const [r, g, b] = channels.map(c => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function channelsOf(color: string): number[] | null {
  const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(color)?.[1];
  if (hex) {
    const full = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
    return [0, 2, 4].map(at => parseInt(full.slice(at, at + 2), 16));
  }
  const rgb = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/i.exec(color);
  if (rgb) {
    return rgb.slice(1, 4).map(Number);
  }
  return (
    { white: [255, 255, 255], black: [0, 0, 0] }[color.toLowerCase()] ?? null
  );
}
