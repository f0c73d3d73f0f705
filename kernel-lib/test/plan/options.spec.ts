import { z } from 'zod';
import {
  config,
  constant,
  describeConfigs,
  meta,
  optionsOf,
  optionsText,
  parseOptions,
  path,
  task
} from '../../src/plan';

const CNN = config(
  'mnist.cnn',
  { layers: z.number().int().min(1).default(2).describe('Hidden layers') },
  { description: 'A network | of *layers*' }
);
const Train = config('train', {
  model: CNN,
  lr: z.number().describe('Learning rate'),
  optimizer: z.enum(['sgd', 'adam']).default('sgd'),
  shuffle: z.boolean().default(true),
  sizes: z.array(z.number()).default([3]),
  threads: meta(z.number().default(4).describe('Threads')),
  out: path('weights.bin', 'Where the weights go'),
  name: z.string().optional(),
  version: constant('2')
});

describe('optionsOf()', () => {
  it('gives type, help and default of every parameter that can be set', () => {
    const options = optionsOf(Train);
    expect(options.map(({ name }) => name)).toEqual([
      'model.layers',
      'lr',
      'optimizer',
      'shuffle',
      'sizes',
      'threads',
      'out',
      'name'
    ]);
    expect(options[0]).toEqual({
      name: 'model.layers',
      kind: 'value',
      type: 'a whole number of at least 1',
      help: 'Hidden layers',
      default: '2',
      required: false
    });
    expect(options[1]).toMatchObject({ type: 'a number', required: true });
    expect(options[3]).toMatchObject({ kind: 'flag', default: 'true' });
    expect(options[6]).toMatchObject({
      type: 'a path',
      help: 'Where the weights go'
    });
  });

  it('reads as help', () => {
    expect(optionsText(Train)).toContain(
      '--model.layers VALUE     Hidden layers (a whole number of at least 1, default 2)'
    );
    expect(optionsText(Train)).toContain('--shuffle, --no-shuffle');
  });
});

describe('parseOptions()', () => {
  it('makes a config, with defaults for what is not given', () => {
    const train = parseOptions(Train, [
      '--lr=-1e-3',
      '--model.layers',
      '3',
      '--no-shuffle',
      '--sizes',
      '[3, 5]',
      '--name',
      '007'
    ]);
    expect({ ...train, model: { ...train.model } }).toEqual({
      model: { layers: 3 },
      lr: -1e-3,
      optimizer: 'sgd',
      shuffle: false,
      sizes: [3, 5],
      threads: 4,
      out: 'weights.bin',
      name: '007',
      version: '2'
    });
  });

  it('says what is missing and what does not fit', () => {
    expect(() =>
      parseOptions(Train, ['--model.layers', 'two', '--optimizer', 'rmsprop'])
    ).toThrow(
      expect.objectContaining({
        code: 'BAD_PARAMETERS',
        message: expect.stringMatching(
          /3 parameters[^]*model\.layers is "?two[^]*lr does not fit[^]*optimizer is "?rmsprop/
        )
      })
    );
  });

  it.each([[['--lrr', '1']], [['--version', '3']], [['stray']], [['--lr']]])(
    'refuses %j, and names the options',
    argv => {
      expect(() => parseOptions(Train, argv)).toThrow(
        expect.objectContaining({
          code: 'USAGE',
          message: expect.stringContaining('--model.layers')
        })
      );
    }
  );
});

describe('describeConfigs()', () => {
  it('writes a section for each, and no docs as markup', () => {
    const Learn = task('learn', { train: Train }, () => 0);
    const Deep = CNN.extend('deep', { skip: z.number() });
    const page = describeConfigs([CNN, Train, Learn, Deep]);
    expect(page).toContain(
      '## mnist.cnn\n\nA config. A network \\| of \\*layers\\*.\n\n| parameter'
    );
    expect(page).toContain(
      '| `layers` | a whole number of at least 1 | `2` | Hidden layers |'
    );
    expect(page).toContain('| `lr` | a number | required | Learning rate |');
    expect(page).toContain(
      '| `threads` | a number | `4` | Threads *No part of the identity.* |'
    );
    expect(page).toContain('| `version` | constant | always `"2"` |  |');
    expect(page).toContain('## learn\n\nA task.');
    expect(page).toContain('| `train` | train | required |');
    expect(page).toContain('## deep\n\nA config. Extends `mnist.cnn`.');
    expect(() => describeConfigs([{}])).toThrow(
      expect.objectContaining({ code: 'BAD_PARAMETERS' })
    );
  });
});
