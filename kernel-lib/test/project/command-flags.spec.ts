import * as path from 'node:path';
import fc from 'fast-check';
import {
  flagsOfArguments,
  readCommandLine
} from '../../src/project/command-flags';
import {
  flagText,
  flagVariable,
  parseAssignments,
  parseFlagText
} from '../../src/project/flag-text';

describe('parseFlagText()', () => {
  it.each([
    ['3', 3],
    ['-3', -3],
    ['1e-5', 1e-5],
    ['.5', 0.5],
    ['5.', 5],
    ['true', true],
    ['false', false],
    ['null', null],
    ['[1, "a"]', [1, 'a']],
    ['{"a": 1}', { a: 1 }],
    ['"3"', '3'],
    ['adam', 'adam'],
    ['', ''],
    ['007', '007'],
    ['1_000', '1_000'],
    ['1:12', '1:12'],
    ['12345678901234567890', '12345678901234567890'],
    ['1e999', '1e999'],
    ['[1,', '[1,'],
    ['yes', 'yes']
  ])('%j is %j', (text, value) => {
    expect(parseFlagText(text)).toEqual(value);
  });

  it('gives back what flagText() wrote, except texts that look like something else', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        fc.pre(typeof value !== 'string');
        expect(parseFlagText(flagText(value))).toEqual(
          JSON.parse(JSON.stringify(value))
        );
      })
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), text => void parseFlagText(text)));
  });
});

describe('parseAssignments()', () => {
  it('reads names, values and values with = in them', () => {
    expect(parseAssignments(['lr=0.1', 'note=a=b', '__proto__=1'])).toEqual(
      Object.fromEntries([
        ['lr', 0.1],
        ['note', 'a=b'],
        ['__proto__', 1]
      ])
    );
  });

  it.each(['lr', '=3', ''])('refuses %j', text => {
    expect(() => parseAssignments([text])).toThrow('name=value');
  });
});

describe('flagsOfArguments()', () => {
  it.each([
    [['--lr', '0.1'], { lr: 0.1 }],
    [['--lr=0.1'], { lr: 0.1 }],
    [['--name='], { name: '' }],
    [['--fast', '--lr', '1'], { fast: true, lr: 1 }],
    [['--shift', '-3'], { shift: -3 }],
    [['--fast', '-v'], { fast: true }],
    [['input.csv', '-n', '3'], {}],
    [['--x', '1', '--x', '2'], { x: [1, 2] }],
    [['--x', '1', '--', '--y', '2'], { x: 1 }]
  ])('%j', (args, flags) => {
    expect(flagsOfArguments(args)).toEqual(flags);
  });

  it('takes any arguments', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), args => {
        expect(flagsOfArguments(args)).toBeDefined();
      })
    );
  });
});

describe('readCommandLine()', () => {
  const here = path.dirname(__filename);
  const file = path.basename(__filename);

  it('finds the script behind options of its interpreter', () => {
    const command = ['node', '--max-old-space-size=99', file, '--lr', '1'];
    expect(readCommandLine(command, here)).toEqual({
      argv: ['node', command[1], __filename, '--lr', '1'],
      flags: { lr: 1 },
      name: 'command-flags.spec'
    });
  });

  it('leaves files in flags alone: a run writes into its own folder', () => {
    const { argv } = readCommandLine([file, file, '--out', file], here);
    expect(argv).toEqual([file, __filename, '--out', file]);
  });

  it('resolves the path of a program, not its bare name', () => {
    expect(readCommandLine(['./tool', '--x', '1'], here)).toEqual({
      argv: [path.join(here, 'tool'), '--x', '1'],
      flags: { x: 1 },
      name: 'tool'
    });
    expect(readCommandLine(['ls'], here).argv).toEqual(['ls']);
  });
});

describe('flagVariable()', () => {
  it('is in capitals, without what shells do not take', () => {
    expect(flagVariable('learning-rate.x')).toBe('FLAG_LEARNING_RATE_X');
  });
});
