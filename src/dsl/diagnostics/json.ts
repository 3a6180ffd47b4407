import type { Span } from '../text/source.ts';
import type { Diagnostic, Severity } from './diagnostic.ts';

/** A range as machines read it: from 1, in UTF-16 units, end exclusive. */
export interface RangeJson {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** One diagnostic in the answer of `--json`. */
export interface DiagnosticJson extends RangeJson {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly help?: string;
  readonly notes?: readonly string[];
  readonly labels?: readonly (RangeJson & { readonly file: string; readonly text: string })[];
  readonly fixes?: readonly {
    readonly title: string;
    readonly safe: boolean;
    readonly edits: readonly (RangeJson & { readonly text: string })[];
  }[];
}

/** A diagnostic as JSON; what it lacks is left out. Edits speak of the diagnostic's own file. */
export function toJson(one: Diagnostic): DiagnosticJson {
  const range = (source: Diagnostic['source'], span: Span): RangeJson => {
    const start = source.position(span.start);
    const end = source.position(span.end);
    return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
  };
  const labels = one.labels.map(({ source, span, text }) => ({
    file: source.name,
    ...range(source, span),
    text,
  }));
  const fixes = one.fixes.map(({ title, safe, edits }) => ({
    title,
    safe,
    edits: edits.map(({ span, text }) => ({ ...range(one.source, span), text })),
  }));
  return {
    code: one.code,
    severity: one.severity,
    message: one.message,
    file: one.source.name,
    ...range(one.source, one.span),
    ...(one.help === undefined ? {} : { help: one.help }),
    ...(one.notes.length === 0 ? {} : { notes: one.notes }),
    ...(labels.length === 0 ? {} : { labels }),
    ...(fixes.length === 0 ? {} : { fixes }),
  };
}
