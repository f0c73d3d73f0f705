import { inspect } from 'node:util';
import { listRuns } from '../../src/recorded/catalogue';
import { OUTPUT_BUNDLE } from '../../src/recorded/displayable';
import { RunTable } from '../../src/recorded/table/run-table';
import { madeUpHome, madeUpId, type MadeUpRun } from './made-up-home';

const RUNS: MadeUpRun[] = [
  {
    label: 'first, "quoted"',
    flags: { lr: 0.1, opt: 'adam', loss: 'mse' },
    scalars: { loss: 0.3, acc: 'NaN' }
  },
  {
    name: '<script>alert(1)</script>',
    label: '=HYPERLINK("x")',
    tags: ['a', 'b'],
    flags: { lr: 0.01, opt: '-5', wide: { $type: 'number', text: '-0' } },
    scalars: { loss: 1 / 3 }
  },
  { status: 'failed', label: 'esc \u001b[31m \u202e', flags: { lr: 1 } }
];

function table(runs = RUNS): RunTable {
  const home = madeUpHome(runs);
  return new RunTable(listRuns(home), { home });
}

const ids = (runs: RunTable) => [...runs].map(({ id }) => id);

describe('RunTable', () => {
  it('has columns of fields, flags, scalars and attributes, and names the ones that clash', () => {
    expect(table().columnNames).toEqual([
      ...['run', 'name', 'status', 'label', 'started', 'duration'],
      ...['lr', 'opt', 'wide', 'flag:loss', 'scalar:loss', 'acc']
    ]);
  });

  it('gives plain rows', () => {
    const [newest, middle, oldest] = table().rows();
    expect(newest).toMatchObject({ run: 'r00000', status: 'failed', lr: 1 });
    expect(newest.acc).toBeUndefined();
    expect(middle).toMatchObject({ opt: '-5', wide: -0, duration: 90 });
    expect(oldest).toMatchObject({ 'flag:loss': 'mse', 'scalar:loss': 0.3 });
    expect(oldest.acc).toBeNaN();
    expect(oldest.started).toEqual(new Date('2026-01-01T00:00:01Z'));
  });

  it('filters by a filter or a function, sorts, cuts, and stays what it was', () => {
    const all = table();
    expect(ids(all.filter('lr<0.5'))).toEqual([madeUpId(1), madeUpId(0)]);
    expect(ids(all.filter(run => run.status === 'failed'))).toEqual([
      madeUpId(2)
    ]);
    expect(ids(all.sort('lr'))).toEqual([1, 0, 2].map(madeUpId));
    expect(ids(all.sort('lr', 'descending').head(2))).toEqual(
      [2, 0].map(madeUpId)
    );
    expect(all.at(-1)?.id).toBe(madeUpId(0));
    expect(all.at(9)).toBeUndefined();
    expect(all).toHaveLength(3);
    expect(ids(all)).toEqual([2, 1, 0].map(madeUpId));
  });

  it('sorts what has no value last, whichever way', () => {
    const all = table();
    expect(ids(all.sort('scalar:loss')).at(-1)).toBe(madeUpId(2));
    expect(ids(all.sort('scalar:loss', 'descending')).at(-1)).toBe(madeUpId(2));
    expect(ids(all.sort('acc'))).toEqual([2, 1, 0].map(madeUpId));
  });

  it('shows the columns that are asked for, also extremes and steps', () => {
    const rows = table()
      .filter('has:scalar:loss')
      .columns('id', 'scalar:loss', 'min:loss', 'max:loss', 'step:loss', 'tags')
      .rows();
    expect(rows[0]).toEqual({
      id: madeUpId(1),
      'scalar:loss': 1 / 3,
      'min:loss': -1,
      'max:loss': 100,
      'step:loss': 9,
      tags: ['a', 'b']
    });
  });

  it.each(['sort', 'columns'] as const)(
    'says in %s() that no run has a column',
    method => {
      expect(() => table()[method]('los')).toThrow(
        expect.objectContaining({
          code: 'BAD_OPTION',
          message: expect.stringContaining('"los"') as string
        }) as Error
      );
    }
  );

  it('is text in plain Node, without what would move the cursor', () => {
    const text = inspect(table());
    expect(text).toMatch(/^run +name +status +label/);
    expect(text).toMatch(/3 runs$/);
    expect(text).toContain('esc \\x1b[31m \\u202e');
    expect(text).toContain('0.333333');
    expect(text).not.toContain('\u001b');
    expect(text).not.toContain('\u202e');
  });

  it('is HTML without any markup of others', () => {
    const { 'text/html': html } = table()[OUTPUT_BUNDLE]();
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    expect(html).not.toMatch(/<(?!\/?(?:table|thead|tbody|tr|th|td|p)\b)/);
    expect(html.match(/<tr>/g)).toHaveLength(4);
  });

  it('shows fifty rows and says so, and keeps all of them for programs', () => {
    const many = table(Array.from({ length: 60 }, () => ({})));
    expect(many.toHTML().match(/<tr>/g)).toHaveLength(51);
    expect(many.toHTML()).toContain('50 of 60 runs');
    expect(String(many).split('\n')).toHaveLength(52);
    expect(many.rows()).toHaveLength(60);
    expect(JSON.parse(JSON.stringify(many))).toHaveLength(60);
  });

  it('is exact as CSV, quoted, and computes nothing in a spreadsheet', () => {
    const csv = table()
      .columns('label', 'lr', 'opt', 'flag:loss', 'scalar:loss')
      .toCSV();
    expect(csv.split('\n')).toEqual([
      'label,lr,opt,loss,loss',
      'esc \u001b[31m \u202e,1,,,',
      `"'=HYPERLINK(""x"")",0.01,-5,,0.3333333333333333`,
      '"first, ""quoted""",0.1,adam,mse,0.3',
      ''
    ]);
  });

  it('shows itself where there is a place, and prints itself elsewhere', () => {
    const home = madeUpHome(RUNS);
    const shown: object[] = [];
    const show = (bundle: object) => shown.push(bundle) > 0;
    new RunTable(listRuns(home), { home, show }).display();
    expect(shown).toHaveLength(1);
    expect(Object.keys(shown[0])).toEqual(['text/html', 'text/plain']);
  });
});
