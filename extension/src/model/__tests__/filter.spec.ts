import { runFilter } from '../filter';
import { runInfo } from './info';

const info = runInfo({
  id: 'k3f9q2abcdef',
  name: 'train',
  label: 'Wider Net',
  tags: ['mnist', 'demo'],
  flags: { lr: 0.05, model: 'small', hidden: [64, 64] }
});

describe('runFilter()', () => {
  it.each([
    ['name', 'trai'],
    ['label, whatever the case', 'wider NET'],
    ['tag', 'mnist'],
    ['flag with its value', 'lr=0.05'],
    ['beginning of a value', 'model=sm'],
    ['id', 'k3f9q2'],
    ['several words, all of them', 'demo train lr=0.05'],
    ['nothing but spaces', '   ']
  ])('finds a run by %s', (_, text) => {
    expect(runFilter(text).test(info)).toBe(true);
  });

  it.each([
    ['a word that is nowhere', 'accuracy'],
    ['one of two words that is nowhere', 'train accuracy'],
    ['another value', 'lr=0.1'],
    ['a word over two parts', 'trainwider']
  ])('does not find a run by %s', (_, text) => {
    expect(runFilter(text).test(info)).toBe(false);
  });

  it.each([
    ['lr<0.1 and not tag:debug'],
    ['loss<=0.5 status:completed'],
    ['name~/^tr/ or name~/^x/'],
    ['marked cluster=lab-2 op:fit kind:command'],
    ['tag:mn']
  ])('takes the filters of the command line: %s', text => {
    const known = {
      ...info,
      scalars: { loss: { last: 0.5, step: 1 } },
      marked: true,
      operation: 'fit',
      kind: 'command' as const,
      attributes: { cluster: 'lab-2' }
    };
    const { test, problem } = runFilter(text);
    expect(problem).toBeNull();
    expect(test(known)).toBe(true);
    expect(
      test({ ...known, flags: {}, scalars: {}, name: 'y', tags: [] })
    ).toBe(text.startsWith('marked'));
  });

  it('says where a filter is wrong, and hides nothing', () => {
    const { test, problem } = runFilter('lr< and x');
    expect(problem).toBeNull();
    expect(test(info)).toBe(false);
    const wrong = runFilter('train lr<');
    expect(wrong.problem).toEqual({
      column: 10,
      reason: 'a value is expected behind "<"; got the end of the filter.'
    });
    expect(wrong.test(info)).toBe(true);
  });
});
