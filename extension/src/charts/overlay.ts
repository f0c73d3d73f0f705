/**
 * What follows the pointer over a chart: crosshair, tooltip, and the band that is dragged to zoom. They are elements above
 * the canvas, so that moving the pointer costs Vega nothing.
 */
import type { IFrame } from './frame';
import type { XDomain } from './options';
import type { IPointRow } from './points';

/** What the overlay asks of its chart. */
export interface IPlot {
  /** The rows on screen in the order in which they are drawn. */
  rows(): readonly IPointRow[];
  /** Where the plot is; `null` while nothing is drawn. */
  frame(): IFrame | null;
  /** Lines of the tooltip: name and value. */
  describe(row: IPointRow): readonly (readonly [string, string])[];
  zoom(domain: XDomain | null): void;
}

/** Drags shorter than this many pixels are clicks. */
const DRAG_THRESHOLD = 4;

export class ChartOverlay {
  constructor(host: HTMLElement, plot: IPlot) {
    this._host = host;
    this._plot = plot;
    for (const [name, element] of Object.entries(this._parts)) {
      element.className = `jp-TrialbookChart-${name}`;
      element.hidden = true;
      host.appendChild(element);
    }
    for (const type of EVENTS) {
      host.addEventListener(type, this);
    }
  }

  /** Removes listeners and elements. */
  dispose(): void {
    for (const type of EVENTS) {
      this._host.removeEventListener(type, this);
    }
    Object.values(this._parts).forEach(element => element.remove());
  }

  /** Moves what is shown after the chart has been drawn anew. */
  refresh(): void {
    if (this._pointer !== null) {
      this._showAt(this._pointer);
    }
  }

  handleEvent(event: Event): void {
    switch (event.type) {
      case 'pointerdown':
        this._onDown(event as PointerEvent);
        break;
      case 'pointermove':
        this._onMove(event as PointerEvent);
        break;
      case 'pointerup':
        this._onUp(event as PointerEvent);
        break;
      case 'pointercancel':
      case 'pointerleave':
        this._onLeave();
        break;
      case 'dblclick':
        this._plot.zoom(null);
        break;
    }
  }

  private _onDown(event: PointerEvent): void {
    const frame = this._plot.frame();
    if (event.button !== 0 || !frame) {
      return;
    }
    this._dragFrom = clamp(
      this._pixel(event),
      frame.left,
      frame.left + frame.width
    );
    this._host.setPointerCapture(event.pointerId);
    // No text is to be selected, and the notebook must not take the click for one on the cell.
    event.preventDefault();
  }

  private _onMove(event: PointerEvent): void {
    this._pointer = this._pixel(event);
    const frame = this._plot.frame();
    if (this._dragFrom === null || !frame) {
      this._showAt(this._pointer);
      return;
    }
    const to = clamp(this._pointer, frame.left, frame.left + frame.width);
    const { band } = this._parts;
    band.hidden = Math.abs(to - this._dragFrom) < DRAG_THRESHOLD;
    place(band, Math.min(to, this._dragFrom), frame.top);
    band.style.width = `${Math.abs(to - this._dragFrom)}px`;
    band.style.height = `${frame.height}px`;
    this._hidePointer();
  }

  private _onUp(event: PointerEvent): void {
    const from = this._dragFrom;
    const frame = this._plot.frame();
    this._dragFrom = null;
    this._parts.band.hidden = true;
    if (from === null || !frame) {
      return;
    }
    const to = clamp(this._pixel(event), frame.left, frame.left + frame.width);
    if (Math.abs(to - from) >= DRAG_THRESHOLD) {
      const ends = [frame.fromX(from), frame.fromX(to)];
      this._plot.zoom([Math.min(...ends), Math.max(...ends)]);
    }
  }

  private _onLeave(): void {
    this._pointer = null;
    this._dragFrom = null;
    this._parts.band.hidden = true;
    this._hidePointer();
  }

  private _showAt(pixel: number): void {
    const frame = this._plot.frame();
    const row = frame && nearest(this._plot.rows(), frame, pixel);
    if (!frame || !row) {
      this._hidePointer();
      return;
    }
    const x = frame.toX(row.x);
    const { cross, dot, tip } = this._parts;
    cross.hidden = false;
    place(cross, x, frame.top);
    cross.style.height = `${frame.height}px`;
    const shown = row.smooth ?? row.value;
    dot.hidden = shown === null;
    if (shown !== null) {
      place(dot, x, frame.toY(shown));
    }
    tip.hidden = false;
    fillTip(tip, this._plot.describe(row));
    const beyond = x > frame.left + frame.width / 2;
    place(tip, beyond ? x - tip.offsetWidth - 10 : x + 10, frame.top + 2);
  }

  private _hidePointer(): void {
    this._parts.cross.hidden = true;
    this._parts.dot.hidden = true;
    this._parts.tip.hidden = true;
  }

  private _pixel(event: PointerEvent): number {
    return event.clientX - this._host.getBoundingClientRect().left;
  }

  private _host: HTMLElement;
  private _plot: IPlot;
  private _pointer: number | null = null;
  private _dragFrom: number | null = null;
  private _parts = {
    cross: document.createElement('div'),
    dot: document.createElement('div'),
    band: document.createElement('div'),
    tip: document.createElement('div')
  };
}

const EVENTS = [
  'pointerdown',
  'pointermove',
  'pointerup',
  'pointercancel',
  'pointerleave',
  'dblclick'
];

/** The row whose x is nearest; the rows need not be sorted, since steps may go backwards. */
function nearest(
  rows: readonly IPointRow[],
  frame: IFrame,
  pixel: number
): IPointRow | null {
  let best: IPointRow | null = null;
  let least = Infinity;
  for (const row of rows) {
    const distance = Math.abs(frame.toX(row.x) - pixel);
    if (distance < least) {
      least = distance;
      best = row;
    }
  }
  return best;
}

function fillTip(
  tip: HTMLElement,
  lines: readonly (readonly [string, string])[]
): void {
  tip.replaceChildren(
    ...lines.flatMap(([name, value]) => {
      const left = document.createElement('span');
      const right = document.createElement('span');
      left.textContent = name;
      right.textContent = value;
      return [left, right];
    })
  );
}

function place(element: HTMLElement, x: number, y: number): void {
  element.style.transform = `translate(${x}px, ${y}px)`;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
