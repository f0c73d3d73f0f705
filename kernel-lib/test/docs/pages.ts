/** What the documentation shows: its pages, their fenced blocks, links and commands. */
import { readFileSync, readdirSync } from 'node:fs';
import * as path from 'node:path';

/** Folder of the repository. */
export const ROOT = path.resolve(__dirname, '..', '..', '..');

/** The pages, relative to the repository, with `/`. */
export const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'examples/README.md',
  ...readdirSync(path.join(ROOT, 'docs'))
    .filter(name => name.endsWith('.md'))
    .sort()
    .map(name => `docs/${name}`)
];

/** The text of a page. */
export function readPage(page: string): string {
  return readFileSync(path.join(ROOT, page), 'utf8');
}

/** A fenced block. */
export interface Block {
  /** What stands behind the fence, such as `ts runnable`. */
  info: string;
  text: string;
  /** Line of the fence, from 1. */
  line: number;
  /** Whether nothing but blank lines stands between this block and the one before. */
  follows: boolean;
}

/** The fenced blocks of a page, in order. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { fence: string; info: string; line: number } | undefined;
  let lines: string[] = [];
  let follows = false;
  for (const [index, line] of markdown.split('\n').entries()) {
    const fence = /^(`{3,})(.*)$/.exec(line);
    if (open && fence?.[1] === open.fence && fence[2] === '') {
      const { info, line: at } = open;
      blocks.push({ info, text: lines.join('\n'), line: at, follows });
      open = undefined;
      follows = true;
    } else if (open) {
      lines.push(line);
    } else if (fence) {
      open = { fence: fence[1], info: fence[2].trim(), line: index + 1 };
      lines = [];
    } else if (line.trim() !== '') {
      follows = false;
    }
  }
  return blocks;
}

/** An example that is executed, and what it prints. */
export interface Example {
  language: 'ts' | 'js';
  code: string;
  line: number;
  /** `…` stands for any text. */
  prints?: string;
}

/** Blocks marked `ts runnable` (a cell) and `js runnable` (a script), with the `text` block that follows directly. */
export function examplesOf(markdown: string): Example[] {
  const blocks = blocksOf(markdown);
  return blocks.flatMap(({ info, text, line }, index): Example[] => {
    const language = /^(ts|js) runnable$/.exec(info)?.[1];
    if (language === undefined) {
      return [];
    }
    const next = blocks.at(index + 1);
    const prints =
      next?.info === 'text' && next.follows ? next.text : undefined;
    return [
      {
        language: language as Example['language'],
        code: text,
        line,
        ...(prints !== undefined && { prints })
      }
    ];
  });
}

/** A pattern for what an example prints. */
export function printedPattern(prints: string): RegExp {
  const parts = prints
    .trim()
    .split('…')
    .map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*?')}$`);
}

/** Targets of links and images outside of code. */
export function linksOf(markdown: string): string[] {
  const text = withoutCode(markdown);
  return [
    ...text.matchAll(/\]\(([^)\s]+)(?:\s+"[^"]*")?\)/g),
    ...text.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)
  ].map(match => match[1]);
}

/** Anchors of the headings, as GitHub makes them. */
export function anchorsOf(markdown: string): string[] {
  return [...withoutCode(markdown, 'fences').matchAll(/^#+ (.*)$/gm)].map(
    match =>
      match[1]
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replace(/\s/g, '-')
  );
}

/** Command lines that a page tells to enter: those in `sh` blocks and in code spans. */
export function commandsOf(markdown: string): string[] {
  const lines = blocksOf(markdown)
    .filter(({ info }) => info === 'sh')
    .flatMap(({ text }) => text.split('\n'));
  const spans = [
    ...withoutCode(markdown, 'fences').matchAll(/`([^`\n]+)`/g)
  ].map(match => match[1]);
  return [...lines, ...spans].flatMap(line =>
    line
      .replace(/\s#.*$/, '')
      .split('&&')
      .map(command => command.trim())
  );
}

function withoutCode(markdown: string, what: 'fences' | 'all' = 'all'): string {
  const text = markdown.replace(/^(`{3,})[^]*?^\1$/gm, '');
  return what === 'all' ? text.replace(/`[^`\n]+`/g, '') : text;
}
