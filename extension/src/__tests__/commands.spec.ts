import { nullTranslator } from '@jupyterlab/translation';
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { CommandRegistry } from '@lumino/commands';
import { addRunCommands } from '../commands';
import { runInfo } from '../model/__tests__/info';
import { RunsPanelModel } from '../model/runs-panel-model';
import { until } from '../model/__tests__/until';
import { CommandIDs } from '../tokens';
import { StagedHome, StagedHomes } from '../widgets/__tests__/fake-homes';

const RUN = 'aaaaaaaaaaaa';
const IDS = [
  CommandIDs.openSelectedRun,
  CommandIDs.stopRun,
  CommandIDs.rerunRun,
  CommandIDs.compareWithPrevious,
  CommandIDs.compareWithSelected,
  CommandIDs.copyRunId,
  CommandIDs.copyFlags,
  CommandIDs.showRunFolder
];

let commands: CommandRegistry;
let model: RunsPanelModel;
let home: StagedHome;
let underMenu: HTMLElement | undefined;
let folders: string[];
let copied: string[];
let rerun: string[];

beforeEach(async () => {
  commands = new CommandRegistry();
  const homes = new StagedHomes();
  home = homes.add(
    new StagedHome('runs', [
      runInfo({ id: RUN, status: 'running', flags: { lr: 0.1 } }),
      runInfo({ id: 'bbbbbbbbbbbb' })
    ])
  );
  model = new RunsPanelModel(homes);
  model.setVisible(true);
  model.setFolder('');
  await until(model.changed, () => model.home !== null);
  underMenu = undefined;
  folders = [];
  copied = [];
  rerun = [];
  addRunCommands({
    app: {
      commands,
      contextMenuHitTest: (test: (node: HTMLElement) => boolean) =>
        underMenu && test(underMenu) ? underMenu : undefined
    } as unknown as JupyterFrontEnd,
    homes,
    model,
    trans: nullTranslator.load('jupyterlab_trialbook'),
    copy: text => copied.push(text),
    showFolder: async path => void folders.push(path),
    rerun: async (path, run) => void rerun.push(`${path} ${run.id}`)
  });
});

afterEach(() => model.dispose());

describe('commands that compare', () => {
  const [newest, between, oldest] = [RUN, 'bbbbbbbbbbbb', 'cccccccccccc'];
  let compared: object[];

  beforeEach(() => {
    home.set([
      runInfo({ id: newest }),
      runInfo({ id: between, name: 'evaluate' }),
      runInfo({ id: oldest })
    ]);
    compared = [];
    commands.addCommand(CommandIDs.compareRuns, {
      execute: args => void compared.push(args)
    });
  });

  const under = (run: string) => {
    underMenu = document.createElement('div');
    underMenu.dataset.home = 'runs';
    underMenu.dataset.run = run;
  };

  it('take the previous run of the same function', async () => {
    under(newest);
    await commands.execute(CommandIDs.compareWithPrevious);
    expect(compared).toEqual([{ home: 'runs', a: oldest, b: newest }]);
    under(oldest);
    expect(commands.isEnabled(CommandIDs.compareWithPrevious)).toBe(false);
  });

  it('take the selected run and the one under the menu, the older one first', async () => {
    model.select(newest);
    under(between);
    await commands.execute(CommandIDs.compareWithSelected);
    under(newest);
    expect(commands.isEnabled(CommandIDs.compareWithSelected)).toBe(false);
    model.select(oldest);
    await commands.execute(CommandIDs.compareWithSelected);
    expect(compared).toEqual([
      { home: 'runs', a: between, b: newest },
      { home: 'runs', a: oldest, b: newest }
    ]);
  });

  it('take the two selected runs', async () => {
    model.select(newest);
    model.selectSecond(oldest);
    expect(commands.label(CommandIDs.compareWithSelected)).toBe(
      'Compare Selected Runs'
    );
    await commands.execute(CommandIDs.compareWithSelected);
    expect(compared).toEqual([{ home: 'runs', a: oldest, b: newest }]);
  });
});

describe('commands on a run', () => {
  it('say which arguments they take', async () => {
    for (const id of IDS) {
      const { args } = await commands.describedBy(id);
      expect(Object.keys(args?.properties ?? {})).toEqual(['home', 'run']);
    }
  });

  it('are disabled while no run is meant', () => {
    for (const id of IDS) {
      expect(commands.isEnabled(id)).toBe(false);
    }
  });

  it('act on the selected run', async () => {
    model.select(RUN);
    await commands.execute(CommandIDs.copyRunId);
    await commands.execute(CommandIDs.copyFlags);
    await commands.execute(CommandIDs.showRunFolder);
    expect(copied).toEqual([RUN, '{ lr: 0.1 }']);
    await commands.execute(CommandIDs.rerunRun);
    expect(folders).toEqual([`runs/${RUN}`]);
    expect(rerun).toEqual([`runs ${RUN}`]);
  });

  it('act on the run under the context menu rather than the selected one', async () => {
    model.select(RUN);
    underMenu = document.createElement('div');
    underMenu.dataset.home = 'runs';
    underMenu.dataset.run = 'bbbbbbbbbbbb';
    await commands.execute(CommandIDs.copyRunId);
    expect(copied).toEqual(['bbbbbbbbbbbb']);
  });

  it('act on the run of their arguments before all', async () => {
    model.select(RUN);
    await commands.execute(CommandIDs.copyRunId, { home: 'runs', run: 'c' });
    expect(copied).toEqual(['c']);
  });

  it('open a run by the command of the run view', async () => {
    const calls: unknown[] = [];
    commands.addCommand(CommandIDs.openRun, {
      execute: args => void calls.push(args)
    });
    model.select(RUN);
    await commands.execute(CommandIDs.openSelectedRun);
    expect(calls).toEqual([{ home: 'runs', run: RUN }]);
  });

  it('stop a running run once, and no other', async () => {
    model.select('bbbbbbbbbbbb');
    expect(commands.isEnabled(CommandIDs.stopRun)).toBe(false);
    model.select(RUN);
    expect(commands.isEnabled(CommandIDs.stopRun)).toBe(true);
    await commands.execute(CommandIDs.stopRun);
    expect(home.stopped).toEqual([RUN]);
    expect(model.stopping.has(RUN)).toBe(true);
    home.set([runInfo({ id: RUN, status: 'terminated' })]);
    expect(model.stopping.has(RUN)).toBe(false);
  });
});
