/** Metrics over seeds. */
import { ValueTable } from './value-table';

/** How figures are shown. */
export interface AggregateOptions {
  /** What values are multiplied by, such as 100 for percent. @default 1 */
  scale?: number;
  /** Digits behind the point that are kept. @default all of them */
  digits?: number;
}

/** A metric of one run, and the parameters that it was made with. */
export interface Measured {
  params: Readonly<Record<string, unknown>>;
  /** What is no finite number does not count. */
  value: unknown;
}

/**
 * A row for each combination of the parameters in which the runs differ: mean, standard deviation and count of a metric.
 * The deviation is that of a sample (n - 1), which a few seeds are.
 * @param metric its name, for the headings.
 * @param over parameters whose values are taken together, such as the seed.
 */
export function aggregate(
  measured: readonly Measured[],
  metric: string,
  over: readonly string[],
  { scale = 1, digits }: AggregateOptions = {}
): ValueTable {
  const names = differing(measured).filter(name => !over.includes(name));
  const groups = new Map<string, { params: unknown[]; values: number[] }>();
  for (const { params, value } of measured) {
    const own = names.map(name => params[name]);
    const key = JSON.stringify(own);
    const group = groups.get(key) ?? { params: own, values: [] };
    groups.set(key, group);
    if (typeof value === 'number' && Number.isFinite(value)) {
      group.values.push(value * scale);
    }
  }
  const round = (value: number | undefined) =>
    value === undefined || digits === undefined
      ? value
      : Number(value.toFixed(digits));
  return new ValueTable(
    [...names, `${metric} mean`, `${metric} sd`, 'n'],
    [...groups.values()].map(({ params, values }) => {
      const { mean, sd } = moments(values);
      return [...params, round(mean), round(sd), values.length];
    })
  );
}

/** Names of the parameters that have several values, in the order in which they come. */
export function differing(
  measured: readonly Pick<Measured, 'params'>[]
): string[] {
  const all = new Set(measured.flatMap(({ params }) => Object.keys(params)));
  return [...all].filter(
    name =>
      new Set(measured.map(({ params }) => JSON.stringify(params[name]))).size >
      1
  );
}

/**
 * Mean and standard deviation of a sample, by Welford's method, which loses no digits where the values are large and close
 * to each other. The deviation of one value is not known.
 */
export function moments(values: readonly number[]): {
  mean?: number;
  sd?: number;
} {
  let mean = 0;
  let squares = 0;
  values.forEach((value, at) => {
    const distance = value - mean;
    mean += distance / (at + 1);
    squares += distance * (value - mean);
  });
  return {
    ...(values.length > 0 && { mean }),
    ...(values.length > 1 && { sd: Math.sqrt(squares / (values.length - 1)) })
  };
}
