/** Event files for the tests of this folder. */
import { EventEncoder, EventReader } from '../../src/format';
import type { EventProblem } from '../../src/format';

export interface Point {
  tag: string;
  step: number;
  value: number;
  wallTime: number;
}

/** The bytes of one record each. */
export function encodeRecords(
  points: readonly Point[],
  encoder = new EventEncoder()
): Uint8Array[] {
  return points.map(point => {
    const record = new Uint8Array(encoder.recordSize(point.tag));
    const { tag, value, step, wallTime } = point;
    const end = encoder.scalar(record, 0, tag, value, step, wallTime);
    return record.subarray(0, end);
  });
}

export function join(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** A whole file: header, points. */
export function encodeFile(points: readonly Point[]): Uint8Array {
  const encoder = new EventEncoder();
  return join([encoder.header(1.5e9), ...encodeRecords(points, encoder)]);
}

/** Reads `bytes`, in pieces of `size` if given. */
export function decode(
  bytes: Uint8Array,
  size = Math.max(1, bytes.length)
): { points: Point[]; problems: EventProblem[]; offset: number } {
  const points: Point[] = [];
  const problems: EventProblem[] = [];
  const reader = new EventReader({
    scalar: (tag, step, value, wallTime) =>
      points.push({ tag, step, value, wallTime }),
    problem: problem => problems.push(problem)
  });
  for (let at = 0; at < bytes.length; at += size) {
    reader.push(bytes.subarray(at, at + size));
  }
  return { points, problems, offset: reader.offset };
}
