import type { TestDeclaration, TestStep } from '../ast.ts';
import type { TreeNode } from '../grammar/tree.ts';
import { expression, literal, record, reference } from './expressions.ts';
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
import { who } from './parts.ts';

/** A test with those of its steps that could be read. */
export function test(at: Building, node: TreeNode): TestDeclaration {
  const steps = each(at, all(node, 'testStep'), step);
  return {
    kind: 'test',
    name: name(token(node, 'StringText')),
    doc: at.docs.get(span(node).start),
    broken: false,
    agent: path(child(node, 'path')),
    steps,
    span: span(node),
  };
}

function step(at: Building, node: TreeNode): TestStep {
  const given = maybe(node, 'givenStep');
  if (given !== undefined) return givenStep(at, given);
  const expected = maybe(node, 'expectStep');
  if (expected !== undefined) return expectStep(at, expected);
  const called = maybe(node, 'callStep');
  if (called === undefined) {
    return { kind: 'wait', duration: literal(token(node, 'Duration')), span: span(node) };
  }
  const returns = maybe(called, 'expression');
  return {
    kind: 'call',
    tool: path(child(called, 'path')),
    args: record(at, child(called, 'record')),
    returns: returns === undefined ? undefined : expression(at, returns),
    span: span(called),
  };
}

function givenStep(at: Building, node: TreeNode): TestStep {
  const covered = span(node);
  if (maybeToken(node, 'ContextWord') !== undefined) {
    return { kind: 'given context', record: record(at, child(node, 'record')), span: covered };
  }
  if (maybeToken(node, 'ScoreWord') !== undefined) {
    return { kind: 'given score', record: record(at, child(node, 'record')), span: covered };
  }
  if (maybeToken(node, 'ClockWord') !== undefined) {
    const time = expression(at, child(node, 'expression'));
    return { kind: 'given clock', time, span: covered };
  }
  if (maybeToken(node, 'UserWord') !== undefined) {
    return { kind: 'given user', text: name(token(node, 'StringText')), span: covered };
  }
  const tool = path(child(node, 'path'));
  const value = expression(at, child(node, 'expression'));
  return { kind: 'given result', tool, value, span: covered };
}

function expectStep(at: Building, node: TreeNode): TestStep {
  const covered = span(node);
  const verdict = maybe(node, 'expectVerdict');
  if (verdict !== undefined) return { ...expectVerdict(verdict), span: covered };
  if (maybeToken(node, 'ApprovalWord') !== undefined) {
    return { kind: 'expect approval', from: who(child(node, 'who')), span: covered };
  }
  if (maybeToken(node, 'HideWord') !== undefined) {
    const subject = reference(at, child(node, 'reference'));
    return { kind: 'expect hide', subject, span: covered };
  }
  if (maybeToken(node, 'MissedWord') !== undefined) {
    return { kind: 'expect missed', constraint: path(child(node, 'path')), span: covered };
  }
  return { kind: 'expect', expr: expression(at, child(node, 'expression')), span: covered };
}

function expectVerdict(node: TreeNode): TestStep {
  const forbid = maybeToken(node, 'ForbidWord') !== undefined;
  const word = maybeToken(node, 'DefaultWord');
  const named = maybe(node, 'path');
  if (maybeToken(node, 'ByWord') !== undefined && word === undefined) child(node, 'path');
  const byDefault = word === undefined ? undefined : name(word);
  return {
    kind: 'expect verdict',
    verdict: forbid ? 'forbid' : 'permit',
    by:
      byDefault !== undefined
        ? { segments: [byDefault], text: byDefault.text, span: byDefault.span }
        : named === undefined
          ? undefined
          : path(named),
    span: span(node),
  };
}
