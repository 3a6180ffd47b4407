import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { filesBelow, root } from './sources.ts';

/** A fenced block of a page. */
export interface Snippet {
  readonly page: string;
  readonly language: string;
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
}

/** Every page of prose that people read, relative to the root. */
export const pages: readonly string[] = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
  ...['docs', 'grammar', 'examples'].flatMap(filesBelow).filter((path) => path.endsWith('.md')),
];

export const textOf = (page: string): string => readFileSync(join(root, page), 'utf8');

/** The fenced blocks of a page, in order. */
export function snippetsOf(page: string): readonly Snippet[] {
  const text = textOf(page);
  return [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map((found) => ({
    page,
    language: found[1] ?? '',
    text: found[2] ?? '',
    line: text.slice(0, found.index).split('\n').length,
  }));
}

/** A new folder inside the checkout, where the package's own doors can be imported; git ignores it. */
export function folderInside(name: string): string {
  return mkdtempSync(join(root, 'node_modules', `.${name}-`));
}

let runs = 0;

/** Runs TypeScript as a module of its own in a folder, with that as the working folder. */
export async function runIn(folder: string, text: string): Promise<void> {
  // A name is loaded once, so each run has its own.
  runs += 1;
  const file = join(folder, `snippet-${runs}.ts`);
  writeFileSync(file, text);
  const before = process.cwd();
  process.chdir(folder);
  try {
    await import(pathToFileURL(file).href);
  } finally {
    process.chdir(before);
  }
}
