import { grammar as entries } from '../../diagnostics/catalogue/text/grammar.ts';
import { diagnose } from '../../diagnostics/catalogue.ts';
import type { Fact, Lookup, ToolDeclaration } from '../ast.ts';
import type { TreeNode } from '../grammar/tree.ts';
import { replacing } from '../lexer/report.ts';
import { expression, record } from './expressions.ts';
import {
  all,
  type Building,
  child,
  each,
  maybe,
  maybeToken,
  path,
  segment,
  span,
  tokens,
  unread,
} from './node.ts';
import { fact, fields, type } from './parts.ts';
import { reportTwice, requireCommas } from './refuse.ts';

type Part =
  | { readonly kind: 'fact'; readonly fact: Fact }
  | { readonly kind: 'args'; readonly args: NonNullable<ToolDeclaration['args']> }
  | { readonly kind: 'result'; readonly result: NonNullable<ToolDeclaration['result']> }
  | { readonly kind: 'lookup'; readonly lookups: readonly Lookup[] }
  | { readonly kind: 'serial by'; readonly expr: ToolDeclaration['serialBy'] };

/** A tool with those of its parts that could be read; of a part written twice, the first counts. */
export function tool(at: Building, node: TreeNode): ToolDeclaration {
  const items = all(node, 'toolItem');
  const parts = each(at, items, (_, one) => ({ ...part(at, one), span: span(one) }));
  reportTwice(at, parts, ['args', 'result', 'lookup', 'serial by'], 'tool');
  requireCommasBetweenFacts(at, node, items);
  return {
    kind: 'tool',
    path: path(child(node, 'path')),
    doc: at.docs.get(span(node).start),
    broken: false,
    facts: parts.flatMap((one) => (one.kind === 'fact' ? [one.fact] : [])),
    args: parts.find((one) => one.kind === 'args')?.args,
    result: parts.find((one) => one.kind === 'result')?.result,
    lookups: parts.find((one) => one.kind === 'lookup')?.lookups ?? [],
    serialBy: parts.find((one) => one.kind === 'serial by')?.expr,
    span: span(node),
  };
}

function part(at: Building, node: TreeNode): Part {
  if (maybeToken(node, 'ArgsWord') !== undefined) {
    const block = child(node, 'fields');
    return { kind: 'args', args: { span: span(node), fields: fields(at, block) } };
  }
  if (maybeToken(node, 'ResultWord') !== undefined) {
    const written = type(at, child(node, 'type'));
    return { kind: 'result', result: { span: span(node), type: written } };
  }
  if (maybeToken(node, 'SerialWord') !== undefined) {
    return { kind: 'serial by', expr: expression(at, child(node, 'expression')) };
  }
  const lookups = maybe(node, 'lookupPart');
  if (lookups === undefined) {
    const written = fact(at, child(node, 'fact'));
    refuseColon(at, written);
    return { kind: 'fact', fact: written };
  }
  const nodes = all(lookups, 'lookupEntry');
  requireCommas(at, nodes, tokens(lookups, 'Comma'));
  return { kind: 'lookup', lookups: each(at, nodes, lookup) };
}

/** Parts of a tool that no colon follows, by how they begin. */
const unmarked: ReadonlyMap<string, string> = new Map([
  ['args', 'args'],
  ['lookup', 'lookup'],
  ['serial', 'serial by'],
]);

/** Reports `args: { … }`; of a tool of which a part was not understood, nothing more is said. */
function refuseColon(at: Building, { key, value }: Fact): void {
  const text = unmarked.get(key.text);
  const found = at.source.text.slice(key.span.start, value.span.start).trimEnd();
  if (text === undefined || !found.startsWith(text.split(' ')[0] as string)) return;
  const span = { start: key.span.start, end: key.span.start + found.length };
  const fixes = [replacing(`write \`${text}\``, true, span, text)];
  const params = { found, instead: text };
  at.diagnostics.push(diagnose(entries.foreignWay, at.source, span, params, { fixes }));
  throw unread;
}

function lookup(at: Building, node: TreeNode): Lookup {
  return {
    kind: 'lookup',
    name: segment(child(node, 'segment')),
    tool: path(child(node, 'path')),
    args: record(at, child(node, 'record')),
    span: span(node),
  };
}

/** Blocks such as `args { … }` end where their brace does; only facts need a comma or a new line. */
function requireCommasBetweenFacts(at: Building, node: TreeNode, items: readonly TreeNode[]): void {
  const ended = (one: TreeNode): boolean =>
    maybe(one, 'fact') !== undefined || maybeToken(one, 'ResultWord') !== undefined;
  const commas = tokens(node, 'Comma');
  let comma = 0;
  for (let index = 1; index < items.length; index += 1) {
    const pair = items.slice(index - 1, index + 1);
    const [{ end }, { start }] = [span(pair[0] as TreeNode), span(pair[1] as TreeNode)];
    while (comma < commas.length && (commas[comma]?.startOffset ?? 0) < end) comma += 1;
    const between = commas.slice(comma, comma + 1).filter((one) => one.startOffset < start);
    if (pair.every(ended)) requireCommas(at, pair, between);
  }
}
