import { meaning } from '../../diagnostics/catalogue/meaning/index.ts';
import type { ExprPlan } from '../../plan/expression.ts';
import type { GatePlan } from '../../plan/judging.ts';
import type { Place } from '../../plan/plan.ts';
import type { Expr, Fact, GateClause, GateDeclaration } from '../../syntax/ast.ts';
import { condition } from '../expressions/elaborate.ts';
import { plainRoot } from '../expressions/scope.ts';
import type { Gate } from '../model.ts';
import { declarations, type Module } from '../modules/module.ts';
import { amountFact, countFact, factsOf, shareFact } from '../parts/facts.ts';
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
    objections: of('objection').length > 0 ? objections : usual(module.source.at(node.name.span)),
    unavailable: objectionOf(whole, module, unavailable[0]?.verdict),
    because,
    at: module.source.at(node.name.span),
  };
}

/** Who scores, and on which terms. */
type Scoring = Pick<
  GatePlan,
  'scorer' | 'window' | 'timeoutMs' | 'retries' | 'confidence' | 'backtrack' | 'hysteresis'
>;

/** Below these scores a step is forbidden where a gate does not say: what only looks, and all that acts. */
const usualScore = '0.7';
const usualScoreToAct = '0.85';

/** What a gate objects with that has no line of its own. */
function usual(at: Place): GatePlan['objections'] {
  const below = (json: string): ExprPlan => ({
    op: '<',
    left: { op: 'ref', root: 'score', path: [], at },
    right: { op: 'literal', type: 'decimal', json, at },
    at,
  });
  const other = (effect: string): ExprPlan => ({
    op: '!=',
    left: { op: 'ref', root: 'tool', path: ['effect'], at },
    right: { op: 'literal', type: 'string', json: effect, at },
    at,
  });
  const acts: ExprPlan = {
    op: 'and',
    of: [below(usualScoreToAct), other('pure'), other('read')],
    at,
  };
  const objection = { verdict: 'forbid' } as const;
  return [
    { objection, when: below(usualScore), at },
    { objection, when: acts, at },
  ];
}

function scorerOf(
  whole: Whole,
  module: Module,
  { scorer, config, span }: Clause<'score'>,
): Scoring | undefined {
  const named = whole.symbols.find(module, 'plugin', scorer);
  const facts = factsOf(whole, module, 'score', (config?.entries ?? []).map(asFact), [
    'window',
    'timeout',
    'retries',
    'confidence',
    'backtrack',
    'hysteresis',
  ]);
  const window = countFact(whole, module, facts.window) ?? defaultWindow;
  const timeoutMs = amountFact(whole, module, facts.timeout, 'duration') ?? null;
  const retries = countFact(whole, module, facts.retries);
  const confidence = shareFact(whole, module, facts.confidence);
  const backtrack = shareFact(whole, module, facts.backtrack);
  const hysteresis = shareFact(whole, module, facts.hysteresis);
  const terms = {
    ...(retries === undefined ? {} : { retries }),
    ...(confidence === undefined ? {} : { confidence }),
    ...(backtrack === undefined ? {} : { backtrack }),
    ...(hysteresis === undefined ? {} : { hysteresis }),
  };
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
  const by = { name: scorer.text, use, at: module.source.at(span) };
  return { scorer: by, window, timeoutMs, ...terms };
}

/** An entry of a record read as a fact of a block. */
const asFact = (entry: { readonly key: Fact['key']; readonly value: Expr }): Fact => entry as Fact;
