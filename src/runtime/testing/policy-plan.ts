import type { Facts } from '../../dsl/plan/evaluate.ts';
import type { ConditionPlan, ExprPlan, Plan, RulePlan, ScalarType } from '../../dsl/plan/plan.ts';
import { readScalar } from '../../dsl/values/scalars/scalar.ts';
import type { Json, RecordValue, Value } from '../../dsl/values/value.ts';
import type { Call } from '../contract/call.ts';
import { sampleTool } from './sample-call.ts';

// The plan of the policy engine's suite: one tool for each case, so that one engine serves them all.

const at = (line: number): string => `conformance.vak:${line}:1`;
const ref = (root: 'args' | 'context' | 'lookup', ...path: readonly string[]): ExprPlan => ({
  op: 'ref',
  root,
  path,
  at: at(1),
});
const literal = (type: ScalarType, json: Json): ExprPlan => ({
  op: 'literal',
  type,
  json,
  at: at(1),
});
const is = (left: ExprPlan, op: '==' | '<=' | '>' | 'in', right: ExprPlan): ExprPlan => ({
  op,
  left,
  right,
  at: at(1),
});
const clause = (word: 'when' | 'unless', expr: ExprPlan): ConditionPlan => ({
  word,
  expr,
  at: at(2),
});

const small = is(ref('args', 'amount'), '<=', literal('money', '50.00 EUR'));
const frozen = ref('context', 'frozen');

let line = 10;
function rule(
  tool: string,
  name: string,
  verdict: RulePlan['verdict'],
  conditions: readonly ConditionPlan[] = [],
  more: Partial<RulePlan> = {},
): RulePlan {
  line += 1;
  return {
    name: `conformance.${name}`,
    verdict,
    conditions,
    agents: ['agent'],
    tools: [tool],
    duties: [],
    examples: [],
    at: at(line),
    ...more,
  };
}

/** How many rules stand on the tool `crowded`. */
export const crowd = 2_000;

const rules: readonly RulePlan[] = [
  rule('open', 'open', 'permit'),
  rule('small', 'small', 'permit', [clause('when', small), clause('unless', frozen)]),
  rule('frozen', 'frozen_permit', 'permit'),
  rule('frozen', 'frozen', 'forbid', [clause('when', frozen)], { because: 'Frozen.' }),
  rule('asked', 'asked_permit', 'permit'),
  rule(
    'asked',
    'asked',
    'approval',
    [clause('when', is(ref('args', 'amount'), '>', literal('money', '50.00 EUR')))],
    {
      from: { approvers: 'finance', count: 2 },
      withinMs: 60_000,
    },
  ),
  rule('asked long', 'asked_long', 'approval', [], {
    from: { approvers: 'finance', count: 1 },
    withinMs: 9_000_000,
  }),
  rule('only asked', 'only_asked', 'approval', [], { from: { approvers: 'finance', count: 1 } }),
  rule('dutiful', 'dutiful', 'permit', [], { duties: [{ duty: 'hide', path: ['body'] }] }),
  rule('of others', 'of_others', 'permit', [], { agents: ['somebody else'] }),
  rule('of all', 'of_all', 'permit', [], { agents: null }),
  rule('chained', 'chained', 'permit'),
  rule('chained', 'chained_parent_permit', 'permit', [], { agents: ['parent'] }),
  rule('chained', 'chained_parent', 'forbid', [], { agents: ['parent'] }),
  rule('looked up', 'looked_up', 'permit', [
    clause('when', is(ref('lookup', 'order', 'status'), '==', literal('string', 'paid'))),
  ]),
  rule('folder', 'folder', 'forbid', [
    clause('when', is(ref('args', 'path'), 'in', literal('path', '/srv/secrets'))),
  ]),
  ...Array.from({ length: crowd }, (_, index) =>
    rule('crowded', `crowded_${index}`, index % 2 === 0 ? 'permit' : 'forbid', [
      clause('when', is(ref('args', 'id'), '==', literal('string', `id-${index >> 1}`))),
    ]),
  ),
];

/** The plan that `describePolicyEngine` gives to the engine as the one in force. */
export const policyPlan: Plan = {
  vak: 1,
  file: 'conformance.vak',
  context: [],
  tools: [],
  agents: ['agent', 'parent'].map((name) => ({
    name,
    tools: [...new Set(rules.flatMap(({ tools }) => tools))],
    delegates: [],
    at: at(3),
  })),
  approvers: [
    {
      name: 'finance',
      ask: null,
      withinMs: 3_600_000,
      otherwise: { verdict: 'forbid' },
      at: at(4),
    },
  ],
  secrets: [],
  rules,
  limits: [],
  constraints: [],
  gates: [],
  pipelines: [],
  audit: null,
  trace: null,
  uses: [],
  proofs: [],
};

/** A record by its fields' names. */
export const record = (fields: Readonly<Record<string, Value>>): RecordValue => ({
  kind: 'record',
  fields: new Map(Object.entries(fields)),
});

/** A value of a type from its spelling; throws where there is none. */
export function spelled(type: Exclude<ScalarType, 'json'>, json: Json): Value {
  const value = readScalar(json, type);
  if (value === undefined) throw new Error(`${JSON.stringify(json)} is no ${type}`);
  return value;
}

/** A call of a tool with these facts, by `agent` unless a chain of agents is given. */
export function callOf(name: string, facts: Facts, agents: readonly string[] = ['agent']): Call {
  const args = facts.args;
  return {
    id: 'conformance',
    at: 0,
    chain: { tenant: 'tenant', principal: 'principal', session: 'session', agents },
    agent: agents.at(-1) ?? 'agent',
    tool: sampleTool({ name, effect: 'write' }),
    args: typeof args === 'object' && 'kind' in args && args.kind === 'record' ? args : record({}),
    json: {},
    hash: '0'.repeat(64),
    facts,
  };
}
