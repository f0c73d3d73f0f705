import { EVENTS_MARK } from 'trialbook/format';

/** How a file is shown; `other` is only downloaded. */
export type FileKind =
  | 'image'
  | 'json'
  | 'csv'
  | 'html'
  | 'text'
  | 'notebook'
  | 'scalars'
  | 'other';

const KINDS: readonly [FileKind, RegExp][] = [
  ['image', /\.(png|jpe?g|gif|webp)$/i],
  ['json', /\.json$/i],
  ['csv', /\.(csv|tsv)$/i],
  ['html', /\.html?$/i],
  ['notebook', /\.ipynb$/i],
  [
    'text',
    /\.(txt|log|jsonl|md|ya?ml|toml|ini|cfg|xml|svg|sql|css|[cm]?[jt]sx?|py|r|jl|sh|diff|patch)$/i
  ]
];

/** The kind of a file by its name. An SVG is a program that draws: it is shown as the text that it is. */
export function fileKind(name: string): FileKind {
  const base = name.slice(name.lastIndexOf('/') + 1);
  if (base.includes(EVENTS_MARK)) {
    return 'scalars';
  }
  return KINDS.find(([, pattern]) => pattern.test(base))?.[0] ?? 'other';
}

/** Whether a file of this kind can be looked at beside the list. */
export function hasPreview(kind: FileKind): boolean {
  return kind !== 'other' && kind !== 'scalars' && kind !== 'notebook';
}
