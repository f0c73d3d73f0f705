/** "Coming from experimaestro" names only what there is. */
import { COMMANDS } from '../../src/cli/commands';
import * as library from '../../src';
import { commandsOf, readPage } from './pages';

const page = readPage('docs/coming-from-experimaestro.md');

/** What stands in the right column of the tables. */
const right = page
  .split('\n')
  .filter(line => line.startsWith('| ') && !line.startsWith('| experimaestro'))
  .map(line => line.split(' | ')[1] ?? '');

describe('docs/coming-from-experimaestro.md', () => {
  const functions = new Set(
    right.flatMap(cell =>
      [...cell.matchAll(/(?<![.\w])([a-z]\w+)\(/g)].map(([, name]) => name)
    )
  );

  it.each([...functions])('names a function that exists: %s()', name => {
    expect(library).toHaveProperty(name);
  });

  it('names more than the half of the functions of plans', () => {
    expect(functions.size).toBeGreaterThan(15);
  });

  it.each(commandsOf(page).filter(line => line.startsWith('trialbook ')))(
    'names a command that exists: %s',
    line => {
      const said = `${line.slice('trialbook '.length)} `;
      const command = COMMANDS.find(({ words }) =>
        said.startsWith(`${words} `)
      );
      expect(command?.words).toBeDefined();
      for (const [, option] of said.matchAll(/ --([\w-]+)/g)) {
        expect(Object.keys(command?.options ?? {})).toContain(option);
      }
    }
  );
});
