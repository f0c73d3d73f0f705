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
    expect(runFilter(text)(info)).toBe(true);
  });

  it.each([
    ['a word that is nowhere', 'accuracy'],
    ['one of two words that is nowhere', 'train accuracy'],
    ['another value', 'lr=0.1'],
    ['a word over two parts', 'trainwider']
  ])('does not find a run by %s', (_, text) => {
    expect(runFilter(text)(info)).toBe(false);
  });
});
