/** "Coming from Guild" names only what there is, and leaves out nothing of Guild. */
import { COMMANDS } from '../../src/cli/commands';
import { commandsOf, readPage } from './pages';

const page = readPage('docs/coming-from-guild.md');

/** Commands of Guild, as its own help lists them. */
const GUILD = [
  'archive cat check comment compare completion delete diff download export',
  'help import init install label ls mark merge models open operations ops',
  'package packages publish pull purge push restore run runs select shell stop',
  'sync tag tensorboard uninstall view watch'
]
  .join(' ')
  .split(' ');

/** Commands for what Guild has nothing of. */
const OWN = ['kernel', 'experiment', 'serve', 'token', 'sync'];

describe('docs/coming-from-guild.md', () => {
  const named = commandsOf(page)
    .filter(line => line.startsWith('trialbook '))
    .map(line => line.slice('trialbook '.length).trim());

  it.each(named)('names a command that exists: trialbook %s', line => {
    if (line === 'help') {
      return;
    }
    const command = COMMANDS.find(({ words }) =>
      `${line} `.startsWith(words + ' ')
    );
    expect(command?.words).toBeDefined();
    const [own] = line.split(' -- ');
    const known = JSON.stringify(command?.options ?? {});
    for (const [, option] of own.matchAll(/ --([\w-]+)/g)) {
      expect([
        'home',
        'json',
        ...Object.keys(command?.options ?? {})
      ]).toContain(option);
    }
    for (const [, short] of own.matchAll(/ -(\w)\b/g)) {
      expect(known).toContain(`"short":"${short}"`);
    }
  });

  it('names most commands of Trialbook', () => {
    expect(named.length).toBeGreaterThan(35);
    const words = new Set(named.map(line => line.split(' ')[0]));
    for (const command of COMMANDS) {
      const [first] = command.words.split(' ');
      if (!OWN.includes(first)) {
        expect(words).toContain(first);
      }
    }
  });

  it.each(GUILD)('says what becomes of guild %s', command => {
    expect(page).toMatch(new RegExp(`\`(guild )?${command}\\b`));
  });

  it('names functions that the library has', () => {
    const library = Object.keys(require('trialbook') as object);
    const table = page.split('## In the notebook')[1].split('## On the')[0];
    const right = [...table.matchAll(/^\|[^\n]*? \| (.*)\|$/gm)].map(
      ([, cell]) => cell
    );
    const called = right.flatMap(cell =>
      [...cell.matchAll(/(?<![.\w])([a-z]\w+)\(/g)].map(([, name]) => name)
    );
    expect(called).toEqual(
      expect.arrayContaining(['run', 'runs', 'getRun', 'readRun', 'deleteRun'])
    );
    for (const name of called) {
      expect(library).toContain(name);
    }
  });
});
