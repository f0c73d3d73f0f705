import { mkdirSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { explainHome, homeDir, openHome } from '../../src/store/home';
import { newFolder } from '../run/script';

describe('the home', () => {
  let folder: string;
  let from: string;
  let env: Record<string, string>;
  let python: string;

  beforeEach(() => {
    folder = newFolder();
    from = path.join(folder, 'project', 'notebooks');
    python = path.join(folder, 'env');
    mkdirSync(from, { recursive: true });
    mkdirSync(python);
    env = {};
  });

  const found = (home?: string) => {
    const { dir, place } = explainHome({ home, from, env });
    expect(homeDir({ home, from, env })).toBe(dir);
    return [place, path.relative(folder, dir)];
  };

  it('is runs in the working directory when there is nothing else', () => {
    expect(found()).toEqual(['beside', 'project/notebooks/runs']);
  });

  it.each(['trialbook.yml', 'trialbook.yaml'])(
    'is runs beside the project file %s upwards',
    name => {
      writeFileSync(path.join(folder, 'project', name), '');
      expect(found()).toEqual(['project', 'project/runs']);
    }
  );

  it.each(['VIRTUAL_ENV', 'CONDA_PREFIX'])(
    'is the one of $%s, if it is there',
    name => {
      writeFileSync(path.join(folder, 'project', 'trialbook.yml'), '');
      env[name] = python;
      expect(found()).toEqual(['project', 'project/runs']);
      mkdirSync(path.join(python, 'trialbook-runs'));
      expect(found()).toEqual(['environment', 'env/trialbook-runs']);
    }
  );

  it('is the nearest that exists, before that of the environment', () => {
    env.VIRTUAL_ENV = python;
    mkdirSync(path.join(python, 'trialbook-runs'));
    openHome({ home: path.join(folder, 'runs'), from });
    expect(found()).toEqual(['nearest', 'runs']);
    openHome({ home: path.join(folder, 'project', 'runs'), from });
    expect(found()).toEqual(['nearest', 'project/runs']);
  });

  it('is a home itself from inside of it', () => {
    openHome({ home: path.join(folder, 'mine'), from });
    from = path.join(folder, 'mine', 'k3m9q2x7b4na');
    mkdirSync(from);
    expect(found()).toEqual(['nearest', 'mine']);
  });

  it('is the one of $TRIALBOOK_HOME, before the nearest', () => {
    openHome({ home: path.join(folder, 'runs'), from });
    env.TRIALBOOK_HOME = '../elsewhere';
    expect(found()).toEqual(['variable', 'project/elsewhere']);
    env.TRIALBOOK_HOME = '';
    expect(found()).toEqual(['nearest', 'runs']);
  });

  it('is the one that is named, before all others', () => {
    env.TRIALBOOK_HOME = path.join(folder, 'elsewhere');
    expect(found('here')).toEqual(['option', 'project/notebooks/here']);
  });

  it('comes with everything that was looked at, in order', () => {
    env.TRIALBOOK_HOME = path.join(folder, 'elsewhere');
    expect(explainHome({ from, env }).steps).toEqual([
      { place: 'option' },
      { place: 'variable', dir: path.join(folder, 'elsewhere') },
      { place: 'nearest' },
      { place: 'environment' },
      { place: 'project' },
      { place: 'beside', dir: path.join(from, 'runs') }
    ]);
  });
});
