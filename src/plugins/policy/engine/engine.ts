import type { Call, Opinion, Plan, PolicyEngine } from '../../../runtime/contract/index.ts';
import type { Lookup } from './lookup/lookup.ts';
import { lookupFor } from './lookup/lookup.ts';
import type { Rule } from './rule.ts';
import { compileRule, speak } from './rule.ts';

/** How rules are found; `walk` asks every rule of the agent and tool, and gives the same answers. */
export interface EngineOptions {
  readonly find?: 'lookup' | 'walk';
}

/**
 * The engine for a plan's rules. All of them are filed here, by tool and agent, so that a decision visits
 * those that can speak and little else; one that is visited for the first time is compiled. Opinions come in the order of the plan. It
 * remembers nothing between calls.
 */
export function policyEngine(
  plan: Pick<Plan, 'rules' | 'approvers' | 'agents'>,
  options: EngineOptions = {},
): PolicyEngine {
  const approvers = new Map(plan.approvers.map((group) => [group.name, group]));
  const rules = plan.rules.map((rule, ordinal) => compileRule(rule, ordinal, approvers));
  const byTool = groupByTool(rules);
  const lookups = new Map<string, Map<string, Lookup>>();

  const find = (tool: string, agent: string): Lookup => {
    const known = lookups.get(tool)?.get(agent);
    if (known !== undefined) return known;
    const own = (byTool.get(tool) ?? []).filter(
      ({ plan: { agents } }) => agents === null || agents.includes(agent),
    );
    const made = options.find === 'walk' ? walk(own) : lookupFor(own);
    const ofTool = lookups.get(tool) ?? new Map<string, Lookup>();
    lookups.set(tool, ofTool.set(agent, made));
    return made;
  };
  for (const agent of plan.agents) for (const tool of agent.tools) find(tool, agent.name);

  return {
    decide(call: Call): readonly Opinion[] {
      const found: Rule[] = [];
      find(call.tool.name, call.agent).collect(call.facts, found);
      for (const agent of call.chain.agents) {
        if (agent !== call.agent) addObjections(find(call.tool.name, agent), call, found);
      }
      return opinions(found, call);
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

const walk = (rules: readonly Rule[]): Lookup => ({
  collect(_facts, into) {
    for (const rule of rules) into.push(rule);
  },
});

/** The objections of a further link of the chain; only the acting agent's own rules can grant. */
function addObjections(lookup: Lookup, call: Call, into: Rule[]): void {
  const others: Rule[] = [];
  lookup.collect(call.facts, others);
  const seen = new Set(into);
  for (const rule of others) if (!rule.grants && !seen.has(rule)) into.push(rule);
}

function opinions(found: readonly Rule[], call: Call): readonly Opinion[] {
  const spoken: Opinion[] = [];
  const ordinals: number[] = [];
  let ordered = true;
  for (const rule of found) {
    const opinion = speak(rule, call.facts);
    if (opinion === undefined) continue;
    ordered &&= rule.ordinal > (ordinals.at(-1) ?? -1);
    spoken.push(opinion);
    ordinals.push(rule.ordinal);
  }
  if (ordered) return spoken;
  const places = spoken.map((opinion, index) => ({ opinion, ordinal: ordinals[index] ?? 0 }));
  return places.sort((a, b) => a.ordinal - b.ordinal).map(({ opinion }) => opinion);
}
