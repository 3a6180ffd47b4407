import type { Source, Span } from '../text/source.ts';

/** How grave a diagnostic is; only an `error` keeps a file from becoming a plan. */
export type Severity = 'error' | 'warning' | 'info';

/** A second place that explains the first. */
export interface Label {
  readonly source: Source;
  readonly span: Span;
  readonly text: string;
}

/** One replacement of text; an empty span inserts. */
export interface Edit {
  readonly span: Span;
  readonly text: string;
}

/** A repair an author can take; `safe` ones keep the meaning that was plainly intended. */
export interface Fix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly Edit[];
}

/**
 * What an author is told about a file. Data first: words are rendered at the rim, in the
 * terminal, as JSON or in an editor. `message` has no capital, no full stop, and quotes the
 * author's own text in backticks.
 */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly source: Source;
  readonly span: Span;
  readonly labels: readonly Label[];
  readonly help?: string;
  readonly fixes: readonly Fix[];
  readonly notes: readonly string[];
}
