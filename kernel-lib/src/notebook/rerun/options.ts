/** How a run is run again. */
export interface RerunOptions {
  /**
   * Where the run is looked for by its name.
   * @default the home that `run()` would use
   */
  home?: string;
  /**
   * How far numbers may be apart and still count as the same: `|a - b| <= tolerance * max(1, |a|, |b|)`. 0 asks for
   * the same bits.
   * @default 0
   */
  tolerance?: number;
  /** A label for the new run. @default the one in the call */
  label?: string;
  /** More tags for the new run. */
  tags?: readonly string[];
  /**
   * Whether the runs before it are executed even where nothing of them seems to be needed.
   * @default false
   */
  allRuns?: boolean;
  /**
   * Whether cells are executed that were recorded by somebody else or on another machine.
   * @default false
   */
  trust?: boolean;
  /** Whether the cell shows the card of the new run. @default true */
  display?: boolean;
  /** Called with what the cells and the run print. */
  onOutput?: (stream: string, text: string) => void;
  /** Called when a recorded cell begins; `cell` counts from 1. */
  onCell?: (cell: number, of: number) => void;
  /** Called when the new run begins. */
  onRun?: (run: { id: string; dir: string }) => void;
  /** Ends it early. */
  signal?: AbortSignal;
}
