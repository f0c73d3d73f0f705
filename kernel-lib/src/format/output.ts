/** What a run printed, one JSON object a line. See `docs/run-format.md`, "Output". */

export type OutputStream = 'stdout' | 'stderr';

export interface OutputChunk {
  /** Milliseconds since 1970. */
  time: number;
  stream: OutputStream;
  /** As printed, ANSI sequences kept; at most `OUTPUT_TEXT_LIMIT` UTF-16 units, never half a character. */
  text: string;
}

/** Longer texts are split over several lines. */
export const OUTPUT_TEXT_LIMIT = 32768;
