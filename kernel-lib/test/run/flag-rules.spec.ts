import * as path from 'node:path';
import { runScript } from './script';

const ZOD = path.resolve(__dirname, '..', '..', '..', 'node_modules', 'zod');

/** Last line of a script's output, parsed. */
async function result<T>(code: string): Promise<T> {
  const { stdout, stderr, code: exit } = await runScript(code);
  expect({ exit, stderr }).toEqual({ exit: 0, stderr: '' });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as T;
}

/** What run() says against it, and whether anything was created. */
function refusal(call: string): Promise<{ error: string; home: boolean }> {
  return result(`
    const train = ({ lr = 0.1, opt = 'sgd', epochs = 3 } = {}) => lr;
    const error = await ${call}.then(() => 'taken', e => e.code + ': ' + e.message);
    console.log(JSON.stringify({ error, home: fs.existsSync('runs') }));`);
}

describe('run() with rules for its flags', () => {
  it('runs when they are met, by given flags and by defaults, and records them', async () => {
    const record = await result(`
      const train = ({ lr = 0.1, opt = 'sgd' } = {}) => lr;
      const r = await run(train, { lr: 0.5 }, { flags: {
        lr: { min: 0, max: 1, description: 'learning rate' },
        opt: { choices: ['sgd', 'adam'] }
      } });
      console.log(JSON.stringify(readRun(r.dir)));`);
    expect(record).toMatchObject({
      flags: { lr: 0.5, opt: 'sgd' },
      defaults: ['opt'],
      flagFacts: {
        lr: { min: 0, max: 1, description: 'learning rate' },
        opt: { choices: ['sgd', 'adam'] }
      }
    });
  });

  it('lists everything that is wrong, before anything is created', async () => {
    const { error, home } = await refusal(
      `run(train, { lr: 5, opt: 'rms' }, { flags: { lr: { min: 0, max: 1 }, opt: { choices: ['sgd', 'adam'] }, epochs: { max: 2, type: 'int' } } })`
    );
    expect(error).toBe(
      [
        'BAD_FLAGS: train: 3 flags are not as they have to be:',
        '  lr is 5, but has to be a number from 0 to 1',
        '  opt is rms, but has to be one of sgd, adam',
        '  epochs is 3, but has to be a whole number of at most 2'
      ].join('\n')
    );
    expect(home).toBe(false);
  });

  it('names a rule for a flag that the function does not have', async () => {
    const { error } = await refusal(
      `run(train, {}, { flags: { lrr: { min: 0 } } })`
    );
    expect(error).toBe(
      'BAD_FLAGS: train: the flag lrr has rules, but is no flag of the function.'
    );
  });

  it('asks for a required flag of a function that takes any', async () => {
    const { error } = await refusal(
      `run(function open(config) {}, { a: 1 }, { flags: { lr: { required: true }, b: { min: 1 } } })`
    );
    expect(error).toBe('BAD_FLAGS: open: the flag lr is required.');
  });

  it.each([
    [
      '{ lr: { mim: 0 } }',
      '`flags.lr` has no rule "mim". Rules are: description, type, choices, min, max, required.'
    ],
    ['{ lr: { min: "0" } }', '`flags.lr.min` has to be a number.'],
    [
      '{ lr: { min: 2, max: 1 } }',
      '`flags.lr.min` has to be at most `max`, which is 1.'
    ],
    [
      '{ lr: { choices: [] } }',
      '`flags.lr.choices` has to be a list of values.'
    ],
    [
      '{ lr: { type: "float" } }',
      '`flags.lr.type` has to be one of string, number, int, boolean, path.'
    ],
    ['{ lr: 3 }', '`flags.lr` has to be an object such as { min: 0, max: 1 }.'],
    [
      '[]',
      '`flags` has to be an object of rules by flag, or a schema such as zod’s.'
    ]
  ])('refuses the rules %s', async (rules, message) => {
    const { error, home } = await refusal(
      `run(train, {}, { flags: ${rules} })`
    );
    expect(error).toBe(`BAD_OPTION: ${message}`);
    expect(home).toBe(false);
  });
});

describe.each([
  ['4', ''],
  ['3', '/v3']
])('run() with a schema of zod %s', (_, entry) => {
  const head = `const { z } = require(${JSON.stringify(ZOD + entry)});
    const train = ({ lr = 0.1, opt = 'none', epochs = 3, note } = {}) => [lr, opt, epochs, note];`;

  it('applies defaults and conversions before the call, and records the values used', async () => {
    const seen = await result<{ value: unknown; record: unknown }>(`${head}
      const schema = z.object({
        lr: z.coerce.number().min(0).max(1).describe('learning rate'),
        opt: z.enum(['sgd', 'adam']).default('adam'),
        note: z.string().optional().transform(text => text?.toUpperCase())
      });
      const r = await run(train, { lr: '0.5', note: 'a' }, { flags: schema });
      console.log(JSON.stringify({ value: r.value, flags: r.flags, record: readRun(r.dir) }));`);
    expect(seen).toMatchObject({
      value: [0.5, 'adam', 3, 'A'],
      flags: { lr: 0.5, opt: 'adam', epochs: 3, note: 'A' },
      record: {
        flags: { lr: 0.5, opt: 'adam', epochs: 3, note: 'A' },
        defaults: ['opt', 'epochs'],
        flagFacts: {
          lr: { type: 'number', min: 0, max: 1, description: 'learning rate' },
          opt: { choices: ['sgd', 'adam'] },
          note: { type: 'string' }
        }
      }
    });
  });

  it('lists everything that is wrong, before anything is created', async () => {
    const { error, home } = await result<{
      error: string;
      home: boolean;
    }>(`${head}
      const schema = z.strictObject ? z.strictObject({ lr: z.number().max(1), opt: z.enum(['sgd']) }) : z.object({ lr: z.number().max(1), opt: z.enum(['sgd']) }).strict();
      const error = await run(train, { lr: 5, opt: 'rms', epochs: 2 }, { flags: schema }).catch(e => e.code + ': ' + e.message);
      console.log(JSON.stringify({ error, home: fs.existsSync('runs') }));`);
    expect(error).toContain(
      'BAD_FLAGS: train: 3 flags are not as they have to be:\n'
    );
    expect(error).toMatch(/lr is 5, but does not fit: .*1/);
    expect(error).toMatch(/opt is rms, but does not fit: .*sgd/);
    expect(error).toContain('epochs is no flag of the schema');
    expect(home).toBe(false);
  });

  it('takes a default of the function where the schema asks for a value', async () => {
    const seen = await result(`${head}
      const schema = z.object({ lr: z.number(), epochs: z.number().int().max(10) });
      const r = await run(train, { epochs: 5 }, { flags: schema });
      const short = await run(train, { epochs: 50 }, { flags: schema }).catch(e => e.message);
      console.log(JSON.stringify([r.value, readRun(r.dir).defaults, readRun(r.dir).flagFacts.epochs, short]));`);
    expect(seen).toEqual([
      [0.1, 'none', 5, null],
      ['lr', 'opt'],
      { type: 'int', max: 10 },
      expect.stringContaining('the flag epochs is 50, but does not fit')
    ]);
  });

  it('checks conditions between flags, and names flags inside flags', async () => {
    const seen = await result(`${head}
      const nested = ({ opt: { lr = 1, name = '' } = {} } = {}) => lr;
      const fails = async (fn, params, flags) => run(fn, params, { flags }).then(() => 'taken', e => e.message);
      console.log(JSON.stringify([
        await fails(train, { lr: 1, epochs: 1 }, z.object({ lr: z.number(), epochs: z.number() }).refine(f => f.lr < f.epochs, { message: 'lr has to be below epochs' })),
        await fails(nested, { opt: { lr: 'x' } }, z.object({ opt: z.object({ lr: z.number() }) }))
      ]));`);
    expect(seen).toEqual([
      'train: the flag all flags together does not fit: lr has to be below epochs.',
      expect.stringContaining('nested: the flag opt.lr is x, but does not fit')
    ]);
  });

  it('knows choices, whole numbers and what wraps them', async () => {
    const facts = await result(`${head}
      const schema = z.object({
        lr: z.number().gt(0).optional().describe('rate'),
        epochs: z.number().int().min(1).nullable().default(2),
        opt: z.union([z.literal('a'), z.literal('b')]),
        note: z.nativeEnum({ A: 0, B: 1, 0: 'A', 1: 'B' }).optional()
      });
      const r = await run(train, { opt: 'a' }, { flags: schema });
      console.log(JSON.stringify(readRun(r.dir).flagFacts));`);
    expect(facts).toEqual({
      lr: { type: 'number', min: 0, description: 'rate' },
      epochs: { type: 'int', min: 1 },
      opt: { choices: ['a', 'b'] },
      note: { choices: [0, 1] }
    });
  });

  it('works for arguments by position, and keeps flags that it does not mention', async () => {
    const seen = await result(`${head}
      const fn = (lr = 0.1, epochs = 3) => [lr, epochs];
      const schema = z.object({ lr: z.coerce.number() });
      const values = [];
      for (const params of [['0.5', 7], { lr: '2', epochs: 1 }, undefined, { epochs: 4 }]) values.push((await run(fn, params, { flags: schema })).value);
      console.log(JSON.stringify(values));`);
    expect(seen).toEqual([
      [0.5, 7],
      [2, 1],
      [0.1, 3],
      [0.1, 4]
    ]);
  });

  it('refuses a schema that has to be awaited', async () => {
    const seen = await result(`${head}
      const schema = z.object({ lr: z.number().refine(async () => true) });
      console.log(JSON.stringify(await run(train, { lr: 1 }, { flags: schema }).catch(e => e.code)));`);
    expect(seen).toBe('BAD_OPTION');
  });
});
