import type {
  Actions,
  Fact,
  Facts,
  Field,
  Name,
  Target,
  Type,
  VerdictClause,
  Who,
} from '../ast.ts';
import type { TreeNode } from '../grammar/tree.ts';
import { readNumber } from '../lexer/numbers.ts';
import { expression, list } from './expressions.ts';
import {
  all,
  type Building,
  child,
  each,
  maybe,
  maybeToken,
  name,
  path,
  pathFrom,
  segment,
  span,
  token,
  tokens,
} from './node.ts';
import { requireCommas } from './refuse.ts';

/** `2 of finance`; one person where no number stands. */
export function who(node: TreeNode): Who {
  const count = maybeToken(node, 'Int');
  const digits = count === undefined ? '1' : (readNumber(count.image)?.digits ?? '1');
  return {
    kind: 'who',
    count: Number(digits),
    approvers: path(child(node, 'path')),
    span: span(node),
  };
}

/** `forbid`, or `require approval from` someone. */
export function verdict(node: TreeNode): VerdictClause {
  if (maybeToken(node, 'ForbidWord') !== undefined) {
    return { kind: 'verdict', verdict: 'forbid', from: undefined, span: span(node) };
  }
  return { kind: 'verdict', verdict: 'approval', from: who(child(node, 'who')), span: span(node) };
}

/** `{ key: value }` where values may be verdicts. */
export function facts(at: Building, node: TreeNode): Facts {
  const nodes = all(node, 'fact');
  requireCommas(at, nodes, tokens(node, 'Comma'));
  return { kind: 'facts', facts: each(at, nodes, fact), span: span(node) };
}

/** `key: value` */
export function fact(at: Building, node: TreeNode): Fact {
  const tightening = maybe(node, 'verdict');
  const value =
    tightening === undefined ? expression(at, child(node, 'expression')) : verdict(tightening);
  return { kind: 'fact', key: segment(child(node, 'segment')), value, span: span(node) };
}

/** The fields of a type, of arguments or of a result. */
export function fields(at: Building, node: TreeNode): readonly Field[] {
  const nodes = all(node, 'field');
  requireCommas(at, nodes, tokens(node, 'Comma'));
  return each(at, nodes, field);
}

function field(at: Building, node: TreeNode): Field {
  const where = maybe(node, 'expression');
  const label = maybeToken(node, 'Word');
  const covered = span(node);
  return {
    kind: 'field',
    name: segment(child(node, 'segment')),
    type: type(at, child(node, 'type')),
    optional: maybeToken(node, 'Question') !== undefined,
    label: label === undefined ? undefined : name(label),
    where: where === undefined ? undefined : expression(at, where),
    doc: at.docs.get(covered.start),
    span: covered,
  };
}

/** A type as written; that it exists is asked later. */
export function type(at: Building, node: TreeNode): Type {
  const covered = span(node);
  const named = maybe(node, 'typeName');
  if (named !== undefined) {
    return { kind: 'named', path: pathFrom(token(named, 'TypeWord'), named), span: covered };
  }
  const record = maybe(node, 'fields');
  if (record !== undefined) return { kind: 'fields', fields: fields(at, record), span: covered };
  const members = maybe(node, 'list');
  if (members !== undefined) {
    return { kind: 'one of', members: list(at, members).items, span: covered };
  }
  return { kind: 'list of', of: type(at, child(node, 'type')), span: covered };
}

/** The agents a block speaks of. */
export function target(at: Building, node: TreeNode): Target {
  const named = maybe(node, 'paths');
  if (named === undefined) {
    token(node, 'AgentWord');
    return { kind: 'any agent', span: span(node) };
  }
  return {
    kind: 'paths',
    paths: each(at, all(named, 'path'), (_, one) => path(one)),
    span: span(node),
  };
}

/** The tools a clause speaks of. */
export function actions(at: Building, node: TreeNode): Actions {
  const named = maybe(node, 'paths');
  if (named !== undefined) {
    return {
      kind: 'paths',
      paths: each(at, all(named, 'path'), (_, one) => path(one)),
      span: span(node),
    };
  }
  token(node, 'ToolWord');
  let labelled: Name | undefined;
  if (maybeToken(node, 'LabelledWord') !== undefined) labelled = name(token(node, 'Word'));
  const where = maybeToken(node, 'WhereWord');
  return {
    kind: 'any tool',
    labelled,
    where: where === undefined ? undefined : expression(at, child(node, 'expression')),
    span: span(node),
  };
}
