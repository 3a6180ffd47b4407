import type { Document } from '../workspace.ts';

/** Lines, counted from 1, that an editor may fold under the first of them. */
export interface Fold {
  readonly from: number;
  readonly to: number;
  readonly kind: 'block' | 'comment' | 'imports';
}

/** What may be folded: braces over several lines, comments of several lines, the imports. */
export function folds(document: Document): readonly Fold[] {
  const { source, file } = document;
  const line = (offset: number): number => source.position(offset).line;
  const found: Fold[] = [];
  const open: number[] = [];
  for (const { text, start } of document.flat.tokens) {
    if (text === '{' || text === '[') open.push(line(start));
    if (text !== '}' && text !== ']') continue;
    const from = open.pop();
    const to = line(start) - 1;
    if (from !== undefined && to > from) found.push({ from, to, kind: 'block' });
  }
  found.push(...comments(document));
  const imports = file.declarations.filter(({ kind }) => kind === 'import' || kind === 'use');
  const [first, last] = [imports.at(0), imports.at(-1)];
  if (first !== undefined && last !== undefined) {
    const [from, to] = [line(first.span.start), line(last.span.end)];
    if (to > from) found.push({ from, to, kind: 'imports' });
  }
  return found.sort((a, b) => a.from - b.from || b.to - a.to);
}

function comments({ source, flat }: Document): readonly Fold[] {
  const found: Fold[] = [];
  let from: number | undefined;
  let last = 0;
  for (const { start } of flat.comments) {
    const { line } = source.position(start);
    const isAlone = source.line(line).trimStart().startsWith('//');
    if (from !== undefined && isAlone && line === last + 1) {
      last = line;
      continue;
    }
    if (from !== undefined && last > from) found.push({ from, to: last, kind: 'comment' });
    from = isAlone ? line : undefined;
    last = line;
  }
  if (from !== undefined && last > from) found.push({ from, to: last, kind: 'comment' });
  return found;
}
