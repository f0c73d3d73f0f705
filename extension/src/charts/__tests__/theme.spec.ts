import { luminance, readTheme, vegaConfig } from '../theme';
import { themeWatch } from '../theme-watch';
import { until } from '../../__tests__/fake-run';

const dark: Record<string, string> = {
  '--jp-layout-color0': ' #111111 ',
  '--jp-ui-font-color2': 'rgba(255, 255, 255, 0.7)',
  '--jp-ui-font-family': 'Inter',
  '--jp-trialbook-series-0': '#5ab4f0'
};

describe('readTheme()', () => {
  it('takes fonts and colours from the variables of the page', () => {
    const theme = readTheme(name => dark[name] ?? '');
    expect(theme.kind).toBe('dark');
    expect(theme.series[0]).toBe('#5ab4f0');
    const config = vegaConfig(theme);
    expect(config.font).toBe('Inter');
    expect(config.axis?.labelColor).toBe('rgba(255, 255, 255, 0.7)');
    expect(config.background).toBe('transparent');
  });

  it('knows light, dark and high contrast', () => {
    expect(readTheme(() => '').kind).toBe('light');
    expect(
      readTheme(name => dark[name] ?? '', 'JupyterLab Dark High Contrast').kind
    ).toBe('high-contrast');
  });

  it('has lighter series in dark themes where the stylesheet has none', () => {
    const background = (color: string) =>
      readTheme(name => (name === '--jp-layout-color0' ? color : ''));
    const [light] = background('white').series;
    const [onDark] = background('#111').series;
    expect(luminance(onDark)).toBeGreaterThan(luminance(light));
  });
});

describe('luminance()', () => {
  it.each([
    ['#fff', 1],
    ['#000000', 0],
    ['rgb(255, 255, 255)', 1],
    ['rgba(0, 0, 0, 0.5)', 0],
    ['black', 0],
    ['color-mix(in srgb, red, blue)', 1]
  ])('of %s is %d', (color, expected) => {
    expect(luminance(color)).toBeCloseTo(expected);
  });
});

describe('themeWatch', () => {
  it('tells when the host has set another theme', async () => {
    let changes = 0;
    themeWatch.changed.connect(() => {
      changes++;
    });
    document.body.dataset.jpThemeName = 'JupyterLab Dark';
    await until(() => changes === 1);
  });
});
