import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { ChartSettings } from './chart-settings';
import {
  DEFAULT_CHART_OPTIONS,
  MAX_SMOOTHING,
  X_AXES,
  type XAxis
} from './options';

/** Runs with more tags than this get a box to filter them. */
const FEW_TAGS = 6;

/** What there is to set about the charts of a view. */
export class ChartToolbar extends ReactWidget {
  constructor(settings: ChartSettings, trans: TranslationBundle) {
    super();
    this.addClass('jp-TrialbookChartToolbar');
    this.node.setAttribute('role', 'toolbar');
    this.node.setAttribute('aria-label', trans.__('Chart options'));
    this._settings = settings;
    this._trans = trans;
  }

  /** Tells how many tags there are, and how many pass the filter. */
  setTags(count: number, matching: number): void {
    if (count !== this._count || matching !== this._matching) {
      this._count = count;
      this._matching = matching;
      this.update();
    }
  }

  protected override render(): JSX.Element {
    const trans = this._trans;
    const settings = this._settings;
    return (
      <UseSignal signal={settings.changed}>
        {() => (
          <>
            <Smoothing settings={settings} trans={trans} />
            <XAxisChoice settings={settings} trans={trans} />
            <label className="jp-TrialbookChartToolbar-item">
              <input
                type="checkbox"
                checked={settings.options.logY}
                onChange={event =>
                  settings.update({ logY: event.target.checked })
                }
              />
              {trans.__('log y')}
            </label>
            {this._count > FEW_TAGS || settings.filter ? (
              <TagFilter
                settings={settings}
                trans={trans}
                text={countText(this._matching, this._count)}
              />
            ) : null}
          </>
        )}
      </UseSignal>
    );
  }

  private _count = 0;
  private _matching = 0;
  private _settings: ChartSettings;
  private _trans: TranslationBundle;
}

interface IPartProps {
  settings: ChartSettings;
  trans: TranslationBundle;
}

function Smoothing({ settings, trans }: IPartProps): JSX.Element {
  return (
    <label
      className="jp-TrialbookChartToolbar-item"
      title={trans.__('Double-click to reset')}
      onDoubleClick={() =>
        settings.update({ smoothing: DEFAULT_CHART_OPTIONS.smoothing })
      }
    >
      {trans.__('smoothing')}
      <input
        type="range"
        min={0}
        max={MAX_SMOOTHING}
        step={0.01}
        value={settings.options.smoothing}
        onChange={event =>
          settings.update({ smoothing: Number(event.target.value) })
        }
      />
      <output>{settings.options.smoothing.toFixed(2)}</output>
    </label>
  );
}

function XAxisChoice({ settings, trans }: IPartProps): JSX.Element {
  const words: Record<XAxis, string> = {
    step: trans.__('step'),
    relative: trans.__('relative'),
    wall: trans.__('wall')
  };
  return (
    <span
      className="jp-TrialbookChartToolbar-item"
      role="group"
      aria-label={trans.__('x axis')}
    >
      {trans.__('x')}
      <span className="jp-TrialbookChoice">
        {X_AXES.map(x => (
          <button
            key={x}
            aria-pressed={settings.options.x === x}
            onClick={() => settings.update({ x })}
          >
            {words[x]}
          </button>
        ))}
      </span>
    </span>
  );
}

/** How many charts there are, and how many of them are looked for. */
function countText(matching: number, count: number): string {
  const all = count.toLocaleString();
  return matching === count ? all : `${matching.toLocaleString()} / ${all}`;
}

function TagFilter(props: IPartProps & { text: string }): JSX.Element {
  const { settings, trans, text } = props;
  return (
    <span className="jp-TrialbookChartToolbar-item jp-mod-end">
      <output>{text}</output>
      <input
        type="search"
        className="jp-TrialbookInput"
        placeholder={trans.__('Filter charts')}
        aria-label={trans.__('Filter charts by tag')}
        value={settings.filter}
        onChange={event => {
          settings.filter = event.target.value;
        }}
      />
    </span>
  );
}
