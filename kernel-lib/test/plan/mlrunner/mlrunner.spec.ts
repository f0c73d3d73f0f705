/** mlrunner's files: each rule that is known of them, by the tables in which they are written down. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import * as fc from 'fast-check';
import { parseDocument, type Node } from 'yaml';
import {
  camelCase,
  fillTemplate,
  floatText,
  placeholders,
  readParamsFile,
  shellQuote,
  shortNumber,
  taskName,
  tasksOf,
  valueOf,
  type ParamValue,
  type TaskOptions
} from '../../../src/plan/mlrunner';

const EXAMPLE = readFileSync(
  path.join(__dirname, '../../../../examples/mlrunner/params.yaml'),
  'utf8'
);
const TIME = '20220316.030151';

const planOf = (text: string, options: Partial<TaskOptions> = {}) =>
  tasksOf(readParamsFile(text), { time: TIME, ...options });

const names = (text: string, options?: Partial<TaskOptions>) =>
  planOf(text, options).tasks.map(({ name }) => name);

const scripts = (text: string, options?: Partial<TaskOptions>) =>
  planOf(text, options).tasks.flatMap(({ commands }) =>
    commands.map(({ script }) => script)
  );

/** A value as it stands in a file. */
const value = (text: string): ParamValue =>
  valueOf(parseDocument(text, { version: '1.1' }).contents as Node);

const filled = (template: string, params: Record<string, string>) =>
  fillTemplate(
    'go',
    template,
    new Map(Object.entries(params).map(([name, text]) => [name, value(text)]))
  );

/** A small file: one command, one worker. */
const file = (template: string, choices: string, more = '') =>
  `template:\n  go: ${template}\nresource: [0]\n${more}---\n${choices}\n`;

describe("mlrunner's README example", () => {
  it('gives 5 tasks and 15 commands, in these folders', () => {
    const { tasks, orphans } = planOf(EXAMPLE);
    expect(tasks.map(({ dir }) => dir)).toEqual([
      'output/Norm_new-Moment_0.1',
      'output/Norm_new-Moment_0.05',
      'output/Norm_batch-Moment_0.1',
      'output/Norm_batch-Moment_0.05',
      'output/Norm_batch-EaStop_T'
    ]);
    expect(tasks.flatMap(({ commands }) => commands)).toHaveLength(15);
    expect(orphans).toEqual([]);
    expect(tasks[4].commands.map(({ name }) => name)).toEqual([
      ...['train', 'avg', 'test']
    ]);
    expect(tasks[4].commands[0].script).toBe(
      'node train.mjs --data iwslt14 --seed 1 --save-dir output/Norm_batch-EaStop_T --normalization batch --moment 0.1 --early-stop'
    );
  });
});

describe('the parts of params.yaml', () => {
  it('documents: the first configures, each later one is a grid', () => {
    expect(
      names(file('x {a} {b}', 'a: [1, 2]\nb: [3]\n---\na: [9]\nb: [9]'))
    ).toEqual(['A_1-B_3', 'A_2-B_3', 'A_9-B_9']);
    expect(() => planOf('template:\n  go: x\nresource: [0]\n')).toThrow(
      /There are no choices/
    );
  });

  it('template: a map of commands in the order in which they are run; its line breaks are spaces', () => {
    const [task] = planOf(
      'template:\n  z: |\n    echo {a}\n      two\n  b: echo\nresource: [0]\n---\na: [1]'
    ).tasks;
    expect(task.commands).toEqual([
      { name: 'z', script: 'echo 1 two' },
      { name: 'b', script: 'echo' }
    ]);
  });

  it('resource: one worker for each entry, as texts; "1,2" is one with two GPUs, twice the same is two on one', () => {
    expect(
      readParamsFile(
        'template: {go: x}\nresource: [0, "1,2", 0, 0]\n---\na: [1]'
      ).resource
    ).toEqual(['0', '1,2', '0', '0']);
  });

  it('default: what a task does not set, after the naming', () => {
    const text = file('x {a} {b}', 'a: [1]', 'default: {b: 2, a: 5}\n');
    expect(names(text)).toEqual(['A_1']);
    expect(scripts(text)).toEqual(['x 1 2']);
  });

  it('alias: the name of the folder has the alias, the command what its case sets', () => {
    const text = file(
      'x {a} {b}',
      'size: [small, big]',
      'alias:\n  size:\n    small: {a: 1, b: 2}\n    big: {a: 3, b: 4}\n'
    );
    expect(names(text)).toEqual(['Size_small', 'Size_big']);
    expect(scripts(text)).toEqual(['x 1 2', 'x 3 4']);
  });

  it('choices: a list, or one value', () => {
    expect(names(file('x {a} {b}', 'a: 7\nb: [1, 2]'))).toEqual([
      ...['A_7-B_1', 'A_7-B_2']
    ]);
  });

  it('_title: chosen by -t; documents without it are left out then', () => {
    const text = file(
      'x {a}',
      '_title: one\na: [1]\n---\na: [2]\n---\n_title: two\na: [3]'
    );
    expect(names(text)).toEqual(['A_1', 'A_2', 'A_3']);
    expect(names(text, { titles: ['two'] })).toEqual(['A_3']);
  });

  it('_cmd: the commands of a document, which -c overrides', () => {
    const text =
      'template: {p: p, q: q}\nresource: [0]\n---\n_cmd: [q]\na: [1]\n---\na: [2]';
    expect(scripts(text)).toEqual(['q', 'p', 'q']);
    expect(scripts(text, { commands: ['p'] })).toEqual(['p', 'p']);
  });

  it('_name, _output and _time: set for each task, never orphans', () => {
    const plan = planOf(file('x {_name} {_output} {_time} {a}', 'a: [1]'), {
      output: 'out'
    });
    expect(plan.tasks[0].commands[0].script).toBe(`x A_1 out/A_1 ${TIME} 1`);
    expect(plan.orphans).toEqual([]);
  });
});

describe('placeholders', () => {
  it.each([
    ['{p}', 'abc', 'abc'],
    ['{p}', '"a b"', "'a b'"],
    ['{p}', '"it\'s"', `'it'"'"'s'`],
    ['{p}', '3', '3'],
    ['{p}', '0.10', '0.1'],
    ['{p}', '2.0', '2.0'],
    ['{p}', '1e-3', '1e-3'],
    ['{p}', '1.0e-5', '1e-05'],
    ['[p]', 'true', '--p'],
    ['[p]', 'false', ''],
    ['[p]', 'abc', '--p abc'],
    ['[p]', '"a b"', "--p 'a b'"],
    ['[p]', '0.1', '--p 0.1'],
    ['[p]', '3', '--p 3'],
    ['a-{p}-b{p}', '3', 'a-3-b3']
  ])('%s with %s is %s', (template, text, expected) => {
    expect(filled(template, { p: text })).toBe(expected);
  });

  it('[early_stop] keeps the name as it is', () => {
    expect(
      filled('x [early_stop] [early-stop]', {
        early_stop: 'true',
        'early-stop': 'true'
      })
    ).toBe('x --early_stop --early-stop');
  });

  it.each([
    ['{p}', '[1, 2]'],
    ['{p}', '{a: 1}'],
    ['{p}', 'null'],
    ['[p]', '[1]'],
    ['{p}', 'true']
  ])('refuses %s with %s', (template, text) => {
    expect(() => filled(template, { p: text })).toThrow(
      expect.objectContaining({ code: 'BAD_PARAMETERS' }) as Error
    );
  });

  it('refuses a parameter without a value, and one in both ways', () => {
    expect(() => filled('x {p}', {})).toThrow(/needs the parameter "p"/);
    expect(() => filled('x {p} [p]', { p: '1' })).toThrow(
      /both \{p\} and \[p\]/
    );
  });

  it('are none in what belongs to the shell, or stands behind a backslash', () => {
    const own = 'echo ${HOME} ${a[i]} ${a[0]} a[0] {1} {a,b} a[i] \\{x} $[y]';
    expect(placeholders(own)).toEqual([]);
    expect(filled(own, {})).toBe(own.replace('\\{x}', '{x}'));
    expect(placeholders('{a: {b}} x{c}')).toEqual([
      { name: 'b', kind: 'value' },
      { name: 'c', kind: 'value' }
    ]);
  });

  it('are filled at once: what a value holds stays as it is', () => {
    expect(filled('{a} {b}', { a: '"{b}"', b: '1' })).toBe("'{b}' 1");
  });
});

describe('names of folders', () => {
  it.each([
    ['early-stop', 'EaStop'],
    ['moment', 'Moment'],
    ['max_len_a', 'MaLeA'],
    ['lr', 'Lr'],
    ['a-b_c', 'AB_c']
  ])('%s is %s', (name, expected) => {
    expect(camelCase(name)).toBe(expected);
  });

  it.each([
    ['true', 'P_T'],
    ['false', 'P_F'],
    ['0.1234567', 'P_0.123457'],
    ['0.12345671', 'P_0.123457'],
    ['1.0', 'P_1'],
    ['1000000', 'P_1e+06'],
    ['0.00001', 'P_1e-05'],
    ['100', 'P_100'],
    ['../a/b', 'P_a_b'],
    ['/x/y', 'P_x_y'],
    ['"123"', 'P_123']
  ])('%s is %s', (text, expected) => {
    expect(taskName([['p', value(text)]])).toBe(expected);
  });

  it('of a path that exists have its last part, of long texts the end', () => {
    expect(taskName([['p', value('data/bin/x')]], () => true)).toBe('P_x');
    expect(taskName([['p', value('a'.repeat(50) + 'b'.repeat(100))]])).toBe(
      `P_${'b'.repeat(100)}`
    );
  });

  it('have what was chosen, in the order of the document, without the defaults', () => {
    expect(
      names(file('x {b} {a} {c}', 'b: [1]\na: [2]', 'default: {c: 3}\n'))
    ).toEqual(['B_1-A_2']);
  });

  it('of different tasks differ, where mlrunner gives both one folder', () => {
    const [first, second] = names(file('x {a}', 'a: [0.1234567, 0.12345671]'));
    expect(first).toBe('A_0.123457');
    expect(second).toMatch(/^A_0\.123457-[0-9a-f]{8}$/);
  });
});

describe('numbers and texts', () => {
  it('are quoted for the shell so that it gives them back', () => {
    expect(shellQuote('')).toBe("''");
    fc.assert(
      fc.property(fc.string(), text => {
        const quoted = shellQuote(text);
        // What stands between single quotes is itself; a single quote stands between double ones.
        const back = quoted.startsWith("'")
          ? quoted.slice(1, -1).replaceAll(`'"'"'`, "'")
          : quoted;
        expect(back).toBe(text);
      })
    );
  });

  it.each([
    [0.1, '0.1', '0.1'],
    [1, '1.0', '1'],
    [1e16, '1e+16', '1e+16'],
    [123456789, '123456789.0', '1.23457e+08'],
    [1e-5, '1e-05', '1e-05'],
    [0.0001, '0.0001', '0.0001'],
    [-2.5, '-2.5', '-2.5'],
    [0, '0.0', '0'],
    [999999.5, '999999.5', '1e+06']
  ])('%d is %s in a command and %s in a name', (number, long, short) => {
    expect(floatText(number)).toBe(long);
    expect(shortNumber(number)).toBe(short);
  });

  it.each([
    ['yes', 'bool'],
    ['off', 'bool'],
    ['y', 'str'],
    ['1e-3', 'str'],
    ['1.5e3', 'str'],
    ['1.5e+3', 'float'],
    ['.5', 'float'],
    ['1_000', 'int'],
    ['"1"', 'str'],
    ['null', 'other'],
    ['[1]', 'other']
  ])('%s is read as PyYAML does: %s', (text, kind) => {
    expect(value(text).kind).toBe(kind);
  });
});

describe('sweep and repeats', () => {
  it('each combination, in the order of the lists', () => {
    expect(names(file('x {a} {b}', 'a: [2, 1]\nb: [x, y]'))).toEqual([
      ...['A_2-B_x', 'A_2-B_y', 'A_1-B_x', 'A_1-B_y']
    ]);
  });

  it('a repeat in a new folder is dropped; in the same folder it is kept, for other commands', () => {
    expect(
      names(
        file('x {a} {b}', 'a: [1]\n---\na: [1]\nb: [2]', 'default: {b: 2}\n')
      )
    ).toEqual(['A_1']);
    const again =
      'template: {p: "p {a}", q: "q {a}"}\nresource: [0]\n---\n_cmd: [p]\na: [1]\n---\n_cmd: [q]\na: [1]';
    expect(
      planOf(again).tasks.map(({ dir, commands }) => [dir, commands.length])
    ).toEqual([
      ['output/A_1', 1],
      ['output/A_1', 1]
    ]);
  });

  it('1 and 1.0 are the same task', () => {
    expect(names(file('x {a}', 'a: [1]\n---\na: [1.0]'))).toEqual([
      ...['A_1', 'A_1']
    ]);
  });

  it('--sample takes so many of each document, the same ones each time, in order', () => {
    const text = file(
      'x {a}',
      `a: [${Array.from({ length: 50 }, (_, n) => n)}]\n---\na: [99]`
    );
    const some = names(text, { sample: 5 });
    expect(some).toHaveLength(6);
    expect(names(text, { sample: 5 })).toEqual(some);
    expect(some).toEqual(names(text).filter(name => some.includes(name)));
  });

  it('--no-subdir: all in the output folder itself', () => {
    const [task] = planOf(file('x {_output} {a}', 'a: [1]'), {
      noSubdir: true
    }).tasks;
    expect(task).toMatchObject({ name: 'A_1', dir: 'output' });
  });

  it('tells of parameters that no command uses, defaults too', () => {
    expect(
      planOf(file('x {a}', 'a: [1]\ndummy: [1]', 'default: {left: 2}\n'))
        .orphans
    ).toEqual(['dummy', 'left']);
  });
});

describe('a bad file', () => {
  it.each([
    ['template: [1', /line 1, column \d+: /],
    ['', /The file is empty/],
    [
      'template: {go: x}\n---\na: [1]',
      /line 1, column 1: `resource` has to be a list/
    ],
    [
      'template: {go: x}\nresource: 3\n---\na: [1]',
      /line 2, column 11: `resource`/
    ],
    ['resource: [0]\n---\na: [1]', /`template` has to be a map/],
    [
      'template: {go: [x]}\nresource: [0]\n---\na: [1]',
      /line 1, column 16: The command "go" has to be a text/
    ],
    [
      'template: {a b: x}\nresource: [0]\n---\na: [1]',
      /cannot be the name of a command/
    ],
    [
      'template: {go: x}\nresources: [0]\n---\na: [1]',
      /line 2, column 1: The first document has no "resources"/
    ],
    [
      'template: {go: x}\nresource: [0]\n---\n- a',
      /line 4, column 1: A document of choices has to be a map/
    ],
    [
      'template: {go: x}\nresource: [0]\n---\na: []',
      /line 4, column 4: "a" has no value/
    ],
    [
      'template: {go: x}\nresource: [0]\n---\n_cmd: [none]\na: [1]',
      /line 4, column 8: There is no command "none"/
    ],
    [
      'template: {go: x}\nresource: [0]\n---\n_output: [no]',
      /line 4, column 1: "_output" is set for each task/
    ],
    [
      'template: {go: "x {s}"}\nresource: [0]\nalias: {s: {a: {p: 1}}}\n---\ns: [a]',
      /line 3, column 9: The alias "s" stands in a template/
    ],
    [
      'template: {go: x}\nresource: [0]\nalias: {s: {a: {p: 1}, b: {q: 1}}}\n---\ns: [a]',
      /same parameters/
    ],
    [
      'template: {go: x}\nresource: [0]\nalias: {s: {a: {p: 1}}}\n---\ns: [z]',
      /line 5, column 5: The alias "s" has no case "z"; it has a/
    ]
  ])('says what is wrong, and where: %#', (text, message) => {
    expect(() => readParamsFile(text)).toThrow(
      expect.objectContaining({
        code: 'BAD_PARAMETERS',
        message: expect.stringMatching(message) as string
      }) as Error
    );
  });

  it.each([
    [
      { commands: ['no'] },
      /There is no command "no" in `template`; there are go/
    ],
    [{ titles: ['no'] }, /No document has the `_title` "no"; none has a title/],
    [{ sample: 0 }, /--sample takes a whole number from 1 on/]
  ])('or what of the command line: %j', (options, message) => {
    expect(() => planOf(file('x', 'a: [1]'), options)).toThrow(message);
  });

  it('never ends in another error, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(EXAMPLE.length), (text, at) => {
        for (const each of [
          text,
          EXAMPLE.slice(0, at) + text + EXAMPLE.slice(at)
        ]) {
          try {
            planOf(each);
          } catch (error) {
            expect(['BAD_PARAMETERS', 'USAGE']).toContain(
              (error as { code?: string }).code
            );
          }
        }
      })
    );
  });
});
