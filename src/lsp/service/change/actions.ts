import type { Diagnostic, Edit } from '../../../dsl/diagnostics/diagnostic.ts';
import type { Span } from '../../../dsl/text/source.ts';
import type { Document } from '../workspace.ts';

/** A change an author can take. */
export interface Action {
  readonly title: string;
  /** True for one that keeps what was plainly meant. */
  readonly safe: boolean;
  /** What it mends; absent for a change that mends all at once. */
  readonly of?: Diagnostic;
  readonly edits: readonly Edit[];
}

/** The repairs of the diagnostics that touch a span, the safe ones first. */
export function actionsAt(
  document: Document,
  diagnostics: readonly Diagnostic[],
  span: Span,
): readonly Action[] {
  const touching = diagnostics.filter(
    (each) =>
      each.source.name === document.source.name &&
      each.span.start <= span.end &&
      span.start <= each.span.end,
  );
  const found = touching.flatMap((of) =>
    of.fixes.map(({ title, safe, edits }): Action => ({ title, safe, of, edits })),
  );
  return found.sort((a, b) => Number(b.safe) - Number(a.safe));
}

/** All safe repairs of a file as one change, those that overlap an earlier one left out. */
export function fixAll(document: Document, diagnostics: readonly Diagnostic[]): Action | undefined {
  const edits: Edit[] = [];
  for (const { source, fixes } of diagnostics) {
    if (source.name !== document.source.name) continue;
    for (const fix of fixes) {
      if (fix.safe && !fix.edits.some((each) => edits.some((other) => overlap(each, other)))) {
        edits.push(...fix.edits);
        break;
      }
    }
  }
  if (edits.length === 0) return undefined;
  return { title: 'make all safe repairs of this file', safe: true, edits };
}

const overlap = (a: Edit, b: Edit): boolean =>
  a.span.start < b.span.end && b.span.start < a.span.end
    ? true
    : a.span.start === b.span.start && a.span.end === b.span.end;
