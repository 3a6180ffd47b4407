import type {
  ApproversPlan,
  Call,
  ConditionPlan,
  ExprPlan,
  Facts,
  RulePlan,
  ToolPlan,
} from '../../../../src/runtime/contract/index.ts';

/** `when` and `unless` clauses of a rule, with places counted from line 10. */
export const when = (expr: ExprPlan): Omit<ConditionPlan, 'at'> => ({ word: 'when', expr });
export const unless = (expr: ExprPlan): Omit<ConditionPlan, 'at'> => ({ word: 'unless', expr });

/** A rule of agent `a` about tool `t`, unless told otherwise. */
export function rule(
  name: string,
  verdict: RulePlan['verdict'],
  conditions: readonly Omit<ConditionPlan, 'at'>[] = [],
  more: Partial<RulePlan> = {},
): RulePlan {
  return {
    name,
    verdict,
    conditions: conditions.map((clause, index) => ({ ...clause, at: `p.vak:${10 + index}:5` })),
    agents: ['a'],
    tools: ['t'],
    duties: [],
    examples: [],
    at: 'p.vak:9:3',
    ...more,
  };
}

export const approvers = (name: string, withinMs: number): ApproversPlan => ({
  name,
  ask: null,
  withinMs,
  otherwise: { verdict: 'forbid' },
  at: 'p.vak:1:1',
});

/** The part of a plan that rules need. */
export const planOf = (rules: readonly RulePlan[], groups: readonly ApproversPlan[] = []) => ({
  rules,
  approvers: groups,
  agents: [{ name: 'a', tools: ['t', 'u'], delegates: [], at: 'p.vak:2:1' }],
});

const tool = (name: string): ToolPlan => ({
  name,
  effect: 'read',
  labels: [],
  args: [],
  result: null,
  trusted: false,
  lookups: [],
  serialBy: null,
  root: null,
  run: null,
  declaredIn: 'p.vak',
  limits: { memoryBytes: 64 * 1024 * 1024, timeMs: 2_000 },
  event: false,
  at: 'p.vak:3:1',
});

/** A call with these facts, of tool `t` by agent `a` unless told otherwise. */
export function call(facts: Facts, more: { tool?: string; agents?: readonly string[] } = {}): Call {
  const agents = more.agents ?? ['a'];
  const args = facts.args;
  return {
    id: 'call-1',
    at: 0,
    chain: { tenant: 'default', principal: 'p', session: 's', agents },
    agent: agents.at(-1) ?? 'a',
    tool: tool(more.tool ?? 't'),
    args:
      typeof args === 'object' && 'kind' in args && args.kind === 'record'
        ? args
        : { kind: 'record', fields: new Map() },
    json: {},
    hash: '',
    facts,
  };
}
