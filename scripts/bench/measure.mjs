// What the benchmarks share: peers, rates, rows of the table.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const here = path => fileURLToPath(new URL(path, import.meta.url));

/** The Python that has TensorBoard and tensorboardX. */
export const PYTHON = here('../../.venv/bin/python');

/** Things a second since `begin`. */
export function perSecond(count, begin) {
  return (count * 1000) / (performance.now() - begin);
}

/** Middle of three: the first run compiles, any run may meet another process. */
export async function median(measure) {
  const rates = [await measure(), await measure(), await measure()];
  rates.sort((a, b) => a - b);
  return rates[1];
}

/** Has a Python peer do a task of `tfevents_peer.py`; returns its rate. */
export function peer(task, folder, count) {
  const args = [here('tfevents_peer.py'), task, folder, String(count)];
  return Number(
    execFileSync(PYTHON, args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore']
    })
  );
}

/** A row about rates: ours, a peer's, and the ratio where the peer runs here. */
export function rateRow(what, ours, peerName, theirs, bar) {
  const rate = value => `${Math.round(value / 1000).toLocaleString('en')} k/s`;
  return {
    what,
    figure: rate(ours),
    peer:
      theirs === undefined
        ? `${peerName}: not here`
        : `${peerName} ${rate(theirs)}`,
    ratio: theirs === undefined ? undefined : ours / theirs,
    bar
  };
}
