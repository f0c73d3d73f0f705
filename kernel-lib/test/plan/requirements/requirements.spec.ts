import fc from 'fast-check';
import {
  parseRequirement,
  requirementText,
  RequirementError
} from '../../../src/plan/requirements';

const HOUR = 3_600_000;

/** What is said of a text that is wrong: the character, and why. */
function wrong(text: string): [number, string] {
  try {
    parseRequirement(text);
  } catch (error) {
    if (error instanceof RequirementError) {
      return [error.column, error.reason];
    }
    throw error;
  }
  throw new Error(`This is right: ${text}`);
}

describe('parseRequirement()', () => {
  it('reads time, GPUs, cores and memory', () => {
    expect(
      parseRequirement('duration=1h & cuda(mem=4G)*1 & cpu(cores=4, mem=8G)')
    ).toEqual([
      {
        duration: HOUR,
        cores: 4,
        memory: 8e9,
        accelerators: [{ kind: 'cuda', memory: 4e9 }]
      }
    ]);
  });

  it('reads alternatives in the order in which they are wanted', () => {
    expect(
      parseRequirement(
        'duration=3h & cuda(mem=12GiB) | duration=3h & mps(mem=12GiB) | gpu()'
      ).map(({ accelerators }) => accelerators)
    ).toEqual([
      [{ kind: 'cuda', memory: 12 * 2 ** 30 }],
      [{ kind: 'mps', memory: 12 * 2 ** 30 }],
      [{ kind: 'gpu', memory: 0 }]
    ]);
  });

  it('takes white space anywhere between words', () => {
    expect(
      parseRequirement(
        'duration=2 d & cpu(mem=300M, cores=8)\n & cuda(mem=16GiB) * 4'
      )
    ).toEqual(
      parseRequirement('duration=2d&cpu(mem=300M,cores=8)&cuda(mem=16GiB)*4')
    );
  });

  it('takes the most of what is said twice, and all of the GPUs, the largest first', () => {
    expect(
      parseRequirement(
        'duration=1h & duration=30m & cpu(cores=2) & cpu(mem=1G) & cuda(mem=4G) & gpu() & cuda(mem=8G)'
      )
    ).toEqual([
      {
        duration: HOUR,
        cores: 2,
        memory: 1e9,
        accelerators: [
          { kind: 'cuda', memory: 8e9 },
          { kind: 'cuda', memory: 4e9 },
          { kind: 'gpu', memory: 0 }
        ]
      }
    ]);
  });

  it('takes memory without cores for one core', () => {
    expect(parseRequirement('cpu(mem=1MiB)')).toEqual([
      { cores: 1, memory: 2 ** 20, accelerators: [] }
    ]);
  });

  it.each([
    ['m', 60_000],
    ['min', 60_000],
    ['mins', 60_000],
    ['h', HOUR],
    ['hour', HOUR],
    ['hours', HOUR],
    ['d', 24 * HOUR],
    ['day', 24 * HOUR],
    ['days', 24 * HOUR]
  ])('knows the time unit %s', (unit, size) => {
    expect(parseRequirement(`duration=2${unit}`)[0].duration).toBe(2 * size);
  });

  it.each([
    ['', 1, 'duration, cuda, mps, gpu or cpu is expected here, not the end.'],
    ['cuda(mem=32)', 12, 'a unit of memory is expected here'],
    ['duration=90s', 12, 'a unit of time is expected here: m, h or d, not "s"'],
    ['duration=1.5h', 11, 'numbers are whole and positive'],
    ['cpu(cores=4)*2', 13, '"&" or "|" is expected here, not "*".'],
    ['cpu()', 5, 'cores= or mem= is expected here, not ")".'],
    ['cpu(cores=0)', 11, 'the number is too small'],
    ['cuda(mem=4g)', 11, 'G, M, GiB or MiB, not "g".'],
    ['cuda(cores=4)', 6, '"mem" is expected here, not "cores".'],
    ['duration=1h &', 14, 'is expected here, not the end.'],
    ['duration=1h | | gpu()', 15, 'is expected here'],
    ['duration=1h; rm', 12, '";" means nothing here.'],
    ['cudda(mem=4G)', 1, 'did you mean "cuda"?'],
    ['gpu()*99999', 6, 'more than 1024 GPUs are asked for.'],
    ['cpu(mem=99999999999999GiB)', 9, 'the number is too large.']
  ])('says of "%s" that character %i is wrong', (text, column, reason) => {
    const [at, why] = wrong(text);
    expect([at, why]).toEqual([column, expect.stringContaining(reason)]);
  });

  it('points at the character', () => {
    expect(() => parseRequirement('duration=1h &\n\tcuda(mem=4X)')).toThrow(
      [
        'The requirement goes wrong at character 26: a unit of memory is expected here: G, M, GiB or MiB, not "X".',
        '  duration=1h &  cuda(mem=4X)',
        `  ${' '.repeat(25)}^`
      ].join('\n')
    );
  });
});

const memory = fc
  .tuple(fc.integer({ min: 1, max: 4000 }), fc.constantFrom(1e6, 2 ** 20, 1e9))
  .map(([number, unit]) => number * unit);

const requirement = fc.record(
  {
    duration: fc.integer({ min: 1, max: 100_000 }).map(m => m * 60_000),
    cpu: fc.record({
      cores: fc.integer({ min: 1, max: 512 }),
      memory: fc.option(memory, { nil: undefined })
    }),
    accelerators: fc.array(
      fc.record({
        kind: fc.constantFrom('cuda' as const, 'mps' as const, 'gpu' as const),
        memory: fc.oneof(fc.constant(0), memory)
      }),
      { maxLength: 6 }
    )
  },
  { requiredKeys: ['accelerators', 'duration'] }
);

describe('requirementText()', () => {
  it('writes the shortest units', () => {
    expect(
      requirementText(
        parseRequirement(
          'cpu(mem=2000M,cores=1) & duration=120 min & cuda()*1 & cuda(mem=1024MiB)*2 | gpu(mem=1500M)'
        )
      )
    ).toBe(
      'duration=2h & cuda(mem=1GiB)*2 & cuda() & cpu(cores=1, mem=2G) | gpu(mem=1500M)'
    );
  });

  it('rounds up what no unit can say', () => {
    expect(
      requirementText([
        { duration: 61_000, memory: 2 ** 20 + 1, accelerators: [] }
      ])
    ).toBe('duration=2m & cpu(cores=1, mem=2MiB)');
  });

  it('gives back what was read, and itself when it is read again', () => {
    fc.assert(
      fc.property(
        fc.array(requirement, { minLength: 1, maxLength: 3 }),
        alternatives => {
          const text = requirementText(
            alternatives.map(({ cpu, ...rest }) => ({ ...rest, ...cpu }))
          );
          const read = parseRequirement(text);
          expect(requirementText(read)).toBe(
            requirementText(parseRequirement(requirementText(read)))
          );
          read.forEach((each, at) => {
            const { duration, cpu, accelerators } = alternatives[at];
            expect([each.duration, each.cores, each.memory]).toEqual([
              duration,
              cpu?.cores,
              cpu?.memory
            ]);
            const told = (all: typeof accelerators) =>
              all.map(({ kind, memory: bytes }) => `${kind} ${bytes}`).sort();
            expect(told(each.accelerators)).toEqual(told(accelerators));
          });
        }
      )
    );
  });

  it('is read, or refused at a character of the text or its end, whatever the text', () => {
    const word = fc.constantFrom(
      ...'duration cuda gpu cpu mem cores = ( ) * , & | 1 4 G GiB h 1h ; é'.split(
        ' '
      )
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word, { maxLength: 12 }).map(words => words.join(''))
        ),
        text => {
          try {
            parseRequirement(text);
          } catch (error) {
            expect(error).toBeInstanceOf(RequirementError);
            const { column, message } = error as RequirementError;
            expect(column).toBeGreaterThanOrEqual(1);
            expect(column).toBeLessThanOrEqual(text.length + 1);
            expect(message.split('\n').at(-1)).toHaveLength(column + 2);
          }
        }
      )
    );
  });
});
