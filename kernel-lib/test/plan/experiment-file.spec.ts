import { z } from 'zod';
import { config, configFrom, identityOf, readExperiment } from '../../src/plan';

const Train = config('train', {
  hidden_dim: z.number().int(),
  n_layers: z.number().int().default(1),
  lr: z.number().default(0.1),
  sizes: z.array(z.number()).default([3]),
  optimizer: config('optimizer', {
    name: z.enum(['sgd', 'adam']).default('sgd'),
    momentum: z.number().default(0)
  })
});

const TEXT = `id: MNIST_train
title: "MNIST training"
description: "Training a simple CNN model on MNIST"
file: experiment # will run experiment.js
launcher: "duration=1h & cuda(mem=4G)*1 & cpu(cores=4)"
hidden_dim:
  - 32
n_layers:
  - 1
  - 2
lr: 1e-3
sizes: [3, 5]
optimizer:
  name: [sgd, adam]
`;
const read = (text = TEXT, more = {}) =>
  readExperiment({ file: 'plan.yaml', text, config: Train, ...more });

describe('readExperiment()', () => {
  it('makes a combination of each value in lists, and keeps lists that are one value', () => {
    const { combinations, ...head } = read();
    expect(head).toEqual({
      id: 'MNIST_train',
      title: 'MNIST training',
      description: 'Training a simple CNN model on MNIST',
      file: 'experiment',
      launcher: 'duration=1h & cuda(mem=4G)*1 & cpu(cores=4)'
    });
    expect(combinations).toHaveLength(4);
    expect(combinations[1]).toEqual({
      params: {
        hidden_dim: 32,
        n_layers: 1,
        lr: 1e-3,
        sizes: [3, 5],
        optimizer: { name: 'adam' }
      },
      varied: { n_layers: 1, 'optimizer.name': 'adam' }
    });
    const ids = combinations.map(({ params }) =>
      identityOf(configFrom(Train, params))
    );
    expect(new Set(ids).size).toBe(4);
  });

  it('takes defaults from other files, and overrides from the command line', () => {
    const base = {
      file: 'base.yaml',
      text: 'title: base\nlr: 0.5\nn_layers: 7\noptimizer: { momentum: 0.9 }\n'
    };
    const text =
      'id: x\nhidden_dim: 8\nn_layers: 2\noptimizer: { name: adam }\n';
    const { title, combinations } = read(text, {
      bases: [base],
      overrides: ['lr=[0.1, 0.2]', 'optimizer.name=sgd']
    });
    expect(title).toBe('base');
    expect(combinations.map(({ params }) => params)).toEqual(
      [0.1, 0.2].map(lr => ({
        lr,
        hidden_dim: 8,
        n_layers: 2,
        optimizer: { momentum: 0.9, name: 'sgd' }
      }))
    );
  });

  it.each([
    ['a broken file', 'id: x\nlr: [1', /^plan\.yaml:2:\d+: /],
    ['a missing id', 'hidden_dim: 3\n', /^plan\.yaml:1:1: .*needs a key "id"/],
    [
      'a title that is no text',
      'id: x\ntitle: 3\nhidden_dim: 1',
      /^plan\.yaml:2:8: "title".*text/
    ],
    [
      'an unknown parameter',
      'id: x\nhidden_dim: 1\nlearning: 1',
      /^plan\.yaml:3:11: train has no parameter learning; .*lr/
    ],
    [
      'a value that does not fit',
      'id: x\nhidden_dim:\n  - 1\n  - two',
      /^plan\.yaml:4:5: hidden_dim is "?two/
    ],
    [
      'a list of nothing',
      'id: x\nhidden_dim: []',
      /^plan\.yaml:2:13: hidden_dim has no values/
    ],
    [
      'a missing value',
      'id: x\nlr: 1',
      /^plan\.yaml:1:1: a value for hidden_dim is missing/
    ],
    [
      'aliases that explode',
      `id: x\na: &a [1]\n${[...'bcdefghi'].map((key, at) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[at]}`).join(',')}]`).join('\n')}`,
      /plan\.yaml/
    ]
  ])('refuses %s at its line and column', (_name, text, message) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        code: 'BAD_EXPERIMENT',
        message: expect.stringMatching(message)
      })
    );
  });

  it('lists all errors', () => {
    expect(() => read('id: x\nhidden_dim: a\nlr: b\n')).toThrow(
      /plan\.yaml:2:13: [^]*\nplan\.yaml:3:5: /
    );
  });

  it('refuses overrides that do not fit', () => {
    for (const text of [
      'lr',
      'lr=x',
      'nothing=1',
      'optimizer.name=[sgd, no]'
    ]) {
      expect(() => read(TEXT, { overrides: [text] })).toThrow(
        expect.objectContaining({ code: 'BAD_EXPERIMENT' })
      );
    }
  });

  it('reads without a declaration too', () => {
    const { combinations } = readExperiment({
      file: 'p.yaml',
      text: 'id: x\na: [1, 2]\nb: { c: [3, 4] }\n__proto__: [5, 6]'
    });
    expect(combinations).toHaveLength(8);
    const replaced = readExperiment({
      file: 'p.yaml',
      text: 'id: x\na: { b: 1 }',
      overrides: ['a=2', 'c.d=3', 'c=4', 'c.e=5']
    });
    expect(replaced.combinations[0].params).toEqual({ a: 2, c: { e: 5 } });
    expect(Object.getPrototypeOf(combinations[0].params)).toBe(
      Object.prototype
    );
  });
});
