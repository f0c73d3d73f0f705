import { nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { RUN_FILES } from 'trialbook/format';
import { FakeRun, until } from '../../__tests__/fake-run';
import { seriesOf } from '../../charts/__tests__/series';
import { CompareModel } from '../../model/compare-model';
import { CompareView } from '../compare-view';

const A = 'k3f9q2a7b1cd';
const B = 'm8r2c5d9e1fg';

const shown: Widget[] = [];

afterEach(() => {
  shown.splice(0).forEach(widget => widget.dispose());
});

async function open(a: FakeRun, b: FakeRun) {
  const asked: string[] = [];
  const model = new CompareModel(a, b);
  const view = new CompareView({
    model,
    translator: nullTranslator,
    address: { home: 'runs', a: A, b: B },
    actions: {
      openRun: run => asked.push(`open ${run}`),
      swap: () => asked.push('swap')
    }
  });
  shown.push(view);
  Widget.attach(view, document.body);
  await until(() => view.node.querySelector('[data-section="environment"]'));
  const all = (selector: string) => [
    ...view.node.querySelectorAll<HTMLElement>(selector)
  ];
  const texts = (selector: string) =>
    all(selector).map(node => node.textContent);
  return { view, model, asked, all, texts };
}

const CODE = 'function f() {\n  return 1;\n}\n// <b>end</b>';

function twoRuns() {
  const a = new FakeRun({
    id: A,
    status: 'completed',
    label: '<i>first</i>',
    flags: { lr: 0.1, seed: 1 }
  });
  const b = new FakeRun({
    id: B,
    status: 'completed',
    flags: { lr: 0.05, seed: 1 }
  });
  a.series.set('loss', seriesOf([3, 2]));
  b.series.set('loss', seriesOf([3, 1]));
  a.environment = { packages: { zod: '4.1.0' }, node: '20.1.0' };
  b.environment = { packages: { zod: '4.2.0' }, node: '20.1.0' };
  a.executed = [
    { id: 'x', code: CODE, count: 1, outcome: 'ok' },
    { id: 'gone', code: 'old()', count: 2, outcome: 'ok' }
  ];
  b.executed = [
    { id: 'x', code: CODE.replace('1', '2'), count: 3, outcome: 'ok' },
    { id: 'new', code: 'fresh()', count: 4, outcome: 'ok' }
  ];
  return { a, b };
}

describe('CompareView', () => {
  it('names the two runs and what was changed', async () => {
    const { a, b } = twoRuns();
    const { texts, all, asked } = await open(a, b);
    const [first, second] = texts('.jp-TrialbookCompare-run');
    expect(first).toContain('<i>first</i>');
    expect(first).toMatch(/^A.*k3f9q2/);
    expect(second).toMatch(/^B.*m8r2c5/);
    expect(texts('.jp-TrialbookCompare-summary > span')).toEqual([
      'lr 0.1 → 0.05, cell [3] changed, cell [4] added, cell [2] removed, zod 4.1.0 → 4.2.0'
    ]);
    all('.jp-TrialbookCompare-run .jp-TrialbookLink')[1].click();
    all('.jp-TrialbookCompare-summary button')[0].click();
    expect(asked).toEqual([`open ${B}`, 'swap']);
  });

  it('has flags and scalars in one table, what differs first and the rest folded', async () => {
    const { a, b } = twoRuns();
    const { all, texts } = await open(a, b);
    const values = '[data-section="values"]';
    expect(texts(`${values} tbody tr`)).toEqual([
      'Flags',
      '~lr0.10.05',
      'Scalars, last values',
      '~loss21−1 (−50 %)'
    ]);
    const more = all(`${values} .jp-TrialbookCompare-more button`).at(-1);
    expect(more?.textContent).toBe('Show 2 that are the same');
    more?.click();
    await until(() => all(`${values} tr[data-name="seed"]`).length > 0);
    expect(texts(`${values} tbody tr`)).toEqual([
      'Flags',
      '~lr0.10.05',
      'seed11',
      'Outcome',
      'statuscompletedcompleted',
      'Scalars, last values',
      '~loss21−1 (−50 %)'
    ]);
  });

  it('marks the lines and words of the cells, not by colour alone', async () => {
    const { a, b } = twoRuns();
    const { all, texts } = await open(a, b);
    expect(texts('.jp-TrialbookCompareCell h3')).toEqual([
      '~Cell [3]changedin A [1]',
      '+Cell [4]added',
      '−Cell [2]removed'
    ]);
    const cell = '.jp-TrialbookCompareCell[data-cell="x"]';
    expect(texts(`${cell} .jp-TrialbookDiff-line`)).toEqual([
      '11 function f() {',
      '2−  return 1;',
      '2+  return 2;',
      '33 }',
      '44 // <b>end</b>'
    ]);
    expect(texts(`${cell} mark`)).toEqual(['1', '2']);
    expect(
      all(`${cell} .jp-TrialbookDiff-sign[role=img]`).map(node =>
        node.getAttribute('aria-label')
      )
    ).toEqual(['removed line', 'added line']);
    expect(all(`${cell} code b`)).toHaveLength(0);
  });

  it('shows packages, and that the environment does not differ', async () => {
    const { a, b } = twoRuns();
    const { texts } = await open(a, b);
    expect(texts('[data-section="packages"] tbody tr')).toEqual([
      '~zod4.1.04.2.0'
    ]);
    expect(texts('[data-section="environment"] p')).toEqual([
      'No differences.'
    ]);
  });

  it('shows how the uncommitted changes differ, when there are any', async () => {
    const { a, b } = twoRuns();
    const plain = await open(a, b);
    expect(plain.all('[data-section="patch"]')).toEqual([]);
    const { a: c, b: d } = twoRuns();
    const changes = { files: 1, untracked: 0 };
    d.source = { kernel: { name: 'tslab' }, changes };
    d.contents.set(
      RUN_FILES.changes,
      new TextEncoder().encode('+const a = 1;\n+<b>x</b>')
    );
    const { texts, all } = await open(c, d);
    await until(() => all('[data-section="patch"] code').length > 0);
    expect(texts('[data-section="patch"] code')).toEqual([
      '+const a = 1;',
      '+<b>x</b>'
    ]);
  });

  it('compares the output when it is unfolded, without colours', async () => {
    const { a, b } = twoRuns();
    const print = (text: string) => [
      { time: 1, stream: 'stdout' as const, text }
    ];
    a.chunks = print('epoch 1\n\u001b[31mloss 2\u001b[0m\n');
    b.chunks = print('epoch 1\nloss 1\n');
    const { all, texts } = await open(a, b);
    const [heading] = all('[data-section="output"] h2 button');
    expect(heading.getAttribute('aria-expanded')).toBe('false');
    heading.click();
    await until(() => all('[data-section="output"] code').length > 0);
    expect(texts('[data-section="output"] .jp-TrialbookDiff-line')).toEqual([
      '11 epoch 1',
      '2−loss 2',
      '2+loss 1'
    ]);
    expect(texts('[data-section="output"] mark')).toEqual(['2', '1']);
    // It is followed while it is shown.
    b.chunks = print('epoch 1\nloss 1\nloss 0\n');
    b.emit('output');
    await until(() => texts('[data-section="output"] code').includes('loss 0'));
  });

  it('folds a section', async () => {
    const { a, b } = twoRuns();
    const { all } = await open(a, b);
    const [heading] = all('[data-section="cells"] h2 button');
    heading.click();
    await until(() => heading.getAttribute('aria-expanded') === 'false');
    expect(all('.jp-TrialbookCompareCell')).toHaveLength(0);
  });

  it('says that runs do not differ', async () => {
    const { a } = twoRuns();
    const twin = new FakeRun({ ...a.info, id: B });
    twin.series = a.series;
    twin.executed = a.executed;
    twin.environment = a.environment;
    const { texts } = await open(a, twin);
    expect(texts('.jp-TrialbookEmpty h3')).toEqual([
      'These runs do not differ.'
    ]);
  });

  it('shows 100 flags, large cells and long lines in pieces', async () => {
    const { a, b } = twoRuns();
    const flags = (value: string) =>
      Object.fromEntries(
        Array.from({ length: 300 }, (_, at) => [`flag${at}`, value])
      );
    a.info = { ...a.info, flags: flags('x') };
    b.info = { ...b.info, flags: flags('y') };
    const line = 'z'.repeat(10_000);
    a.executed = [{ id: 'x', code: '', outcome: 'ok' }];
    b.executed = [{ id: 'x', code: `${line}\n`.repeat(1500), outcome: 'ok' }];
    const { all, texts } = await open(a, b);
    expect(all('[data-section="values"] tr[data-name]')).toHaveLength(200);
    expect(texts('[data-section="values"] button')).toContain(
      'Show more (200 of 301 rows shown)'
    );
    expect(all('.jp-TrialbookDiff-line').length).toBeLessThanOrEqual(300);
    expect(texts('.jp-TrialbookDiff-line code')[0]).toHaveLength(2001);
    expect(texts('[data-section="cells"] p').join('')).toContain(
      'Not compared for their length'
    );
  });

  it('says why runs cannot be read', async () => {
    const { a, b } = twoRuns();
    const { view, texts } = await open(a, b);
    b.problem = 'The run folder is gone.';
    b.emit('problem');
    await until(() => view.node.querySelector('[role=alert]'));
    expect(texts('[role=alert]')).toEqual(['The run folder is gone.']);
  });
});
