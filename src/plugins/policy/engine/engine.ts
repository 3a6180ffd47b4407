import type { Call, Opinion, Plan, PolicyEngine } from '../../../runtime/contract/index.ts';
import { Hearing } from './hearing.ts';
import type { Lookup } from './lookup/lookup.ts';
import { everyOne, lookupFor } from './lookup/lookup.ts';
import type { Rule } from './rule.ts';
import { compileRule } from './rule.ts';

/** How rules are found; `walk` asks every rule of the agent and tool, and gives the same answers. */
export interface EngineOptions {
  readonly find?: 'lookup' | 'walk';
}

/**
 * The engine for a plan's rules. All of them are filed here, by tool and agent, so that a decision visits
 * those that can speak and little else; one that is visited for the first time is compiled. Opinions come
 * in the order of the plan. It remembers nothing between calls but where it looked last.
 */
export function policyEngine(
  plan: Pick<Plan, 'rules' | 'approvers' | 'agents'>,
  options: EngineOptions = {},
): PolicyEngine {
  const approvers = new Map(plan.approvers.map((group) => [group.name, group]));
  const rules = plan.rules.map((rule, ordinal) => compileRule(rule, ordinal, approvers));
  const byTool = groupByTool(rules);
  const lookups = new Map<string, Map<string, Lookup>>();
  /** An agent often asks for one tool several times in a row. */
  let last: { readonly tool: string; readonly agent: string; readonly lookup: Lookup } | undefined;

  const find = (tool: string, agent: string): Lookup => {
    if (last !== undefined && last.tool === tool && last.agent === agent) return last.lookup;
    const known = lookups.get(tool)?.get(agent);
    if (known !== undefined) {
      last = { tool, agent, lookup: known };
      return known;
    }
    const own = (byTool.get(tool) ?? []).filter(({ plan: { agents } }) => isAmong(agents, agent));
    const made = options.find === 'walk' ? everyOne(own) : lookupFor(own);
    const ofTool = lookups.get(tool) ?? new Map<string, Lookup>();
    lookups.set(tool, ofTool.set(agent, made));
    return made;
  };
  for (const agent of plan.agents) for (const tool of agent.tools) find(tool, agent.name);

  return {
    decide(call: Call): readonly Opinion[] {
      const hearing = new Hearing(call.facts);
      const { agents } = call.chain;
      const own = find(call.tool.name, call.agent);
      if (agents.length === 1 && agents[0] === call.agent) own.collect(call.facts, hearing);
      else for (const rule of ofAllLinks(own, call, find)) hearing.push(rule);
      return hearing.opinions();
    },
  };
}

function groupByTool(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const byTool = new Map<string, Rule[]>();
  for (const rule of rules) {
    for (const tool of rule.plan.tools) {
      const group = byTool.get(tool);
      if (group === undefined) byTool.set(tool, [rule]);
      else group.push(rule);
    }
  }
  return byTool;
}

/** The first name is the only one most rules have. */
const isAmong = (agents: readonly string[] | null, agent: string): boolean =>
  agents === null || agents[0] === agent || agents.includes(agent);

/** The acting agent's rules, and the objections of further links of the chain: only its own can grant. */
function ofAllLinks(
  own: Lookup,
  call: Call,
  find: (tool: string, agent: string) => Lookup,
): readonly Rule[] {
  const found: Rule[] = [];
  own.collect(call.facts, found);
  for (const agent of call.chain.agents) {
    if (agent === call.agent) continue;
    const others: Rule[] = [];
    find(call.tool.name, agent).collect(call.facts, others);
    const seen = new Set(found.map(({ ordinal }) => ordinal));
    for (const rule of others) if (!rule.grants && !seen.has(rule.ordinal)) found.push(rule);
  }
  return found;
}
