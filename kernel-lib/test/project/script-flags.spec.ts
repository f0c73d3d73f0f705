import { writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { readScriptFlags, withGlobals } from '../../src/project/script-flags';
import { projectWith, runsOf, trialbook } from './cli';

jest.setTimeout(60_000);

const GLOBALS = `import { readFileSync } from 'node:fs';
const lr: number = 0.1;
let name = 'a', layers = [8, -4];
export const on = true;
const _hidden = 1;
const later = readFileSync.name;
const object = { a: 1 };
function inner() { const lr = 9; return lr; }
console.log('loss: ' + lr, name, layers.join(), on, inner());
`;

const ARGS = `const { parseArgs } = require('node:util');
const { values } = parseArgs({ options: { lr: { type: 'string', default: '0.1' }, 'dry-run': { type: 'boolean' }, name: { type: 'string', short: 'n' } } });
console.log(JSON.stringify(values));
`;

describe('readScriptFlags()', () => {
  const flagsOf = (file: string, text: string) =>
    readScriptFlags(path.join(projectWith({ [file]: text }), file));

  it('reads top-level literals', () => {
    expect(flagsOf('a.ts', GLOBALS)).toEqual({
      by: 'globals',
      flags: {
        lr: { default: 0.1 },
        name: { default: 'a' },
        layers: { default: [8, -4] },
        on: { default: true }
      }
    });
  });

  it('reads the options of parseArgs', () => {
    expect(flagsOf('a.js', ARGS)).toEqual({
      by: 'args',
      flags: {
        lr: { default: 0.1 },
        'dry-run': { type: 'boolean', default: false },
        name: {}
      }
    });
  });

  it('says what does not parse', () => {
    expect(() => flagsOf('a.js', 'const = 1')).toThrow('cannot be read');
    expect(() => readScriptFlags('/nowhere/a.js')).toThrow('cannot be read');
  });
});

describe('withGlobals()', () => {
  it('changes top-level literals, and nothing else', () => {
    const folder = projectWith({
      'a.js':
        'const lr = 0.1; // lr = 0.1\nlet s = "lr = 0.1";\n{ const lr = 0.1; }\n'
    });
    expect(withGlobals(path.join(folder, 'a.js'), { lr: 2 })).toBe(
      'const lr = 2; // lr = 0.1\nlet s = "lr = 0.1";\n{ const lr = 0.1; }\n'
    );
  });
});

describe('flags-import', () => {
  const projectOf = (definition: string) =>
    projectWith({
      'trialbook.yml': `operations: { a: ${definition} }`,
      'globals.ts': GLOBALS,
      'args.js': ARGS
    });

  it('runs the script with other values for its variables', async () => {
    const folder = projectOf('{ main: globals.ts, flags-import: all }');
    const { stdout } = await trialbook(folder, [
      ...['run', 'a', 'lr=0.5', 'layers=[1,2]']
    ]);
    expect(stdout).toBe('loss: 0.5 a 1,2 true 9\n');
    expect(runsOf(folder)[0].record).toMatchObject({
      flags: { lr: 0.5, name: 'a', layers: [1, 2], on: true },
      defaults: ['name', 'on']
    });
  });

  it('gives arguments to a script that parses them', async () => {
    const folder = projectOf('{ main: node args.js, flags-import: all }');
    const { stdout } = await trialbook(folder, [
      ...['run', 'a', 'dry-run=true', 'name=x']
    ]);
    expect(JSON.parse(stdout)).toEqual({
      lr: '0.1',
      'dry-run': true,
      name: 'x'
    });
  });

  it('takes the flags that are named, with what the project says of them', async () => {
    const folder = projectOf(
      '{ main: globals.ts, flags-import: [lr], flags: { lr: { max: 1, description: rate } } }'
    );
    const ops = await trialbook(folder, ['ops']);
    expect(ops.stdout).toContain(
      'lr=0.1  rate; has to be a number of at most 1'
    );
    const none = await trialbook(folder, ['run', 'a', 'name=b']);
    expect(none.stderr).toContain('Its flags are: lr.');
    const high = await trialbook(folder, ['run', 'a', 'lr=2']);
    expect(high.stderr).toContain('lr is 2');
  });

  it('names a flag that the script does not have, and a main that has none', async () => {
    const folder = projectOf('{ main: globals.ts, flags-import: [lrr] }');
    const typo = await trialbook(folder, ['run', 'a']);
    expect(typo.stderr).toContain('has no flag "lrr"');
    writeFileSync(
      path.join(folder, 'trialbook.yml'),
      'operations: { a: { main: python x.py, flags-import: all } }'
    );
    const python = await trialbook(folder, ['ops']);
    expect(python.stderr).toContain('trialbook.yml:1:');
    expect(python.stderr).toContain('"flags-import" reads scripts');
  });
});
