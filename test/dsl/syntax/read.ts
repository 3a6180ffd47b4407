import { readFileSync } from 'node:fs';
import type { Declaration, File } from '../../../src/dsl/syntax/ast.ts';
import { type Parsed, parse } from '../../../src/dsl/syntax/parse.ts';
import { Source } from '../../../src/dsl/text/source.ts';

/** The files every suite about the whole grammar runs over. */
export const samples: readonly string[] = ['library.vak', 'deploys.vak'];

export const sample = (name: string): string =>
  readFileSync(new URL(`./samples/${name}`, import.meta.url), 'utf8');

export const read = (text: string): Parsed => parse(new Source('a.vak', text));

/** `code line:column` of each diagnostic. */
export const told = (text: string): readonly string[] =>
  read(text).diagnostics.map(({ code, source, span }) => {
    const { line, column } = source.position(span.start);
    return `${code} ${line}:${column}`;
  });

/** The only declaration of a kind in a file that parses without a diagnostic. */
export function only<K extends Declaration['kind']>(
  text: string,
  kind: K,
): Extract<Declaration, { kind: K }> {
  const { file, diagnostics } = read(`vak 1\n${text}`);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  const found = file.declarations.filter((one) => one.kind === kind);
  if (found.length !== 1) throw new Error(`${found.length} declarations of kind ${kind}`);
  return found[0] as Extract<Declaration, { kind: K }>;
}

/** A tree without its spans, for comparing meanings. */
export function bare(file: File): unknown {
  return JSON.parse(
    JSON.stringify(file, (key, value: unknown) =>
      key === 'span' || key === 'verdictSpan' ? undefined : value,
    ),
  );
}
