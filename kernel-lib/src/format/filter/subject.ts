/** What a filter asks of a run. */
import type { RunDigest } from '../feed-fold';
import type { RecordedNumber, RunKind } from '../journal';
import type { RunStatus } from '../status';
import type { RecordedFlags } from '../values';

/** A run as far as filters know it. */
export interface FilterSubject {
  readonly id: string;
  readonly name: string;
  readonly label?: string;
  readonly tags: readonly string[];
  readonly status: RunStatus;
  readonly kind?: RunKind;
  readonly operation?: string;
  readonly marked?: boolean;
  /** Milliseconds since 1970. */
  readonly created: number;
  readonly started?: number;
  readonly ended?: number;
  readonly error?: string;
  readonly notebook?: string;
  readonly parent?: string;
  readonly rerunOf?: string;
  readonly flags: RecordedFlags;
  /** Last values by tag. */
  readonly scalars: Readonly<Record<string, { last: RecordedNumber }>>;
  readonly attributes?: RecordedFlags;
  /** Reads what is not here, for names that are not found; there when something was left out. */
  readonly complete?: () => FilterValues;
}

/** What names of a filter lead to. */
export type FilterValues = Pick<
  FilterSubject,
  'flags' | 'scalars' | 'attributes'
>;

/** A run of the feed as a subject, its status as it is known otherwise. */
export function digestSubject(
  digest: Omit<RunDigest, 'status'> & { status: RunStatus }
): FilterSubject {
  return { ...digest, id: digest.run };
}
