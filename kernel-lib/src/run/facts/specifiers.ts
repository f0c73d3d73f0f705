/** Relative imports in a text: what a cell or a module asks for by a path. */

const SPECIFIER =
  /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])(\.{1,2}\/[^'"\n]+)\1/g;

/** The relative paths that a text imports, each once. What only looks like an import, in a comment, is taken for one. */
export function relativeImports(text: string): string[] {
  return [...new Set([...text.matchAll(SPECIFIER)].map(match => match[2]))];
}

/** Ends that TypeScript tries, in its order. */
const ENDINGS = [
  '',
  '.ts',
  '.tsx',
  '.d.ts',
  '.js',
  '.jsx',
  '.mjs',
  '.cjs',
  '.json',
  '/index.ts',
  '/index.tsx',
  '/index.js'
];

/** The paths at which the file of an import may be, the likeliest first. A `.js` stands for the `.ts` it is made from. */
export function candidates(path: string): string[] {
  const made = /^(.*)\.([mc]?)jsx?$/.exec(path);
  const sources = made ? [`${made[1]}.${made[2]}ts`, `${made[1]}.tsx`] : [];
  return [...sources, ...ENDINGS.map(ending => path + ending)];
}
