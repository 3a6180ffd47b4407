import { grammar as entries } from '../../diagnostics/catalogue/text/grammar.ts';
import { diagnose } from '../../diagnostics/catalogue.ts';
import type { Span } from '../../text/source.ts';
import type { Building } from './node.ts';

/** Reports each clause after the first of a kind that may stand only once. */
export function reportTwice(
  at: Building,
  clauses: readonly { readonly kind: string; readonly span: Span }[],
  once: readonly string[],
  where: string,
): void {
  const seen = new Map<string, Span>();
  for (const { kind, span } of clauses) {
    if (!once.includes(kind)) continue;
    const first = seen.get(kind);
    if (first === undefined) seen.set(kind, span);
    else {
      const labels = [{ source: at.source, span: first, text: 'it stands here first' }];
      const head = { start: span.start, end: span.start + kind.length };
      at.diagnostics.push(
        diagnose(entries.twice, at.source, head, { what: kind, where }, { labels }),
      );
    }
  }
}
