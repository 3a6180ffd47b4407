import { code } from './catalogue/code.ts';
import { meaning } from './catalogue/meaning/index.ts';
import { names } from './catalogue/names/index.ts';
import { pins } from './catalogue/names/pins.ts';
import { plugins } from './catalogue/plugins.ts';
import { run } from './catalogue/run.ts';
import { sandbox } from './catalogue/sandbox.ts';
import { text } from './catalogue/text.ts';
import { types } from './catalogue/types/index.ts';
import { usage } from './catalogue/usage/command.ts';
import { besideFiles } from './catalogue/usage/rules-file.ts';
import { script } from './catalogue/usage/script.ts';
import type { CatalogueEntry, Page } from './catalogue.ts';
import type { Severity } from './diagnostic.ts';

/** What is known of a code without a case at hand. */
export interface CodeEntry {
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  readonly page: Page;
}

const families: readonly Readonly<Record<string, CatalogueEntry<never>>>[] = [
  usage,
  script,
  besideFiles,
  text,
  names,
  pins,
  code,
  types,
  meaning,
  plugins,
  run,
  sandbox,
];

/** Every code there is, in order. */
export const allEntries: readonly CodeEntry[] = families
  .flatMap((family): readonly CodeEntry[] => Object.values(family))
  .sort((a, b) => (a.code < b.code ? -1 : 1));

/** The entry of a code such as `VAK1203`, in any case of letters; undefined for an unknown one. */
export function findCode(code: string): CodeEntry | undefined {
  const wanted = code.toUpperCase();
  return allEntries.find((entry) => entry.code === wanted);
}

/** The page of a code as plain text, for `vak explain`: what draws it, why, and what to write. */
export function explainCode(entry: CodeEntry): string {
  const indent = (code: string): string => code.replace(/^/gm, '    ');
  return [
    `${entry.code}: ${entry.title}`,
    '',
    'Draws it:',
    '',
    indent(entry.page.bad),
    '',
    entry.page.why,
    '',
    'Instead:',
    '',
    indent(entry.page.good),
    '',
  ].join('\n');
}
