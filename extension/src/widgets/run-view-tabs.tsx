import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import {
  RUN_TABS,
  type RunTab,
  type RunViewModel
} from '../model/run-view-model';
import { paneId, type IRunViewProps } from './run-view-props';

/** The tabs of the run view; arrows move between them as in every tab list. */
export function RunViewTabs({ model, trans }: IRunViewProps): JSX.Element {
  const list = React.useRef<HTMLDivElement>(null);
  const onKeyDown = (event: React.KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) {
      return;
    }
    const at = RUN_TABS.indexOf(model.tab) + step + RUN_TABS.length;
    model.tab = RUN_TABS[at % RUN_TABS.length];
    const next = list.current?.children[at % RUN_TABS.length];
    (next as HTMLElement | undefined)?.focus();
    event.preventDefault();
  };
  return (
    <div
      role="tablist"
      aria-label={trans.__('Parts of the run')}
      ref={list}
      onKeyDown={onKeyDown}
    >
      {RUN_TABS.map(tab => {
        const id = paneId(model.run.id, tab);
        const selected = model.tab === tab;
        return (
          <button
            key={tab}
            role="tab"
            id={`${id}-tab`}
            aria-controls={id}
            aria-selected={selected}
            tabIndex={selected ? 0 : -1}
            onClick={() => {
              model.tab = tab;
            }}
          >
            {wordOf(tab, trans)}
            <Count count={countOf(tab, model)} />
          </button>
        );
      })}
    </div>
  );
}

function Count({ count }: { count: number | null }): JSX.Element | null {
  return count ? (
    <span className="jp-TrialbookRunView-count">{count.toLocaleString()}</span>
  ) : null;
}

function wordOf(tab: RunTab, trans: TranslationBundle): string {
  switch (tab) {
    case 'charts':
      return trans.__('Charts');
    case 'media':
      return trans.__('Media');
    case 'output':
      return trans.__('Output');
    case 'source':
      return trans.__('Source');
    case 'files':
      return trans.__('Files');
  }
}

/** How much is behind a tab, as far as that is known without reading it. */
function countOf(tab: RunTab, model: RunViewModel): number | null {
  switch (tab) {
    case 'charts':
      return model.isReady ? model.run.series.size : null;
    case 'media':
      return model.mediaCount;
    case 'source':
      return model.run.source?.cells ?? null;
    case 'files':
      return model.files.state === 'ready' ? model.files.value.length : null;
    case 'output':
      return null;
  }
}
