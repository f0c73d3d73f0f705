import * as vega from 'vega';
import { compile } from 'vega-lite';
import { DEFAULT_CHART_OPTIONS, type IChartOptions } from '../options';
import { pointsOf } from '../points';
import { CHART_DATA, X_MAX, X_MIN, chartSpec } from '../spec';
import { readTheme, vegaConfig } from '../theme';
import { seriesOf } from './series';

const theme = readTheme(() => '');

/** A headless view of some values, drawn as a browser would draw it but for the pixels. */
async function view(
  values: readonly number[],
  options: Partial<IChartOptions> = {},
  domain: [number, number] | null = null
): Promise<vega.View> {
  const all = { ...DEFAULT_CHART_OPTIONS, ...options };
  const spec = chartSpec({ ...all, width: 400, height: 160, theme, color: 0 });
  const { spec: compiled } = compile(spec, { config: vegaConfig(theme) });
  const view = new vega.View(vega.parse(compiled, {}, { ast: true }), {
    renderer: 'none',
    expr: jest.requireActual('vega-interpreter').expressionInterpreter
  });
  const { rows } = pointsOf(seriesOf(values), all, domain, 400);
  view.signal(X_MIN, domain?.[0] ?? null).signal(X_MAX, domain?.[1] ?? null);
  view.change(CHART_DATA, vega.changeset().insert([...rows]));
  return view.runAsync();
}

/** The marks of a kind in a view's scene. */
function marks(view: vega.View, type: string): { items: Mark[] }[] {
  const found: { items: Mark[] }[] = [];
  const visit = (node: Scene) => {
    if (node.marktype === type && node.role === 'mark') {
      found.push(node as never);
    }
    node.items?.forEach(visit);
  };
  // Its declaration lacks the root of the scene.
  visit((view.scenegraph() as unknown as { root: Scene }).root);
  return found;
}

interface Scene {
  marktype?: string;
  role?: string;
  items?: Scene[];
}

interface Mark {
  x: number;
  y: number;
  defined?: boolean;
  shape?: string;
  fill?: string;
}

/** The items of all lines, group by group. */
const lines = (v: vega.View) => marks(v, 'line').map(mark => mark.items);
const symbols = (v: vega.View) =>
  marks(v, 'symbol').flatMap(mark => mark.items);

describe('chartSpec()', () => {
  it('draws the raw line behind the smoothed one', async () => {
    const many = Array.from({ length: 100 }, (_, i) => i % 7);
    const both = lines(await view(many, { smoothing: 0.6 }));
    expect(both.map(items => items.length)).toEqual([100, 100]);
    const one = lines(await view(many, { smoothing: 0 }));
    expect(one.map(items => items.length)).toEqual([100]);
  });

  it('connects points in the order in which they were logged', async () => {
    const drawn = await view([3, 1, 2]);
    expect(lines(drawn)[0].map(item => item.x)).toEqual(
      [0, 1, 2].map(x => drawn.scale('x')(x))
    );
  });

  it('spans the steps on a linear axis that does not begin at zero', async () => {
    const drawn = await view([5, 6, 7]);
    expect(drawn.scale('x').domain()).toEqual([0, 2]);
    expect(drawn.scale('y').type).toBe('linear');
    expect(drawn.scale('y').domain()[0]).toBeGreaterThan(4);
  });

  it('shows relative time in UTC and wall time in local time', async () => {
    const relative = await view([1, 2, 3], { x: 'relative' });
    expect(relative.scale('x').type).toBe('utc');
    expect(relative.scale('x').domain().map(Number)).toEqual([0, 2000]);
    const wall = await view([1, 2, 3], { x: 'wall' });
    expect(wall.scale('x').type).toBe('time');
    expect(Number(wall.scale('x').domain()[0])).toBe(1_700_000_000_000);
  });

  it('has a logarithmic y axis when asked', async () => {
    const drawn = await view([1, 10, 100, 0, -3], { logY: true });
    expect(drawn.scale('y').type).toBe('log');
    expect(drawn.scale('y').domain()).toEqual([1, 100]);
  });

  it('shows the zoomed range alone', async () => {
    const drawn = await view([1, 2, 3, 4, 5, 6, 7, 8], {}, [2, 4]);
    expect(drawn.scale('x').domain()).toEqual([2, 4]);
  });

  it('marks what is not finite at the edges of the plot', async () => {
    const drawn = await view([1, NaN, Infinity, -Infinity, 2], {
      smoothing: 0
    });
    const height = drawn.scale('y').range()[0];
    const edge = symbols(drawn).filter(item => item.fill === theme.warn);
    expect(edge.map(({ shape, y }) => [shape, y]).sort()).toEqual([
      ['diamond', height],
      ['triangle-down', height],
      ['triangle-up', 0]
    ]);
  });

  it('breaks the line where there is no finite value', async () => {
    const [items] = lines(await view([1, 2, NaN, 3, 4], { smoothing: 0 }));
    expect(items.map(item => item.defined !== false)).toEqual([
      true,
      true,
      false,
      true,
      true
    ]);
  });

  it('shows a single point, and nothing but broken points, without failing', async () => {
    const single = await view([0.5]);
    expect(symbols(single)).toHaveLength(1);
    expect(Number.isFinite(symbols(single)[0].y)).toBe(true);
    expect(symbols(await view([NaN, NaN]))).toHaveLength(2);
    expect(symbols(await view([]))).toHaveLength(0);
  });
});
