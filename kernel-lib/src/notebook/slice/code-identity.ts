/** The identity of a slice's code. */
import { createHash } from 'node:crypto';
import type { Names } from './names';
import type { NeededUnit } from './needed';
import type { ReachedFiles } from './reached-files';
import type { SliceImport } from './import-lines';
import type { NameOf } from './rename';
import { tokensOf } from './tokens';

/** Named in the digest, so that another way to compute it gives other identities. */
const VERSION = 'trialbook slice 1';

/**
 * SHA-256, hex, of what counts: the tokens of the kept definitions in no order (those of a slice do not depend on it), its
 * imports, the digests of local modules, the names and versions of packages.
 * @param entry the name of the function.
 */
export function codeIdentity(
  { ts }: Names,
  entry: string,
  kept: readonly NeededUnit[],
  nameOf: NameOf,
  imports: readonly SliceImport[],
  { modules, packages }: ReachedFiles
): string {
  const parts = [
    ...kept
      .filter(({ unit }) => unit.kind !== 'import')
      .map(({ unit }) => tokensOf(ts, unit.node, node => nameOf(node, unit))),
    ...imports.filter(({ typeOnly }) => !typeOnly).map(({ code }) => code),
    ...modules.map(({ path, sha256 }) => `module ${path} ${sha256}`),
    ...packages.map(({ name, version = '' }) => `package ${name}@${version}`)
  ].sort();
  return createHash('sha256')
    .update(JSON.stringify([VERSION, entry, parts]))
    .digest('hex');
}
