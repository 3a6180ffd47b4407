import { type CatalogueEntry, diagnose } from '../../diagnostics/catalogue.ts';
import type { Diagnostic, Fix, Label } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { Source, Span } from '../../text/source.ts';

/** What more a finding may carry. */
export interface Details {
  readonly labels?: readonly Label[];
  readonly fixes?: readonly Fix[];
  readonly notes?: readonly string[];
  readonly help?: string;
}

/**
 * Collects what a check finds, one finding of a code at a place. A part that could not be read
 * whole has been reported already: while it is checked, nothing more is said of it.
 */
export class Findings {
  readonly #diagnostics: Diagnostic[] = [];
  readonly #seen = new Map<Source, Set<string>>();
  #muted = 0;
  #errors = 0;

  /** Adds a finding, unless the same code stands at the same place or findings are muted. */
  add<P>(of: CatalogueEntry<P>, source: Source, span: Span, params: P, details?: Details): void {
    if (of.severity === 'error') this.#errors += 1;
    if (this.#muted > 0) return;
    let seen = this.#seen.get(source);
    if (seen === undefined) {
      seen = new Set();
      this.#seen.set(source, seen);
    }
    const key = `${of.code} ${span.start} ${span.end}`;
    if (seen.has(key)) return;
    seen.add(key);
    this.#diagnostics.push(diagnose(of, source, span, params, details));
  }

  /** Takes over what another stage found. */
  take(diagnostics: readonly Diagnostic[]): void {
    for (const each of diagnostics) {
      if (each.severity === 'error') this.#errors += 1;
      this.#diagnostics.push(each);
    }
  }

  /** Runs a check whose findings would only repeat what was said; errors in it still count. */
  muted<T>(when: boolean, check: () => T): T {
    if (!when) return check();
    this.#muted += 1;
    try {
      return check();
    } finally {
      this.#muted -= 1;
    }
  }

  /** How many errors were found, said or not. */
  get errors(): number {
    return this.#errors;
  }

  /** All findings in the order of their places, file by file as first met. */
  all(): readonly Diagnostic[] {
    const files = [...new Set(this.#diagnostics.map((each) => each.source))];
    return files.flatMap((source) =>
      this.#diagnostics
        .filter((each) => each.source === source)
        .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end),
    );
  }
}

/** What to say of a name that was not found: the near miss as help and as a fix. */
export function nearMiss(name: string, candidates: Iterable<string>, span: Span): Details {
  const known = [...candidates];
  const meant = suggest(name, known);
  if (meant !== undefined) {
    const fix = { title: `replace with \`${meant}\``, safe: false, edits: [{ span, text: meant }] };
    const fixes = /^[A-Za-z_][A-Za-z0-9_.]*$/.test(meant) ? [fix] : [];
    return { help: `did you mean \`${meant}\`?`, fixes };
  }
  if (known.length === 0 || known.length > 16) return {};
  return { help: `known here: ${known.map((each) => `\`${each}\``).join(', ')}` };
}
