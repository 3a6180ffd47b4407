import type { Plan } from '../../../runtime/contract/index.ts';
import { print } from '../../../runtime/contract/index.ts';
import { filed, isWalked } from './lookup/lookup.ts';
import type { Selector } from './lookup/selector.ts';
import { compileRule } from './rule.ts';

/** How the engine comes to ask one rule about a call of one tool. */
export interface Way {
  readonly rule: string;
  /** `file:line:column` of the rule. */
  readonly at: string;
  readonly tool: string;
  /** The agents for whom this holds. */
  readonly agents: readonly string[];
  readonly found: 'lookup' | 'scan';
  /** What it is looked up by, or would be if there were more rules; null where no condition serves. */
  readonly by: 'literal' | 'member' | 'prefix' | 'interval' | null;
  /** The fact that is looked up, in the language's words. */
  readonly on: string | null;
  /** Why it is scanned; null for one that is looked up. */
  readonly why: string | null;
}

/**
 * For every rule, tool and agent how the engine of `policyEngine` finds the rule: the same choice, told
 * instead of made. Agents for whom a rule is found alike stand together.
 */
export function waysOf(plan: Pick<Plan, 'rules' | 'approvers' | 'agents'>): readonly Way[] {
  const approvers = new Map(plan.approvers.map((group) => [group.name, group]));
  const rules = plan.rules.map((rule, ordinal) => compileRule(rule, ordinal, approvers));
  const ways = new Map<string, Way>();
  for (const agent of plan.agents) {
    for (const tool of agent.tools) {
      const own = rules.filter(
        ({ plan: { agents, tools } }) =>
          tools.includes(tool) && (agents === null || agents.includes(agent.name)),
      );
      for (const { rule, selector } of filed(own)) {
        const { name, at } = rule.plan;
        const how = wayOf(selector, own.length);
        const key = JSON.stringify([name, tool, how]);
        const agents = [...(ways.get(key)?.agents ?? []), agent.name];
        ways.set(key, { rule: name, at, tool, agents, ...how });
      }
    }
  }
  return [...ways.values()].sort((a, b) => order(a.tool, b.tool) || order(a.rule, b.rule));
}

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function wayOf(
  selector: Selector | undefined,
  rules: number,
): Pick<Way, 'found' | 'by' | 'on' | 'why'> {
  if (selector === undefined) {
    const why = 'no `when` holds a fact against a literal, a list, a folder or a bound';
    return { found: 'scan', by: null, on: null, why };
  }
  const how = { by: kindOf(selector), on: print(selector.ref) };
  if (!isWalked(rules)) return { found: 'lookup', ...how, why: null };
  const why = `${rules} ${rules === 1 ? 'rule is' : 'rules are'} as quickly walked as looked up`;
  return { found: 'scan', ...how, why };
}

function kindOf(selector: Selector): NonNullable<Way['by']> {
  if (selector.by === 'folder') return 'prefix';
  if (selector.by === 'equality') return selector.values.length === 1 ? 'literal' : 'member';
  const { low, high } = selector.bounds;
  return low !== undefined && low.at === high?.at ? 'literal' : 'interval';
}
