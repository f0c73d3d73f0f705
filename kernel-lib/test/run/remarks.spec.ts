/** What is said of a run while it goes on and afterwards, and how runs are found again. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { newFolder, PACKAGE, startScript } from './script';

const LIBRARY = `const { runs, getRun, RunHandle } = require(${JSON.stringify(PACKAGE)});`;

async function print(code: string, folder = newFolder()): Promise<string> {
  const { ended } = startScript(folder, LIBRARY + code);
  const { stdout, stderr, code: exit } = await ended;
  expect({ stderr, exit }).toEqual({ stderr: '', exit: 0 });
  return stdout;
}

describe('a run', () => {
  it('is labelled, tagged, noted and marked inside the call and after it', async () => {
    const folder = newFolder();
    const printed = await print(
      `const r = await run(function train() {
         const me = currentRun();
         me.label('inside'); me.tag('a', 'b'); me.note('half way'); me.set('cost', 2);
         console.log(me.label(), me.tags.join());
       });
       r.untag('a'); r.label('boom!!'); r.mark(); r.set('shape', new Float32Array(4));
       console.log(JSON.stringify([r.label(), r.tags, r.notes.map(n => n.text), r.attributes, r.marked]));
       console.log(JSON.stringify(r).includes('"label":"boom!!"'));
       r.label(null);
       console.log(r.label(), getRun('latest').tags.join(), runs('cost=2').length);`,
      folder
    );
    expect(printed.split('\n')).toEqual([
      'inside a,b',
      '["boom!!",["b"],["half way"],{"cost":2,"shape":{"$type":"Float32Array","shape":[4],"dtype":"float32"}},true]',
      'true',
      'undefined b 1',
      ''
    ]);
    const feed = readFileSync(path.join(folder, 'runs/feed.jsonl'), 'utf8');
    expect(feed).toContain('"label":"boom!!"');
    expect(feed).toContain('"attributes":{"cost":2}');
  });

  it('reads what it logged and printed so far, while it goes on', async () => {
    const printed = await print(
      `await run(function train() {
         for (let i = 0; i < 5; i++) log('loss', 1 / (i + 1), i * 10);
         const { steps, values } = currentRun().scalars('loss');
         process.stdout.write('sum ' + [steps.length, steps[4], values[1]].join() + '\\n');
         fs.writeFileSync('model.json', '{}');
         const me = currentRun();
         const heard = me.output();
         console.log(JSON.stringify([heard, me.scalarNames(), me.files().map(f => f.type)]));
       });`
    );
    const [sum, rest] = printed.split('\n');
    expect(sum).toBe('sum 5,40,0.5');
    expect(JSON.parse(rest)).toEqual([
      'sum 5,40,0.5\n',
      ['loss'],
      ['application/vnd.tensorboard.events', 'application/json']
    ]);
  });

  it('goes on when a remark cannot be written, and says so once', async () => {
    const folder = newFolder();
    const { ended } = startScript(
      folder,
      `const r = await run(function train() {
         const me = currentRun();
         fs.rmSync(me.dir, { recursive: true });
         me.label('a'); me.note('b'); me.tag('c');
         return [me.label(), me.tags.length, me.notes.length];
       }, {}, { cwd: 'keep', label: 'first' });
       console.log(r.status, JSON.stringify(r.value));`
    );
    const { stdout, stderr } = await ended;
    expect(stdout).toBe('completed ["first",0,0]\n');
    expect(stderr.match(/was not recorded/g)).toHaveLength(1);
  });

  it('tells a wrong argument at once', async () => {
    const printed = await print(
      `const r = await run(function train() {
         try { currentRun().tag(5); } catch (error) { return error.code; }
       });
       console.log(r.value);`
    );
    expect(printed).toBe('BAD_OPTION\n');
  });
});

describe('runs() and getRun()', () => {
  it('look where run() records to, and find runs by id, number and "latest"', async () => {
    const printed = await print(
      `for (const lr of [0.1, 0.2, 0.3]) {
         await run(({ lr = 0 } = {}) => log('loss', lr * 2), { lr });
       }
       const all = runs();
       console.log(all.length, runs('lr>0.15').sort('loss').rows().map(row => row.lr).join());
       const oldest = all.at(-1);
       console.log(getRun(3).id === oldest.id, getRun(oldest.id.slice(0, 8)).id === oldest.id, getRun('latest').flags.lr);
       console.log(getRun(1) instanceof RunHandle, [...all].every(r => r instanceof RunHandle));
       await run(() => { console.log(runs('lr=0.1').length); }, {}, { cwd: 'run' });`
    );
    expect(printed.split('\n')).toEqual([
      '3 0.2,0.3',
      'true true 0.3',
      'true true',
      '1',
      ''
    ]);
  });

  it('say what is wrong with a filter, a name or a home', async () => {
    const printed = await print(
      `const code = f => { try { f(); } catch (error) { return error.code + ' ' + error.message.slice(0, 22); } };
       console.log(code(() => runs()));
       await run(() => 1);
       console.log(code(() => runs('lr=')));
       console.log(code(() => getRun('2')));
       console.log(code(() => getRun('zzz')));`
    );
    expect(printed).toMatch(
      /^RUN_NOT_FOUND .*\nBAD_FILTER Column 4 of the filter\nRUN_NOT_FOUND There is no run 2: .*\nRUN_NOT_FOUND No run begins with "zz\n$/
    );
  });
});
