import {
  childrenOf,
  realPath
} from '../../src/notebook/tslab/provided-packages';
import { findPath } from '../../src/notebook/notebook-path';

const PROVIDED = new Map([
  ['trialbook', '/opt/trialbook'],
  ['@types/node', '/opt/types']
]);

describe('the packages that appear in the root folder', () => {
  it.each([
    [
      '/node_modules/trialbook/dist/index.d.ts',
      '/opt/trialbook/dist/index.d.ts'
    ],
    ['/node_modules/trialbook', '/opt/trialbook'],
    ['C:/node_modules/@types/node/fs.d.ts', '/opt/types/fs.d.ts'],
    ['/node_modules/trialbooks/x', '/node_modules/trialbooks/x'],
    ['/home/node_modules/trialbook/x', '/home/node_modules/trialbook/x']
  ])('%s is %s', (asked, real) => {
    expect(realPath(asked, PROVIDED)).toBe(real);
  });

  it('are listed', () => {
    expect(childrenOf('/node_modules', PROVIDED)).toEqual([
      'trialbook',
      '@types'
    ]);
    expect(childrenOf('/node_modules/@types/', PROVIDED)).toEqual(['node']);
    expect(childrenOf('/home/node_modules', PROVIDED)).toEqual([]);
  });
});

describe('findPath()', () => {
  it('finds the notebook of a kernel among the sessions of a server', () => {
    const sessions = JSON.stringify([
      { path: 'a.ipynb', kernel: { id: 'k1' } },
      { path: 'sub/b.ipynb', kernel: { id: 'k2' } }
    ]);
    expect(findPath(sessions, 'k2', '/home/me')).toBe('/home/me/sub/b.ipynb');
    expect(findPath(sessions, 'k3', '/home/me')).toBeUndefined();
    expect(findPath('Forbidden', 'k2', '/home/me')).toBeUndefined();
  });
});
