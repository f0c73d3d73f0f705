/** Recorded runs in a real tslab kernel: found, shown and changed from cells. */
import type { Execution, KernelClient } from './kernel-client';
import { startKernel } from './kernelspecs';

jest.setTimeout(60_000);

const RUNS = `
function train({ lr = 0.1 } = {}) { log({ loss: lr * 2 }, 3); console.log('trained'); return lr; }
const first = await run(train, { lr: 0.5 }, { label: '<img src=x onerror=alert(1)>', display: false });
const second = await run(train, {}, { display: false });`;

/** What an execution showed beside what it printed, by MIME type. */
function displaysOf({ outputs }: Execution): Record<string, string>[] {
  return outputs
    .filter(({ type }) => type === 'display_data')
    .map(({ content }) => content.data as Record<string, string>);
}

describe.each(['stock', 'ours'] as const)('runs() in the %s kernel', name => {
  let client: KernelClient;

  beforeAll(async () => {
    ({ client } = await startKernel(name));
    await client.execute(`import { run, log, runs, getRun } from 'trialbook';`);
    expect(await client.execute(RUNS)).toMatchObject({
      status: 'ok',
      stderr: ''
    });
  });

  afterAll(() => client?.kill());

  it.each([
    ['a cell ends with it', `runs('loss<5').sort('loss')`],
    ['a cell that awaits ends with it', `await Promise.resolve(runs())`],
    ['it is asked to', `runs().display();`]
  ])('is an HTML table, its texts escaped, when %s', async (_, code) => {
    const shown = await client.execute(code);
    expect(shown).toMatchObject({ status: 'ok', stdout: '', stderr: '' });
    const [data, ...more] = displaysOf(shown);
    expect(more).toEqual([]);
    expect(data['text/html']).toContain('<td style="text-align: left">');
    expect(data['text/html']).toContain('&lt;img src=x onerror=alert(1)&gt;');
    expect(data['text/html']).not.toContain('<img');
    expect(data['text/plain']).toMatch(/run +name +status +label/);
  });

  it('leaves all else that a cell ends with to the kernel', async () => {
    const numbers = await client.execute('[1, 2]');
    expect(numbers.stdout).toBe('[ 1, 2 ]\n');
    expect(displaysOf(numbers)).toEqual([]);
    const nothing = await client.execute('const quiet = runs();');
    expect(nothing).toMatchObject({ stdout: '', outputs: [] });
    const printed = await client.execute('console.log(runs())');
    expect(printed.stdout).toMatch(/2 runs\n$/);
    expect(displaysOf(printed)).toEqual([]);
  });

  it('gives plain rows, and runs that can be labelled, tagged and noted', async () => {
    const changed = await client.execute(
      `second.label('boom!!'); second.tag('good'); second.note('keep'); second.set('cost', 3);
       const h = getRun(first.id.slice(0, 6));
       h.label(null);
       console.log(JSON.stringify(runs().columns('id', 'label', 'lr', 'loss', 'cost').rows()));
       console.log(second.label(), second.tags, second.notes[0].text, h.label());
       console.log(h.scalars('loss'), h.output(), h.files().length, runs('tag:good').at(0)!.id === second.id);`
    );
    expect(changed).toMatchObject({ status: 'ok', stderr: '' });
    const [rows, remarks, ...rest] = changed.stdout.split('\n');
    expect(JSON.parse(rows)).toMatchObject([
      { label: 'boom!!', lr: 0.1, loss: 0.2, cost: 3 },
      { lr: 0.5, loss: 1 }
    ]);
    expect(remarks).toBe("boom!! [ 'good' ] keep undefined");
    expect(rest.join('\n')).toMatch(
      /Float64Array\(1\) \[ 3 \][^]*Float64Array\(1\) \[ 1 \][^]*trained\n 1 true/
    );
  });

  it('says where a filter is wrong', async () => {
    const wrong = await client.execute(`runs('loss<')`);
    expect(wrong.status).toBe('error');
    expect(wrong.stderr).toContain(
      'Column 6 of the filter: a value is expected'
    );
  });
});
