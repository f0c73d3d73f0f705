/** A run view on the page, for the tests of its parts. */
import { nullTranslator } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';
import { until, type FakeRun } from '../../__tests__/fake-run';
import { RunViewModel } from '../../model/run-view-model';
import { RunView } from '../run-view';

const shown: Widget[] = [];

afterEach(() => {
  shown.splice(0).forEach(widget => widget.dispose());
});

/** Opens a run view on the page, rendered once; it is closed after the test. */
export async function open(run: FakeRun) {
  const opened: string[] = [];
  const compared: string[] = [];
  const model = new RunViewModel(run);
  const view = new RunView({
    model,
    translator: nullTranslator,
    address: { home: 'runs', run: run.id },
    actions: {
      openPath: path => opened.push(path),
      goToCell: (path, { id }) => {
        opened.push(`${path}#${id ?? ''}`);
        return Promise.resolve(id !== 'gone');
      },
      showFolder: null,
      openRun: id => opened.push(`run ${id}`),
      rerun: () => opened.push('rerun'),
      compareWith: run => compared.push(run)
    }
  });
  shown.push(view);
  Widget.attach(view, document.body);
  await until(() => view.node.querySelector('h1'));
  await until(() => view.node.querySelector('.jp-TrialbookRail-part'));
  const find = (selector: string) => view.node.querySelector(selector);
  const tab = async (name: string, selector: string) => {
    const tabs = [...view.node.querySelectorAll<HTMLElement>('[role=tab]')];
    tabs.find(node => node.textContent?.startsWith(name))?.click();
    await until(() => find(selector));
  };
  return { view, model, opened, compared, find, tab };
}
