import { formatValue, type Job, type RecordedValue } from 'trialbook/format';

/** What tells a job from others: its flags but for results of other jobs, and what it is tagged with. */
export function jobValues({
  flags,
  inputs = [],
  tags = {}
}: Job): Record<string, RecordedValue> {
  const given = new Set(inputs.map(({ to }) => to[0]));
  const own = Object.entries(flags).filter(([name]) => !given.has(name));
  return { ...tags, ...Object.fromEntries(own) };
}

/** A job in a line: `lr 0.1 · layers 2`. */
export function jobWords(job: Job): string {
  return Object.entries(jobValues(job))
    .map(([name, value]) => `${name} ${formatValue(value, 40)}`)
    .join(' · ');
}
