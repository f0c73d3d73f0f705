import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { WidgetTracker } from '@jupyterlab/apputils';
import type { Widget } from '@lumino/widgets';

/** Puts a widget into the main area, where its tracker restores it after a reload, or to the front if it is there. */
export async function showWidget<T extends Widget>(
  app: JupyterFrontEnd,
  tracker: WidgetTracker<T>,
  widget: T
): Promise<void> {
  if (!tracker.has(widget)) {
    await tracker.add(widget);
  }
  if (!widget.isAttached) {
    app.shell.add(widget, 'main');
  }
  // Notebook 7 has one place in its main area, which the notebook takes.
  if (!widget.isAttached) {
    app.shell.add(widget, 'right');
  }
  app.shell.activateById(widget.id);
}
