import type { CstNode, IToken } from 'chevrotain';
import { grammar as entries } from '../../diagnostics/catalogue/text/grammar.ts';
import { diagnose } from '../../diagnostics/catalogue.ts';
import { replacing } from '../lexer/report.ts';
import { type Building, span } from './node.ts';

/** Reports a missing comma between two facts that share a line. */
export function requireCommas(
  at: Building,
  nodes: readonly CstNode[],
  commas: readonly IToken[],
): void {
  if (commas.length >= nodes.length - 1) return;
  gaps(nodes, commas, (end, start) => {
    if (!/[\r\n]/.test(at.source.text.slice(end, start))) report(at, end);
  });
}

/** Reports a missing comma between two values of a list, on one line or not. */
export function requireItemCommas(
  at: Building,
  nodes: readonly CstNode[],
  commas: readonly IToken[],
): void {
  if (commas.length >= nodes.length - 1) return;
  gaps(nodes, commas, (end) => report(at, end));
}

function gaps(
  nodes: readonly CstNode[],
  commas: readonly IToken[],
  onGap: (end: number, start: number) => void,
): void {
  let comma = 0;
  for (let index = 1; index < nodes.length; index += 1) {
    const end = span(nodes[index - 1] as CstNode).end;
    const start = span(nodes[index] as CstNode).start;
    while (comma < commas.length && (commas[comma] as IToken).startOffset < end) comma += 1;
    const next = commas[comma];
    if (next === undefined || next.startOffset >= start) onGap(end, start);
  }
}

function report(at: Building, end: number): void {
  const place = { start: end, end };
  const fix = replacing('insert a comma', true, place, ',');
  at.diagnostics.push(diagnose(entries.noComma, at.source, place, {}, { fixes: [fix] }));
}
