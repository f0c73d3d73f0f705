import { Signal, type ISignal } from '@lumino/signaling';

/**
 * Emits when JupyterLab or Notebook has applied another theme. It watches the attributes that the host sets on the body,
 * not `IThemeManager`: run cards exist before any plugin has been given one.
 */
class ThemeWatch {
  /** Emitted when the CSS variables have changed. */
  get changed(): ISignal<this, void> {
    if (!this._observer && typeof MutationObserver !== 'undefined') {
      this._observer = new MutationObserver(() => this._changed.emit());
      this._observer.observe(document.body, {
        attributes: true,
        attributeFilter: ['data-jp-theme-name', 'data-jp-theme-light']
      });
    }
    return this._changed;
  }

  private _observer: MutationObserver | null = null;
  private _changed = new Signal<this, void>(this);
}

/** The one watch of the page. */
export const themeWatch = new ThemeWatch();
