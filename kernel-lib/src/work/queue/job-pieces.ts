/** Lines of the queue that name many jobs are cut: other processes append too, and short lines stay whole. */

/** Jobs named in one line. */
const MOST = 100;

/** The ids in groups that fit a line. */
export function jobPieces(ids: Iterable<string>): string[][] {
  const all = [...ids];
  return Array.from({ length: Math.ceil(all.length / MOST) }, (_, at) =>
    all.slice(at * MOST, (at + 1) * MOST)
  );
}

/** A request as lines; of no job it stays one line, which asks for nothing. */
export function requestPieces<R extends { jobs?: readonly string[] }>(
  request: R
): R[] {
  const { jobs } = request;
  return jobs === undefined || jobs.length <= MOST
    ? [request]
    : jobPieces(jobs).map(piece => ({ ...request, jobs: piece }));
}
