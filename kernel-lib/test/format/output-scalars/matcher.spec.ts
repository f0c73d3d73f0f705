import {
  OutputScalarMatcher,
  parseOutputScalars,
  type OutputScalarsConfig
} from '../../../src/format';

type Captured = [tag: string, value: number, step: number];

function capture(
  lines: string[],
  config: OutputScalarsConfig = true,
  flags: string[] = []
): Captured[] {
  const matcher = new OutputScalarMatcher(parseOutputScalars(config), flags);
  return lines.flatMap(line =>
    matcher
      .match(line)
      .map(({ tag, value, step }): Captured => [tag, value, step])
  );
}

describe('the default output scalars', () => {
  it.each<[string, string, number]>([
    ['loss: 0.5', 'loss', 0.5],
    ['loss: 0.5 (foo)', 'loss', 0.5],
    ['loss: 0.5 (foo) (bar)', 'loss', 0.5],
    ['val/loss: 1e-5', 'val/loss', 1e-5],
    ['a:b: 3', 'a:b', 3],
    ['loss: nan', 'loss', NaN],
    ['loss: NaN', 'loss', NaN],
    ['loss: inf', 'loss', Infinity],
    ['loss: -Inf', 'loss', -Infinity],
    ['loss: Infinity', 'loss', Infinity],
    ['loss: .5', 'loss', 0.5],
    ['loss: 5.', 'loss', 5],
    ['loss: -1.25E+3', 'loss', -1250],
    ['loss: +3', 'loss', 3],
    ['loss:\t0.5', 'loss', 0.5],
    ['loss:    0.5   ', 'loss', 0.5],
    ['_private: 1', '_private', 1],
    ['lernrate_größe: 1', 'lernrate_größe', 1],
    ['\u001b[1mloss\u001b[0m: \u001b[33m0.5\u001b[39m', 'loss', 0.5],
    ['\u001b]0;title\u0007loss: 0.5\u001b[K', 'loss', 0.5]
  ])('capture %j', (line, tag, value) => {
    expect(capture([line])).toEqual([[tag, value, 0]]);
  });

  it.each([
    ' loss: 0.5',
    'loss=0.5',
    'val loss: 0.5',
    'loss:0.5',
    'loss: 5%',
    'loss: 1,234',
    'loss: 0.5 accuracy: 0.9',
    'loss: 0.5, accuracy: 0.9',
    'loss: 0.5 seconds',
    'loss: 0.5 (foo) bar',
    'loss: ',
    'loss: .',
    'loss: -',
    'loss: e5',
    'loss: 0x10',
    'loss: 1_000',
    'loss: infinitely many',
    'loss: nano',
    '1: 2',
    '{"loss": 0.5}',
    'loss',
    '',
    'The file train.ts: 12 errors'
  ])('pass over %j', line => {
    expect(capture([line])).toEqual([]);
  });

  it.each<[string, number]>([
    ['loss: 0.5 (10)', 10],
    ['loss: 0.5 (step 10)', 10],
    ['loss: 0.5   (step   10)', 10],
    ['loss: nan (3)', 3]
  ])('take the step of %j', (line, step) => {
    expect(capture([line])[0][2]).toBe(step);
  });

  it('take `step: 3` for the step, not for a scalar', () => {
    expect(capture(['step: 3', 'loss: 0.5'])).toEqual([['loss', 0.5, 3]]);
  });

  it('pass over a step that is no number', () => {
    expect(
      capture(['step: nan', 'loss: 1', 'step: inf', 'loss: 2', 'step: 1e300'])
    ).toEqual([
      ['loss', 1, 0],
      ['loss', 2, 1]
    ]);
  });

  it('leave out names that are flags', () => {
    expect(capture(['lr: 0.1', 'loss: 0.5'], true, ['lr'])).toEqual([
      ['loss', 0.5, 0]
    ]);
  });
});

describe('steps of output scalars', () => {
  it('start at 0', () => {
    expect(capture(['x: 1.1', 'y: 1.2', 'z: 1.3'])).toEqual([
      ['x', 1.1, 0],
      ['y', 1.2, 0],
      ['z', 1.3, 0]
    ]);
  });

  it('go on when a line repeats any tag of the step, for all tags alike', () => {
    expect(capture(['x: 1', 'y: 2', 'y: 3', 'y: 4', 'x: 5', 'y: 6'])).toEqual([
      ['x', 1, 0],
      ['y', 2, 0],
      ['y', 3, 1],
      ['y', 4, 2],
      ['x', 5, 2],
      ['y', 6, 3]
    ]);
  });

  it('stay as printed once one was printed, for good', () => {
    expect(
      capture(['x: 1', 'x: 2', 'y: 3 (10)', 'x: 4', 'x: 5', 'step: 11', 'x: 6'])
    ).toEqual([
      ['x', 1, 0],
      ['x', 2, 1],
      ['y', 3, 10],
      ['x', 4, 10],
      ['x', 5, 10],
      ['x', 6, 11]
    ]);
  });
});

describe('patterns of one’s own', () => {
  it('read tag and value from two groups', () => {
    expect(capture(['loss=0.5', 'loss: 9'], '(\\key)=(\\value)')).toEqual([
      ['loss', 0.5, 0]
    ]);
  });

  it('take names of groups for tags, several on a line', () => {
    const pattern =
      'epoch (?<step>\\step): loss (?<loss>\\value) acc (?<acc>\\value)';
    expect(capture(['[info] epoch 7: loss 0.5 acc 0.9'], pattern)).toEqual([
      ['loss', 0.5, 7],
      ['acc', 0.9, 7]
    ]);
  });

  it('leave out a group that did not take part', () => {
    expect(
      capture(['loss 1'], 'loss (?<loss>\\value)(?: acc (?<acc>\\value))?')
    ).toEqual([['loss', 1, 0]]);
  });

  it('find every match of a line, with _key and _val', () => {
    const pattern = ' - (?<_key>[a-z_]+): (?<_val>\\value)';
    expect(
      capture(
        ['Epoch 3', '1875/1875 - 2s - loss: 0.25 - val_loss: 0.5'],
        [{ step: 'Epoch (\\step)' }, pattern]
      )
    ).toEqual([
      ['loss', 0.25, 3],
      ['val_loss', 0.5, 3]
    ]);
  });

  it('go by tag in an object', () => {
    expect(
      capture(['step 5 loss=nan acc=1'], {
        'train/loss': 'loss=(\\value)',
        acc: /ACC=(\value)/i,
        step: 'step (\\step)'
      })
    ).toEqual([
      ['train/loss', NaN, 5],
      ['acc', 1, 5]
    ]);
  });

  it('keep the last value of a tag that a line repeats', () => {
    expect(capture(['loss=1 loss=2'], '(\\key)=(\\value)')).toEqual([
      ['loss', 2, 0]
    ]);
  });

  it('capture flags too', () => {
    expect(capture(['lr=0.1'], '(\\key)=(\\value)', ['lr'])).toEqual([
      ['lr', 0.1, 0]
    ]);
  });

  it('may be written as for Python', () => {
    expect(
      capture(
        ['LOSS 2 2'],
        '(?i)^loss (?P<loss>(?P<number>\\value)) (?P=number)$'
      )
    ).toEqual([
      ['loss', 2, 0],
      ['number', 2, 0]
    ]);
  });

  it('may match nothing without end', () => {
    expect(capture(['1 2'], { n: '(\\value)' })).toEqual([['n', 2, 0]]);
  });

  it('know an escaped backslash from an alias', () => {
    expect(capture(['a\\key 1'], { n: 'a\\\\key (\\value)' })).toEqual([
      ['n', 1, 0]
    ]);
  });

  it('capture nothing when there are none', () => {
    expect(capture(['loss: 1'], false)).toEqual([]);
    expect(capture(['loss: 1'], [])).toEqual([]);
  });

  it('may use names that objects have', () => {
    expect(
      capture(['__proto__: 1', 'constructor: 2', 'hasOwnProperty: 3'])
    ).toEqual([
      ['__proto__', 1, 0],
      ['constructor', 2, 0],
      ['hasOwnProperty', 3, 0]
    ]);
  });
});
