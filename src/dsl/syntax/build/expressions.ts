import type { IToken } from 'chevrotain';
import { file as fileEntries } from '../../diagnostics/catalogue/text/file.ts';
import { grammar as entries } from '../../diagnostics/catalogue/text/grammar.ts';
import { diagnose } from '../../diagnostics/catalogue.ts';
import type { Source, Span } from '../../text/source.ts';
import type { CompareOperator, Expr, ListExpr, RecordExpr, ReferenceExpr } from '../ast.ts';
import type { TreeNode } from '../grammar/tree.ts';
import { rootKeywords } from '../lexer/keywords.ts';
import { readNumber } from '../lexer/numbers.ts';
import { decodeText, spanOf } from '../lexer/report.ts';
import {
  all,
  type Building,
  child,
  each,
  maybe,
  maybeToken,
  path,
  pathFrom,
  segment,
  span,
  token,
  tokens,
  unread,
} from './node.ts';
import { refuseSpareCommas, requireCommas } from './refuse.ts';

/** The words that name what a condition can look at. */
const roots: ReadonlySet<string> = new Set([
  ...rootKeywords,
  'approved',
  'earlier',
  'later',
  'value',
]);

/** Operators one expression may chain; keeps the depth of trees bounded for every later step. */
const longestChain = 64;

/** A whole expression, or the part of one that a rule between them passed on. */
export function expression(at: Building, node: TreeNode): Expr {
  switch (node.rule) {
    case 'expression':
      return logic(at, node);
    case 'operand':
      return operand(at, node);
    case 'relation':
      return relation(at, node);
    case 'sum':
      return chain(at, node, 'product', 'SumOperator');
    case 'product':
      return chain(at, node, 'signed', 'Times');
    case 'reference':
      return word(at, node);
    case 'text':
      return text(node);
    case 'list':
      return list(at, node);
    case 'record':
      return record(at, node);
    default:
      return signed(at, node);
  }
}

/** Reports `and` mixed with `or`, and reads it from left to right. */
function logic(at: Building, node: TreeNode): Expr {
  const operators = tokens(node, 'LogicOperator');
  const operands = all(node, 'operand').map((one) => expression(at, one));
  const first = operands[0];
  if (operators.length === 0 && first !== undefined) return first;
  if (operands.length !== operators.length + 1) throw unread;
  const words = new Set(operators.map(({ tokenType }) => tokenType));
  if (words.size > 1) reportMixed(at, node, operators, operands);
  const kind = operators[0]?.tokenType.name === 'OrWord' ? 'or' : 'and';
  return { kind, operands, span: span(node) };
}

/** Offers parentheses around the parts that `and` joins, as most languages would read them. */
function reportMixed(
  at: Building,
  node: TreeNode,
  operators: readonly IToken[],
  operands: readonly Expr[],
): void {
  const edits = [];
  for (let from = 0; from < operators.length; ) {
    let to = from;
    while (operators[to]?.tokenType.name === 'AndWord') to += 1;
    const [first, last] = [operands[from], operands[to]];
    if (to > from && first !== undefined && last !== undefined) {
      const begin = all(node, 'operand')[from] as TreeNode;
      const end = all(node, 'operand')[to] as TreeNode;
      edits.push({ span: { start: span(begin).start, end: span(begin).start }, text: '(' });
      edits.push({ span: { start: span(end).end, end: span(end).end }, text: ')' });
    }
    from = Math.max(to, from + 1);
  }
  const odd = operators.find(({ tokenType }) => tokenType !== operators[0]?.tokenType);
  const title = 'put parentheses around what `and` joins';
  at.diagnostics.push(
    diagnose(
      entries.mixedLogic,
      at.source,
      spanOf(odd as IToken),
      {},
      {
        fixes: [{ title, safe: false, edits }],
      },
    ),
  );
}

function operand(at: Building, node: TreeNode): Expr {
  const built = expression(at, child(node, 'relation'));
  if (maybeToken(node, 'NotWord') === undefined) return built;
  return { kind: 'not', operand: built, span: span(node) };
}

function relation(at: Building, node: TreeNode): Expr {
  const subject = expression(at, child(node, 'sum'));
  const where = span(node);
  const operator = maybeToken(node, 'CompareOperator');
  if (operator !== undefined) {
    const right = expression(at, child(node, 'sum', 1));
    return { kind: 'compare', operator: comparison(operator), left: subject, right, span: where };
  }
  const tail = node.first?.next;
  if (tail === undefined) return subject;
  switch (tail.rule) {
    case 'hasTail':
      return { kind: 'has', subject, field: segment(child(tail, 'segment')), span: where };
    case 'givenTail':
      return { kind: 'given by', subject, source: path(child(tail, 'path')), span: where };
    case 'mayTail':
      return { kind: 'may come from', subject, source: path(child(tail, 'path')), span: where };
    case 'quotesTail':
      return { kind: 'quotes', subject, source: path(child(tail, 'path')), span: where };
    default: {
      const program = token(tail, 'StringText');
      const flags = maybe(tail, 'list');
      return {
        kind: 'runs',
        subject,
        program: { text: decodeText(program.image), span: spanOf(program) },
        flags: flags === undefined ? undefined : list(at, flags),
        span: where,
      };
    }
  }
}

/** The operator a token stands for, also where another language's spelling was mended. */
function comparison(found: IToken): CompareOperator {
  if (found.tokenType.name === 'Equals') return '==';
  if (found.tokenType.name === 'Differs') return '!=';
  return found.tokenType.LABEL?.slice(1, -1) as CompareOperator;
}

function chain(at: Building, node: TreeNode, rule: string, operator: string): Expr {
  const operators = tokens(node, operator);
  let left = expression(at, child(node, rule));
  if (operators.length === 0) return left;
  if (operators.length > longestChain) {
    reportDepth(at.source, spanOf(operators[longestChain] as IToken), at);
    return left;
  }
  for (const [index, found] of operators.entries()) {
    const right = expression(at, child(node, rule, index + 1));
    const sign = found.image as '+' | '-' | '*';
    const where: Span = { start: left.span.start, end: right.span.end };
    left = { kind: 'arithmetic', operator: sign, left, right, span: where };
  }
  return left;
}

function reportDepth(source: Source, where: Span, at: Building): void {
  at.diagnostics.push(diagnose(fileEntries.tooDeep, source, where, { limit: longestChain }));
}

function signed(at: Building, node: TreeNode): Expr {
  const built = primary(at, node);
  const minus = maybeToken(node, 'Minus');
  if (minus === undefined) return built;
  return { kind: 'negate', operand: built, span: span(node) };
}

function primary(at: Building, node: TreeNode): Expr {
  if (node.first !== undefined) return expression(at, node.first);
  const amount = maybeToken(node, 'Amount');
  if (amount !== undefined) return literal(amount);
  const written = maybeToken(node, 'TrueWord') ?? token(node, 'FalseWord');
  return {
    kind: 'literal',
    type: 'bool',
    raw: written.image,
    value: written.tokenType.name === 'TrueWord' ? 'true' : 'false',
    unit: undefined,
    span: spanOf(written),
  };
}

const literalTypes = {
  Int: 'int',
  Decimal: 'decimal',
  Money: 'money',
  Duration: 'duration',
  Size: 'size',
  Percent: 'percent',
} as const;

/** A number with its unit. */
export function literal(found: IToken): Expr {
  const parts = readNumber(found.image);
  const type = literalTypes[(parts?.type.name ?? 'Int') as keyof typeof literalTypes];
  const value = parts?.digits ?? /^\d+/.exec(found.image)?.[0] ?? '0';
  return { kind: 'literal', type, raw: found.image, value, unit: parts?.unit, span: spanOf(found) };
}

function text(node: TreeNode): Expr {
  const first = token(node, 'StringText');
  if (all(node, 'segment').length > 0) {
    const quoted = pathFrom(first, node);
    return { kind: 'reference', path: quoted, call: undefined, span: quoted.span };
  }
  const value = decodeText(first.image);
  return {
    kind: 'literal',
    type: 'string',
    raw: first.image,
    value,
    unit: undefined,
    span: spanOf(first),
  };
}

function word(at: Building, node: TreeNode): Expr {
  const first = token(node, 'ExprWord');
  const called = maybe(node, 'items') !== undefined || maybeToken(node, 'LeftParen') !== undefined;
  if (!called && all(node, 'segment').length === 0 && !roots.has(first.image)) {
    return { kind: 'word', text: first.image, span: spanOf(first) };
  }
  return reference(at, node);
}

/** A path of names, perhaps called with values. */
export function reference(at: Building, node: TreeNode): ReferenceExpr {
  const written = pathFrom(token(node, 'ExprWord'), node);
  const called = maybe(node, 'items');
  const call = called === undefined ? undefined : items(at, called);
  const covered = call === undefined ? written.span : span(node);
  return { kind: 'reference', path: written, call, span: covered };
}

/** `[…]` */
export function list(at: Building, node: TreeNode): ListExpr {
  const inner = maybe(node, 'items');
  return { kind: 'list', items: inner === undefined ? [] : items(at, inner), span: span(node) };
}

function items(at: Building, node: TreeNode): readonly Expr[] {
  const nodes = all(node, 'expression');
  refuseSpareCommas(at, nodes, tokens(node, 'Comma'));
  return each(at, nodes, expression);
}

/** `{ key: value }` */
export function record(at: Building, node: TreeNode): RecordExpr {
  const nodes = all(node, 'entry');
  requireCommas(at, nodes, tokens(node, 'Comma'));
  const entries = each(at, nodes, (_, entry) => ({
    key: segment(child(entry, 'segment')),
    value: expression(at, child(entry, 'expression')),
    span: span(entry),
  }));
  return { kind: 'record', entries, span: span(node) };
}
