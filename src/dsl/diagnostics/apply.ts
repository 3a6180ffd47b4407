import type { Diagnostic, Edit } from './diagnostic.ts';

/** A text after fixes, and which of them were taken. */
export interface Applied {
  readonly text: string;
  readonly taken: readonly Diagnostic[];
}

/**
 * Applies the first fitting fix of each diagnostic of one text, in the order of their places. A fix that
 * touches what an earlier one changed is left for the next round; each fix is taken whole or not at all.
 * @param unsafe also takes fixes that may change what was meant
 */
export function applyFixes(
  text: string,
  diagnostics: readonly Diagnostic[],
  { unsafe }: { readonly unsafe: boolean },
): Applied {
  const edits: Edit[] = [];
  const taken: Diagnostic[] = [];
  for (const one of [...diagnostics].sort((a, b) => a.span.start - b.span.start)) {
    const fix = one.fixes.find(({ safe }) => safe || unsafe);
    if (fix === undefined || fix.edits.some((edit) => edits.some((other) => meet(edit, other)))) {
      continue;
    }
    edits.push(...fix.edits);
    taken.push(one);
  }
  let result = text;
  for (const { span, text: put } of edits.sort((a, b) => b.span.start - a.span.start)) {
    result = result.slice(0, span.start) + put + result.slice(span.end);
  }
  return { text: result, taken };
}

/** Whether two edits touch the same text, or stand at the same place. */
const meet = (a: Edit, b: Edit): boolean =>
  a.span.start <= b.span.end && b.span.start <= a.span.end;
