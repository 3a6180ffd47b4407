import type {
  Clause,
  Duty,
  LimitClause,
  LimitDeclaration,
  PolicyDeclaration,
  Rule,
} from '../ast.ts';
import type { TreeNode } from '../grammar/tree.ts';
import { expression, literal, record, reference } from './expressions.ts';
import {
  all,
  type Building,
  child,
  each,
  isBroken,
  maybe,
  maybeToken,
  name,
  opening,
  span,
  token,
  unread,
} from './node.ts';
import { actions, target, verdict, who } from './parts.ts';
import { reportTwice } from './refuse.ts';

/** A policy with those of its rules that could be read. */
export function policy(at: Building, node: TreeNode): PolicyDeclaration {
  const rules = each(at, all(node, 'ruleBlock'), rule);
  return {
    kind: 'policy',
    name: name(token(node, 'Word')),
    doc: at.docs.get(span(node).start),
    broken: false,
    target: target(at, child(node, 'target')),
    rules,
    span: span(node),
  };
}

function rule(at: Building, node: TreeNode): Rule {
  const clauses = each(at, all(node, 'ruleClause'), clause);
  reportTwice(at, clauses, ['within', 'because'], 'rule');
  const effect = child(node, 'effect');
  const approval = maybeToken(effect, 'RequireWord');
  const forbid = maybeToken(effect, 'ForbidWord');
  const verb = approval ?? forbid ?? token(effect, 'PermitWord');
  const end = approval === undefined ? verb : token(effect, 'ApprovalWord');
  return {
    kind: 'rule',
    name: name(token(node, 'Word')),
    doc: at.docs.get(span(node).start),
    broken: isBroken(at, span(node)),
    verdict: approval !== undefined ? 'approval' : forbid !== undefined ? 'forbid' : 'permit',
    verdictSpan: { start: verb.startOffset, end: end.startOffset + end.image.length },
    from: approval === undefined ? undefined : who(child(effect, 'who')),
    actions: actions(at, child(effect, 'actions')),
    clauses,
    span: span(node),
  };
}

function clause(at: Building, node: TreeNode): Clause {
  const covered = span(node);
  switch (opening(node)) {
    case 'WhenWord':
      return { kind: 'when', expr: expression(at, child(node, 'expression')), span: covered };
    case 'UnlessWord':
      return { kind: 'unless', expr: expression(at, child(node, 'expression')), span: covered };
    case 'WithinWord':
      return { kind: 'within', duration: literal(token(node, 'Duration')), span: covered };
    case 'ExampleWord':
      return { kind: 'example', record: record(at, child(node, 'record')), span: covered };
    case 'CounterexampleWord':
      return { kind: 'counterexample', record: record(at, child(node, 'record')), span: covered };
    case 'ThenWord': {
      const duties = all(node, 'duty');
      if (duties.length === 0) throw unread;
      return { kind: 'then', duties: duties.map((one) => duty(at, one)), span: covered };
    }
    default: {
      const text = name(token(child(node, 'because'), 'StringText'));
      return { kind: 'because', text, span: covered };
    }
  }
}

function duty(at: Building, node: TreeNode): Duty {
  const covered = span(node);
  const tell = maybeToken(node, 'TellWord');
  if (tell !== undefined) {
    const told = name(token(node, 'AllowedWord'));
    const path = { segments: [told], text: told.text, span: told.span };
    return {
      kind: 'duty',
      word: name(tell),
      subject: undefined,
      path,
      fromRecords: false,
      span: covered,
    };
  }
  const word = name(maybeToken(node, 'HideWord') ?? token(node, 'Identifier'));
  const written = reference(at, child(node, 'reference'));
  const notify = word.text === 'notify';
  return {
    kind: 'duty',
    word,
    subject: notify ? undefined : written,
    path: notify ? written.path : undefined,
    fromRecords: maybeToken(node, 'RecordsWord') !== undefined,
    span: covered,
  };
}

/** A limit with those of its clauses that could be read. */
export function limit(at: Building, node: TreeNode): LimitDeclaration {
  const clauses = each(at, all(node, 'limitClause'), limitClause);
  reportTwice(at, clauses, ['on', 'otherwise', 'because'], 'limit');
  return {
    kind: 'limit',
    name: name(token(node, 'Word')),
    doc: at.docs.get(span(node).start),
    broken: false,
    target: target(at, child(node, 'target')),
    clauses,
    span: span(node),
  };
}

function limitClause(at: Building, node: TreeNode): LimitClause {
  const covered = span(node);
  const on = maybe(node, 'on');
  if (on !== undefined) {
    return { kind: 'on', actions: actions(at, child(on, 'actions')), span: covered };
  }
  const otherwise = maybe(node, 'otherwise');
  if (otherwise !== undefined) {
    return { kind: 'otherwise', verdict: verdict(child(otherwise, 'verdict')), span: covered };
  }
  const because = maybe(node, 'because');
  if (because !== undefined) {
    return { kind: 'because', text: name(token(because, 'StringText')), span: covered };
  }
  if (maybeToken(node, 'ForWord') !== undefined) {
    return { kind: 'for each', expr: expression(at, child(node, 'expression')), span: covered };
  }
  const quantity = child(node, 'quantity');
  const amount = literal(token(quantity, 'Amount'));
  const counted = maybe(quantity, 'expression');
  const of = counted === undefined ? undefined : expression(at, counted);
  if (of === undefined) token(quantity, 'CallsWord');
  const per = literal(token(quantity, 'Duration'));
  if (maybeToken(node, 'RateWord') === undefined) {
    return { kind: 'at most', max: amount, of, per, span: covered };
  }
  const burst = maybeToken(node, 'BurstWord');
  const most = burst === undefined ? undefined : literal(token(node, 'Amount'));
  return { kind: 'rate', rate: amount, of, per, burst: most, span: covered };
}
