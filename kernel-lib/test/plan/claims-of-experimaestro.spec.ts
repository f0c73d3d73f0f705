/** What experimaestro claims of configs, tasks and plans, done by Trialbook in its own way. */
import { z } from 'zod';
import {
  config,
  dependenciesOf,
  describeConfigs,
  identityOf,
  meta,
  optionsOf,
  parseOptions,
  path,
  readExperiment,
  runParams,
  seal,
  tag,
  tags,
  tagsPath,
  task,
  withTags
} from '../../src/plan';

const CNN = config('cnn', {
  layers: z.number().int().default(2).describe('Number of hidden layers'),
  hidden: z.number().int().default(64).describe('Number of hidden units')
});
const Learn = task(
  'learn',
  {
    model: CNN,
    lr: z.number().default(0.01),
    threads: meta(z.number().default(1)),
    parameters: path('parameters.bin')
  },
  ({ model, lr }) => model.layers * lr
);

describe('what experimaestro does with configs and plans', () => {
  it('E1 configs have typed parameters, defaults, nesting, and docs that make a reference', () => {
    expect({ ...Learn({ model: CNN() }).model }).toEqual({
      layers: 2,
      hidden: 64
    });
    expect(() => CNN({ layers: 'x' as never })).toThrow(/layers/);
    expect(describeConfigs([CNN, Learn])).toContain('Number of hidden layers');
  });

  it('E2 the identifier does not depend on passing a default', () => {
    expect(identityOf(CNN())).toBe(identityOf(CNN({ layers: 2 })));
    expect(identityOf(CNN())).not.toBe(identityOf(CNN({ layers: 1 })));
  });

  it('E4 output paths lie in the folder of the run and are not in the identifier', () => {
    const learn = Learn({ model: CNN() });
    expect(runParams(learn, () => 0).parameters).toBe('parameters.bin');
    expect(identityOf(Learn({ model: CNN(), parameters: 'x.bin' }))).toBe(
      identityOf(learn)
    );
  });

  it('E5 configs are parameters of configs and of tasks', () => {
    const of = (layers: number) =>
      identityOf(Learn({ model: CNN({ layers }) }));
    expect(of(1)).not.toBe(of(2));
  });

  it('E7, E8 a file of parameters is checked by its declaration, and lists give one job for each combination', () => {
    const Settings = config('settings', {
      hidden_dim: z.number(),
      n_layers: z.number(),
      epochs: z.number().default(1)
    });
    const { id, launcher, combinations } = readExperiment({
      file: 'params.yaml',
      config: Settings,
      text: 'id: MNIST\nlauncher: cpu(cores=4)\nhidden_dim: [32]\nn_layers: [1, 2]\n'
    });
    expect({ id, launcher }).toEqual({ id: 'MNIST', launcher: 'cpu(cores=4)' });
    expect(combinations.map(({ params }) => params)).toEqual([
      { hidden_dim: 32, n_layers: 1 },
      { hidden_dim: 32, n_layers: 2 }
    ]);
  });

  it('E16, E17 parameters are set when made or by assignment, until the task is submitted', () => {
    const cnn = CNN({ layers: 1 });
    cnn.layers = 3;
    expect(identityOf(cnn)).toBe(identityOf(CNN({ layers: 3 })));
    seal(Learn({ model: cnn }));
    expect(() => (cnn.layers = 4)).toThrow(
      expect.objectContaining({ code: 'SEALED' })
    );
    // A sealed config can be used again.
    expect(Learn({ model: cnn, lr: 1 }).model.layers).toBe(3);
  });

  it('E18 ignored parameters are not in the identifier', () => {
    expect(identityOf(Learn({ model: CNN(), threads: 8 }))).toBe(
      identityOf(Learn({ model: CNN() }))
    );
  });

  it('E15, E20, E21 tags are collected from configs inside, and make a path with sorted keys', () => {
    const learn = withTags(
      Learn({ model: CNN({ layers: tag(3) }), lr: tag(0.1) }),
      { fold: 2 }
    );
    expect(tags(learn)).toEqual({ fold: 2, layers: 3, lr: 0.1 });
    expect(tagsPath(learn)).toBe('fold=2_layers=3_lr=0.1');
  });

  it('E24 options of the command line have type, help and default of the parameters', () => {
    expect(optionsOf(CNN)[0]).toMatchObject({
      name: 'layers',
      type: 'a whole number',
      help: 'Number of hidden layers',
      default: '2'
    });
    expect(parseOptions(Learn, ['--model.layers', '5']).model.layers).toBe(5);
  });

  it('a task used as a parameter is a dependency', () => {
    const Evaluate = task('evaluate', { of: Learn }, ({ of }) => of);
    const learn = Learn({ model: CNN() });
    expect(dependenciesOf(Evaluate({ of: learn }))).toEqual([learn]);
  });
});
