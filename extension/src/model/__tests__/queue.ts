import { QueueFold, encodeLine } from 'trialbook/format';

/** An id by a letter: `aaaaaaaaaaaa`. */
export const id = (letter: string, number = 0) =>
  `${letter.repeat(9)}${String(number).padStart(3, '0')}`;

/** A key that no other number has. */
export const keyOf = (number: number | string) =>
  Buffer.from(String(number)).toString('hex').padStart(64, '0');

/** A queue with these entries; times count up from 1000 in steps of 1000 unless they are given. */
export function queueOf(entries: readonly object[]): QueueFold {
  const fold = new QueueFold();
  entries.forEach((entry, at) =>
    fold.push(encodeLine({ time: 1000 * (at + 1), ...entry }))
  );
  return fold;
}

/** A submission. */
export const batch = (batch: string, more: object = {}) => ({
  type: 'batch',
  batch,
  name: 'train',
  code: 'c'.repeat(64),
  size: 1,
  workers: ['#1', '#2'],
  ...more
});

/** A job of it, whose key follows from its id. */
export const job = (of: string, name: string, more: object = {}) => ({
  type: 'job',
  batch: of,
  job: name,
  key: keyOf(name),
  flags: {},
  ...more
});

/** A worker takes a job and says with which run. */
export const attempt = (name: string, more: object = {}) => ({
  type: 'attempt',
  job: name,
  number: 1,
  worker: '#1',
  process: { host: 'here', pid: 7 },
  ...more
});

/** The end of a job. */
export const ended = (name: string, status: string, more: object = {}) => ({
  type: 'ended',
  job: name,
  status,
  ...more
});
