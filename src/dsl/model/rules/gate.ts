import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import type { GatePlan } from '../../plan/gate.ts';
import type { Expr, Fact, GateClause, GateDeclaration } from '../../syntax/ast.ts';
import { condition } from '../expressions/elaborate.ts';
import { plainRoot } from '../expressions/scope.ts';
import type { Gate } from '../model.ts';
import { declarations, type Module } from '../modules/module.ts';
import { amountFact, countFact, factsOf } from '../parts/facts.ts';
import { targetOf, toolsOf } from '../parts/selection.ts';
import { objectionOf } from '../parts/verdict.ts';
import { callScope, type Whole } from '../parts/whole.ts';
import { single } from '../types/type.ts';
import { onlyText, repeated } from './policy.ts';

/** How many steps a scorer is shown where the gate does not say. */
const defaultWindow = 8;

type Clause<K extends GateClause['kind']> = Extract<GateClause, { kind: K }>;

/** A gate: what is scored, by whom, and what the score means. Undefined after a report. */
export function gateOf(whole: Whole, module: Module, node: GateDeclaration): Gate | undefined {
  const agents = targetOf(whole, module, node.target);
  const of = <K extends GateClause['kind']>(kind: K): readonly Clause<K>[] =>
    node.clauses.filter((each): each is Clause<K> => each.kind === kind);
  const on = of('on');
  const scores = of('score');
  const unavailable = of('if unavailable');
  for (const [word, clauses] of [
    ['on', on],
    ['score', scores],
    ['if unavailable', unavailable],
  ] as const) {
    if (clauses[1] !== undefined) repeated(whole, module, word, clauses[1].span);
  }
  const tools = on[0] === undefined ? [] : toolsOf(whole, module, on[0].actions, agents);
  const scope = callScope(whole, module, tools);
  const roots = new Map(scope.roots).set('score', plainRoot('score', single('decimal')));
  const objections = of('objection').map(({ verdict, when, span }) => ({
    objection: objectionOf(whole, module, verdict),
    when: condition(when, { ...scope, roots }),
    at: module.source.at(span),
  }));
  const [score] = scores;
  const missing = [
    ...(on.length === 0 ? ['`on`'] : []),
    ...(score === undefined ? ['`score with`'] : []),
    ...(objections.length === 0
      ? ['a line `forbid when …` or `require approval from … when …`']
      : []),
  ];
  for (const wanted of missing) {
    const params = { gate: node.name.text, wanted };
    whole.findings.add(meaning.gateIncomplete, module.source, node.name.span, params);
  }
  const by = score === undefined ? undefined : scorerOf(whole, module, score);
  if (by === undefined || missing.length > 0) return undefined;
  const because = onlyText(whole, module, node.clauses);
  return {
    name: module.prefix + node.name.text,
    agents,
    tools,
    ...by,
    objections,
    unavailable: objectionOf(whole, module, unavailable[0]?.verdict),
    because,
    at: module.source.at(node.name.span),
  };
}

function scorerOf(
  whole: Whole,
  module: Module,
  { scorer, config, span }: Clause<'score'>,
): Pick<GatePlan, 'scorer' | 'window' | 'timeoutMs'> | undefined {
  const named = whole.symbols.find(module, 'plugin', scorer);
  const facts = factsOf(whole, module, 'score', (config?.entries ?? []).map(asFact), [
    'window',
    'timeout',
  ]);
  const window = countFact(whole, module, facts.window) ?? defaultWindow;
  const timeoutMs = amountFact(whole, module, facts.timeout, 'duration') ?? null;
  if (named === undefined) return undefined;
  const { declaration } = named;
  const owner = whole.modules.find((each) =>
    declarations(each, 'use').includes(declaration as never),
  );
  if (declaration.kind !== 'use' || owner === undefined) return undefined;
  if (declaration.point?.text !== 'scorers') {
    const params = { name: scorer.text };
    whole.findings.add(meaning.notAScorer, module.source, scorer.span, params);
    return undefined;
  }
  const use = owner.source.at(declaration.span);
  return { scorer: { name: scorer.text, use, at: module.source.at(span) }, window, timeoutMs };
}

/** An entry of a record read as a fact of a block. */
const asFact = (entry: { readonly key: Fact['key']; readonly value: Expr }): Fact => entry as Fact;
