import type { IToken } from 'chevrotain';
import { grammar as entries } from '../../diagnostics/catalogue/text/grammar.ts';
import { diagnose } from '../../diagnostics/catalogue.ts';
import type { Span } from '../../text/source.ts';
import type { TreeNode } from '../grammar/tree.ts';
import { replacing, spanOf } from '../lexer/report.ts';
import { type Building, span } from './node.ts';

/** Reports a missing comma between two facts that share a line. */
export function requireCommas(
  at: Building,
  nodes: readonly TreeNode[],
  commas: readonly IToken[],
): void {
  if (commas.length >= nodes.length - 1) return;
  gaps(nodes, commas, (end, start) => {
    if (!/[\r\n]/.test(at.source.text.slice(end, start))) report(at, end);
  });
}

/** Reports a comma with no value before it in a list. */
export function refuseSpareCommas(
  at: Building,
  nodes: readonly TreeNode[],
  commas: readonly IToken[],
): void {
  if (commas.length === nodes.length - 1) return;
  let value = 0;
  for (const comma of commas) {
    const before = nodes[value];
    if (before !== undefined && span(before).end <= comma.startOffset) value += 1;
    else if (comma.image !== '') {
      const place = spanOf(comma);
      const fix = replacing('remove it', true, place);
      const found = { found: ',' };
      at.diagnostics.push(diagnose(entries.surplus, at.source, place, found, { fixes: [fix] }));
    }
  }
}

function gaps(
  nodes: readonly TreeNode[],
  commas: readonly IToken[],
  onGap: (end: number, start: number) => void,
): void {
  let comma = 0;
  for (let index = 1; index < nodes.length; index += 1) {
    const end = span(nodes[index - 1] as TreeNode).end;
    const start = span(nodes[index] as TreeNode).start;
    while (comma < commas.length && (commas[comma] as IToken).startOffset < end) comma += 1;
    const next = commas[comma];
    if (next === undefined || next.startOffset >= start) onGap(end, start);
  }
}

/** Nothing is said next to a place that could not be read: the comma may well be what is missing. */
function report(at: Building, end: number): void {
  const line = (offset: number): number => at.source.position(offset).line;
  if (at.damage.some((offset) => Math.abs(line(offset) - line(end)) <= 1)) return;
  const place = { start: end, end };
  const fix = replacing('insert a comma', true, place, ',');
  at.diagnostics.push(diagnose(entries.noComma, at.source, place, {}, { fixes: [fix] }));
}

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
