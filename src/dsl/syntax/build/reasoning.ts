import type {
  Claim,
  ConstraintClause,
  ConstraintDeclaration,
  GateClause,
  GateDeclaration,
  PipelineDeclaration,
  ProveDeclaration,
  Stage,
} from '../ast.ts';
import type { TreeNode } from '../grammar/tree.ts';
import { expression, literal, record } from './expressions.ts';
import {
  all,
  type Building,
  child,
  each,
  maybe,
  maybeToken,
  name,
  path,
  span,
  token,
} from './node.ts';
import { actions, facts, target, verdict } from './parts.ts';
import { reportTwice } from './refuse.ts';

/** A constraint with those of its clauses that could be read. */
export function constraint(at: Building, node: TreeNode): ConstraintDeclaration {
  const nodes = all(node, 'constraintClause');
  const scopes = nodes.flatMap((one) => all(one, 'scope'));
  const clauses = each(
    at,
    nodes.filter((one) => maybe(one, 'scope') === undefined),
    constraintClause,
  );
  const scopeSpans = scopes.map((one) => ({ kind: 'per', span: span(one) }));
  reportTwice(at, [...scopeSpans, ...clauses], ['per', 'otherwise', 'because'], 'constraint');
  const scope = scopes[0];
  const word =
    scope === undefined
      ? undefined
      : (maybeToken(scope, 'SessionWord') ??
        maybeToken(scope, 'PrincipalWord') ??
        maybeToken(scope, 'TenantWord'));
  const aim = maybe(node, 'target');
  return {
    kind: 'constraint',
    name: name(token(node, 'Word')),
    doc: at.docs.get(span(node).start),
    broken: false,
    target: aim === undefined ? undefined : target(at, aim),
    scope: word === undefined ? undefined : name(word),
    clauses,
    span: span(node),
  };
}

function constraintClause(at: Building, node: TreeNode): ConstraintClause {
  const covered = span(node);
  const otherwise = maybe(node, 'otherwise');
  if (otherwise !== undefined) {
    return { kind: 'otherwise', verdict: verdict(child(otherwise, 'verdict')), span: covered };
  }
  const because = maybe(node, 'because');
  if (because !== undefined) {
    return { kind: 'because', text: name(token(because, 'StringText')), span: covered };
  }
  const temporal = maybe(node, 'beforeClause') ?? maybe(node, 'afterClause');
  if (temporal === undefined) {
    const holds = expression(at, child(node, 'expression'));
    return {
      kind: 'for every',
      actions: actions(at, child(node, 'actions')),
      holds,
      span: covered,
    };
  }
  const matching = maybe(temporal, 'matching');
  const eventually = maybeToken(temporal, 'EventuallyWord') !== undefined;
  const form =
    temporal.rule === 'beforeClause'
      ? 'before always'
      : eventually
        ? 'after eventually'
        : 'after never';
  return {
    kind: 'temporal',
    form,
    first: actions(at, child(temporal, 'actions')),
    second: actions(at, child(temporal, 'actions', 1)),
    within: eventually ? literal(token(temporal, 'Duration')) : undefined,
    matching: matching === undefined ? undefined : expression(at, child(matching, 'expression')),
    span: covered,
  };
}

/** A gate with those of its clauses that could be read. */
export function gate(at: Building, node: TreeNode): GateDeclaration {
  const clauses = each(at, all(node, 'gateClause'), gateClause);
  reportTwice(at, clauses, ['on', 'score', 'if unavailable', 'because'], 'gate');
  return {
    kind: 'gate',
    name: name(token(node, 'Word')),
    doc: at.docs.get(span(node).start),
    broken: false,
    target: target(at, child(node, 'target')),
    clauses,
    span: span(node),
  };
}

function gateClause(at: Building, node: TreeNode): GateClause {
  const covered = span(node);
  const on = maybe(node, 'on');
  if (on !== undefined) {
    return { kind: 'on', actions: actions(at, child(on, 'actions')), span: covered };
  }
  const because = maybe(node, 'because');
  if (because !== undefined) {
    return { kind: 'because', text: name(token(because, 'StringText')), span: covered };
  }
  if (maybeToken(node, 'ScoreWord') !== undefined) {
    const config = maybe(node, 'record');
    return {
      kind: 'score',
      scorer: path(child(node, 'path')),
      config: config === undefined ? undefined : record(at, config),
      span: covered,
    };
  }
  const objection = verdict(child(node, 'verdict'));
  if (maybeToken(node, 'IfWord') !== undefined) {
    return { kind: 'if unavailable', verdict: objection, span: covered };
  }
  const when = expression(at, child(node, 'expression'));
  return { kind: 'objection', verdict: objection, when, span: covered };
}

/** A pipeline with those of its stages that could be read. */
export function pipeline(at: Building, node: TreeNode): PipelineDeclaration {
  const stages = each(at, all(node, 'stageClause'), stage);
  const tightening = all(node, 'otherwise');
  const written = tightening.map((one) => ({ kind: 'otherwise', span: span(one) }));
  reportTwice(at, written, ['otherwise'], 'pipeline');
  const otherwise = tightening[0];
  return {
    kind: 'pipeline',
    name: name(token(node, 'Word')),
    doc: at.docs.get(span(node).start),
    broken: false,
    target: target(at, child(node, 'target')),
    stages,
    otherwise: otherwise === undefined ? undefined : verdict(child(otherwise, 'verdict')),
    span: span(node),
  };
}

function stage(at: Building, node: TreeNode): Stage {
  const config = maybe(node, 'facts');
  return {
    kind: 'stage',
    name: name(token(node, 'Word')),
    stageKind: name(token(node, 'Word', 1)),
    facts: config === undefined ? undefined : facts(at, config),
    span: span(node),
  };
}

/** The questions of a `prove` block. */
export function prove(at: Building, node: TreeNode): ProveDeclaration {
  const claims = each(at, all(node, 'claim'), claim);
  return {
    kind: 'prove',
    name: name(token(node, 'StringText')),
    doc: at.docs.get(span(node).start),
    broken: false,
    claims,
    span: span(node),
  };
}

function claim(at: Building, node: TreeNode): Claim {
  const when = maybeToken(node, 'WhenWord') !== undefined;
  const unless = maybeToken(node, 'UnlessWord') !== undefined;
  return {
    kind: 'never',
    agent: target(at, child(node, 'target')),
    actions: actions(at, child(node, 'actions')),
    when: when ? expression(at, child(node, 'expression')) : undefined,
    unless: unless ? expression(at, child(node, 'expression', when ? 1 : 0)) : undefined,
    span: span(node),
  };
}
