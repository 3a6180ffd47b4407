import type {
  ContextDeclaration,
  Declaration,
  FactsBlock,
  FactsDeclaration,
  ImportDeclaration,
  TypeDeclaration,
  UseDeclaration,
} from '../ast.ts';
import type { TreeNode } from '../grammar/tree.ts';
import {
  type Building,
  child,
  isBroken,
  maybe,
  maybeToken,
  name,
  span,
  token,
  tokens,
  unread,
} from './node.ts';
import { facts, fields } from './parts.ts';
import { limit, policy } from './policies.ts';
import { constraint, gate, pipeline, prove } from './reasoning.ts';
import { test } from './tests.ts';
import { tool } from './tools.ts';

const builders: Readonly<Record<string, (at: Building, node: TreeNode) => Declaration>> = {
  importBlock: (_, node) => importing(node),
  useBlock: use,
  typeBlock: typing,
  contextBlock: context,
  toolBlock: tool,
  factsBlock: factsBlock,
  recordsBlock: factsBlock,
  policyBlock: policy,
  limitBlock: limit,
  constraintBlock: constraint,
  gateBlock: gate,
  pipelineBlock: pipeline,
  proveBlock: prove,
  testBlock: test,
};

/** One declaration, marked as broken where recovery skipped part of it. Throws `Unread`. */
export function declaration(at: Building, node: TreeNode): Declaration {
  const block = node.first;
  const build = block === undefined ? undefined : builders[block.rule];
  if (block === undefined || build === undefined) throw unread;
  const built = build(at, block);
  return isBroken(at, built.span) ? { ...built, broken: true } : built;
}

function importing(node: TreeNode): ImportDeclaration {
  const [alias, ...taking] = tokens(node, 'Word');
  if (alias === undefined) throw unread;
  return {
    kind: 'import',
    from: name(token(node, 'StringText')),
    alias: name(alias),
    taking: taking.map(name),
    broken: false,
    span: span(node),
  };
}

function use(at: Building, node: TreeNode): UseDeclaration {
  const words = [...tokens(node, 'Word')];
  const point = maybeToken(node, 'ForWord') === undefined ? undefined : words.shift();
  const alias = maybeToken(node, 'AsWord') === undefined ? undefined : words.shift();
  const blocks = [maybe(node, 'facts'), maybe(node, 'facts', 1)];
  const granted = maybeToken(node, 'GrantWord');
  const config = blocks.find(
    (one) => one !== undefined && (granted === undefined || span(one).start < granted.startOffset),
  );
  const grant = blocks.find(
    (one) => one !== undefined && granted !== undefined && span(one).start > granted.startOffset,
  );
  return {
    kind: 'use',
    package: name(token(node, 'StringText')),
    point: point === undefined ? undefined : name(point),
    alias: alias === undefined ? undefined : name(alias),
    config: config === undefined ? undefined : facts(at, config),
    grant: grant === undefined ? undefined : facts(at, grant),
    broken: false,
    span: span(node),
  };
}

function typing(at: Building, node: TreeNode): TypeDeclaration {
  return {
    kind: 'type',
    name: name(token(node, 'Word')),
    doc: at.docs.get(span(node).start),
    broken: false,
    fields: fields(at, child(node, 'fields')),
    span: span(node),
  };
}

function context(at: Building, node: TreeNode): ContextDeclaration {
  return {
    kind: 'context',
    doc: at.docs.get(span(node).start),
    broken: false,
    fields: fields(at, child(node, 'fields')),
    span: span(node),
  };
}

/** `agent`, `approvers`, `secret`, `memory` with a name; `audit` and `trace`, which are their own. */
function factsBlock(at: Building, node: TreeNode): FactsDeclaration {
  const named = maybeToken(node, 'Word');
  const blocks = ['agent', 'approvers', 'secret', 'memory', 'audit', 'trace'] as const;
  const kind = blocks.find((block) => maybeToken(node, tokenName(block)) !== undefined);
  if (kind === undefined) throw unread;
  const own = kind === 'audit' || kind === 'trace';
  return {
    kind,
    name: name(own ? token(node, tokenName(kind)) : (named ?? token(node, 'Word'))),
    doc: at.docs.get(span(node).start),
    broken: false,
    facts: facts(at, child(node, 'facts')).facts,
    span: span(node),
  };
}

function tokenName(block: FactsBlock): string {
  return `${block[0]?.toUpperCase()}${block.slice(1)}Word`;
}
