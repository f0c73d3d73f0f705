/** The identity of a slice's code. */
import { createHash } from 'node:crypto';
import type ts from 'typescript';
import type { TypeScriptModule } from './executed';
import type { Names } from './names';
import type { NeededUnit } from './needed';
import type { ReachedFiles } from './reached-files';
import type { SliceImport } from './import-lines';
import type { NameOf } from './rename';
import { tokensOf } from './tokens';
import type { Unit } from './units';

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
    ...kept.flatMap(({ unit, value }) => {
      const nameIn = (node: ts.Identifier) => nameOf(node, unit);
      return unit.kind !== 'import'
        ? [tokensOf(ts, unit.node, nameIn)]
        : value
          ? [importText(ts, unit, nameIn)]
          : [];
    }),
    ...imports
      .filter(({ bare }) => bare)
      .map(({ module }) => `import ${module}`),
    ...modules.map(({ path, sha256 }) => `module ${path} ${sha256}`),
    ...packages.map(({ name, version = '' }) => `package ${name}@${version}`)
  ].sort();
  return createHash('sha256')
    .update(JSON.stringify([VERSION, entry, parts]))
    .digest('hex');
}

function importText(
  ts: TypeScriptModule,
  { node, statement }: Unit,
  nameIn: (node: ts.Identifier) => string
): string {
  const module = (statement as ts.ImportDeclaration).moduleSpecifier.getText();
  const { name } = node as ts.ImportSpecifier;
  const imported = ts.isImportSpecifier(node)
    ? (node.propertyName ?? node.name).text
    : ts.isNamespaceImport(node)
      ? '*'
      : 'default';
  return `import ${module.slice(1, -1)} ${imported} as ${nameIn(name)}`;
}
