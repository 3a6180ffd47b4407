import type {
  Agent,
  Approvers,
  Constraint,
  Gate,
  Limit,
  Model,
  Pipeline,
  Reach,
  Rule,
  Secret,
  Tool,
} from '../model/model.ts';
import { fieldPlans, typePlan } from '../model/types/type.ts';
import type {
  AgentPlan,
  ApproversPlan,
  Compiled,
  ConstraintPlan,
  GatePlan,
  GrantsPlan,
  LimitPlan,
  PipelinePlan,
  Plan,
  ProofPlan,
  RulePlan,
  ScopePlan,
  SecretPlan,
  ToolPlan,
} from './plan.ts';

/**
 * Writes a model down as a plan. What an author names comes in the order of names, not of the text, so
 * that moving a block changes no digest; clauses and windows keep the author's order.
 */
export function compile(model: Model): Compiled {
  const [entry] = model.modules;
  const plan: Plan = {
    vak: 1,
    file: entry.source.name,
    context: fieldPlans(model.context),
    tools: byName(model.tools.map(toolPlan)),
    agents: byName(model.agents.map(agentPlan)),
    approvers: byName(model.approvers.map(approversPlan)),
    secrets: byName(model.secrets.map(secretPlan)),
    rules: byName(model.rules.map(rulePlan)),
    limits: byName(model.limits.map(limitPlan)),
    constraints: byName(model.constraints.map(constraintPlan)),
    gates: byName(model.gates.map(gatePlan)),
    pipelines: byName(model.pipelines.map(pipelinePlan)),
    audit: auditPlan(model),
    trace: model.trace ?? null,
    uses: model.uses,
    proofs: byName(model.proofs.map(proofPlan)),
  };
  return { plan, tests: model.tests };
}

function byName<T extends { readonly name: string }>(list: readonly T[]): readonly T[] {
  return [...list].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

const names = (tools: Iterable<Tool>): readonly string[] =>
  Array.from(tools, (tool) => tool.name).sort();

const agentNames = (agents: Reach['agents']): readonly string[] | null =>
  agents === undefined ? null : agents.map((agent) => agent.name).sort();

const scopePlan = (reach: Reach): ScopePlan => ({
  agents: agentNames(reach.agents),
  tools: names(reach.tools),
});

/** A key with its value, or nothing at all: plans never hold `undefined`. */
const some = <K extends string, V>(key: K, value: V | undefined): { readonly [k in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { readonly [k in K]?: V };

function toolPlan(tool: Tool): ToolPlan {
  return {
    name: tool.name,
    effect: tool.effect,
    labels: [...tool.labels].sort(),
    args: fieldPlans(tool.args),
    result: tool.result === undefined ? null : typePlan(tool.result),
    trusted: tool.trusted,
    lookups: tool.lookups.map((each) => ({
      name: each.name,
      tool: each.tool.name,
      args: each.args,
      at: each.at,
    })),
    serialBy: tool.serialBy ?? null,
    root: tool.root ?? null,
    run: tool.run ?? null,
    declaredIn: tool.module.source.name,
    limits: { memoryBytes: tool.memoryBytes, timeMs: tool.timeMs },
    ...some('sandbox', tool.sandbox),
    ...some('grants', grantsPlan(tool)),
    ...some('signers', tool.signers.length === 0 ? undefined : [...tool.signers].sort()),
    event: tool.event,
    ...some('doc', tool.doc),
    at: tool.at,
  };
}

function grantsPlan({ grants, calls }: Tool): GrantsPlan | undefined {
  const all: GrantsPlan = {
    ...grants,
    ...some('tools', calls.length > 0 ? names(calls) : undefined),
  };
  return Object.keys(all).length === 0 ? undefined : all;
}

function agentPlan(agent: Agent): AgentPlan {
  return {
    name: agent.name,
    tools: names(agent.tools),
    delegates: [...agent.delegates].sort(),
    ...some('doc', agent.doc),
    at: agent.at,
  };
}

function approversPlan(each: Approvers): ApproversPlan {
  const { name, withinMs, otherwise, at } = each;
  return { name, ask: each.ask ?? null, withinMs, otherwise, at };
}

function secretPlan(each: Secret): SecretPlan {
  const { name, from, to, at } = each;
  return { name, from, for: names(each.for), to, as: each.as ?? null, at };
}

function rulePlan(rule: Rule): RulePlan {
  return {
    ...scopePlan(rule),
    name: rule.name,
    verdict: rule.verdict,
    ...some('from', rule.from),
    conditions: rule.conditions,
    ...some('withinMs', rule.withinMs),
    ...some('because', rule.because),
    duties: rule.duties,
    examples: rule.examples,
    ...some('doc', rule.doc),
    at: rule.at,
  };
}

function limitPlan(limit: Limit): LimitPlan {
  const { name, windows, forEach, otherwise, at } = limit;
  const because = some('because', limit.because);
  return { ...scopePlan(limit), name, windows, forEach, otherwise, ...because, at };
}

function constraintPlan(each: Constraint): ConstraintPlan {
  return {
    ...scopePlan(each),
    name: each.name,
    holds: each.holds.map(({ tools, expr, at }) => ({ tools: names(tools), expr, at })),
    ...(each.order.length === 0 ? {} : { scope: each.scope ?? 'session', order: each.order }),
    otherwise: each.otherwise,
    ...some('because', each.because),
    at: each.at,
  };
}

function gatePlan({ agents, tools, because, ...gate }: Gate): GatePlan {
  return { ...scopePlan({ agents, tools }), ...gate, ...some('because', because) };
}

function pipelinePlan({ name, agents, stages, otherwise, at }: Pipeline): PipelinePlan {
  return { name, agents: agentNames(agents), stages, otherwise, at };
}

function auditPlan(model: Model): Plan['audit'] {
  const { audit } = model;
  if (audit === undefined) return null;
  const { hide, sensitive, heads, events, at } = audit;
  const sent = {
    ...(heads.length === 0 ? {} : { heads }),
    ...(events.length === 0 ? {} : { events }),
  };
  const apart = sensitive.length === 0 ? {} : { sensitive };
  return { to: audit.to ?? null, hide, ...apart, keepMs: audit.keepMs ?? null, ...sent, at };
}

function proofPlan(proof: Model['proofs'][number]): ProofPlan {
  return {
    name: proof.name,
    claims: proof.claims.map((claim) => ({
      ...scopePlan(claim),
      ...some('when', claim.when),
      ...some('unless', claim.unless),
      at: claim.at,
    })),
    at: proof.at,
  };
}
