import type { TranslationBundle } from '@jupyterlab/translation';
import * as React from 'react';
import type { GroupName } from '../model/grouping';
import type { ListRow } from '../model/row-layout';
import { ROW_HEIGHT, scrollToRow, visibleRows } from '../model/row-layout';
import type { RunsPanelModel } from '../model/runs-panel-model';
import { RunRow, rowId } from './run-row';

/** Pixels assumed before the list was measured. */
const FIRST_HEIGHT = 800;

/** What the list is given. */
export interface IRunListProps {
  model: RunsPanelModel;
  /** Milliseconds since 1970. */
  now: number;
  trans: TranslationBundle;
  onOpen: (id: string) => void;
  onStop: (id: string) => void;
  /** Compares the two selected runs. */
  onCompare: () => void;
}

/** The runs under their headings. Only the rows in sight exist in the document. */
export function RunList(props: IRunListProps): JSX.Element {
  const { model, trans } = props;
  const host = React.useRef<HTMLDivElement>(null);
  const height = useHeight(host);
  const scrollTop = useScroll(host, model);
  useSelectionInSight(host, model);

  const { rows, height: total } = model.layout;
  const { start, end } = visibleRows(rows, scrollTop, height);
  const selected = model.selected;
  const onSelect = React.useCallback(
    (id: string, beside: boolean) =>
      beside ? model.selectSecond(id) : model.select(id),
    [model]
  );
  const slots = slotsFor(end - start);
  return (
    <div
      ref={host}
      className="jp-TrialbookRunList"
      role="listbox"
      tabIndex={0}
      aria-label={trans.__('Runs')}
      aria-multiselectable
      aria-activedescendant={selected ? rowId(selected) : undefined}
      onKeyDown={event => onKey(event, props, height)}
      onContextMenu={forwardContextMenu}
    >
      <div
        className="jp-TrialbookRunList-canvas"
        role="presentation"
        style={{ height: total }}
      >
        {rows.slice(start, end).map((row, offset) => (
          <Row
            key={(start + offset) % slots}
            row={row}
            {...props}
            onSelect={onSelect}
          />
        ))}
      </div>
    </div>
  );
}

/**
 * How many elements rows take turns in: one that leaves at the top comes back at the bottom, which is cheaper than a new
 * one. A power of two, so that it changes seldom.
 */
function slotsFor(count: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(1, count)));
}

function Row(
  props: IRunListProps & {
    row: ListRow;
    onSelect: (id: string, beside: boolean) => void;
  }
): JSX.Element {
  const { row, model, trans } = props;
  if (row.kind === 'heading') {
    return (
      <div
        className="jp-TrialbookRunList-heading"
        role="presentation"
        style={{ transform: `translateY(${row.top}px)` }}
      >
        {groupTitle(row.group, trans)} · {row.count.toLocaleString()}
      </div>
    );
  }
  return (
    <RunRow
      info={row.info}
      previous={model.previous(row.info)}
      now={props.now}
      top={row.top}
      index={row.index}
      count={model.layout.runs.length}
      selected={row.info.id === model.selected || row.info.id === model.second}
      stopping={model.stopping.has(row.info.id)}
      home={model.home?.path ?? ''}
      trans={trans}
      onSelect={props.onSelect}
      onOpen={props.onOpen}
      onStop={props.onStop}
    />
  );
}

/** The heading of a group. */
function groupTitle(group: GroupName, trans: TranslationBundle): string {
  switch (group) {
    case 'running':
      return trans.__('Running');
    case 'today':
      return trans.__('Today');
    case 'yesterday':
      return trans.__('Yesterday');
    case 'earlier':
      return trans.__('Earlier');
  }
}

function onKey(
  event: React.KeyboardEvent<HTMLElement>,
  { model, onOpen, onCompare }: IRunListProps,
  height: number
): void {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const page = Math.max(1, Math.floor(height / ROW_HEIGHT) - 1);
  const moves: Record<string, number> = {
    ArrowDown: 1,
    j: 1,
    ArrowUp: -1,
    k: -1,
    PageDown: page,
    PageUp: -page,
    Home: -Infinity,
    End: Infinity
  };
  const beside = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.shiftKey && beside !== undefined) {
    model.moveSecond(beside);
  } else if (event.key in moves) {
    model.move(moves[event.key]);
  } else if (event.key === 'Enter' && model.pair) {
    onCompare();
  } else if (event.key === 'Enter' && model.selected) {
    onOpen(model.selected);
  } else if (event.key === 'ContextMenu') {
    openMenu(event.currentTarget);
  } else {
    return;
  }
  event.preventDefault();
  event.stopPropagation();
}

/** Shift+F10 acts on the list, which has the focus; the menu belongs to the selected row. */
function forwardContextMenu(event: React.MouseEvent<HTMLElement>): void {
  if (event.target === event.currentTarget) {
    event.preventDefault();
    event.stopPropagation();
    openMenu(event.currentTarget);
  }
}

function openMenu(list: HTMLElement): void {
  const id = list.getAttribute('aria-activedescendant');
  const row = id ? list.ownerDocument.getElementById(id) : null;
  if (row) {
    const box = row.getBoundingClientRect();
    row.dispatchEvent(
      new MouseEvent('contextmenu', {
        bubbles: true,
        cancelable: true,
        clientX: box.left + 24,
        clientY: box.bottom - 4
      })
    );
  }
}

function useHeight(host: React.RefObject<HTMLElement>): number {
  const [height, setHeight] = React.useState(FIRST_HEIGHT);
  React.useLayoutEffect(() => {
    const node = host.current;
    if (!node) {
      return;
    }
    const measure = () => setHeight(node.clientHeight || FIRST_HEIGHT);
    const observer = new ResizeObserver(measure);
    observer.observe(node);
    measure();
    return () => observer.disconnect();
  }, [host]);
  return height;
}

/** Where the list is scrolled to; the model remembers it for when the panel is moved. */
function useScroll(
  host: React.RefObject<HTMLElement>,
  model: RunsPanelModel
): number {
  const [scrollTop, setScrollTop] = React.useState(model.scrollTop);
  React.useLayoutEffect(() => {
    const node = host.current;
    if (!node) {
      return;
    }
    node.scrollTop = model.scrollTop;
    const onScroll = () => {
      model.scrollTop = node.scrollTop;
      setScrollTop(node.scrollTop);
    };
    node.addEventListener('scroll', onScroll, { passive: true });
    return () => node.removeEventListener('scroll', onScroll);
  }, [host, model]);
  // A filter or another home scrolls to the top by way of the model.
  React.useLayoutEffect(() => {
    // Not the node's own: asking for it makes the browser lay out at once.
    if (host.current && model.scrollTop !== scrollTop) {
      host.current.scrollTop = model.scrollTop;
      model.scrollTop = host.current.scrollTop;
      setScrollTop(model.scrollTop);
    }
  });
  return scrollTop;
}

function useSelectionInSight(
  host: React.RefObject<HTMLElement>,
  model: RunsPanelModel
): void {
  const moves = model.moves;
  React.useLayoutEffect(() => {
    const place = model.layout.places.get(model.selected ?? '');
    // Not on a click: the row must not slip away under the pointer.
    if (host.current && moves > 0 && place !== undefined) {
      model.scrollTop = scrollToRow(
        model.layout.rows[place],
        host.current.scrollTop,
        host.current.clientHeight || FIRST_HEIGHT
      );
      host.current.scrollTop = model.scrollTop;
    }
  }, [host, model, moves]);
}
