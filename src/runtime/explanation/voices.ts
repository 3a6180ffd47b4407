import type { Facts } from '../../dsl/plan/evaluate.ts';
import type { ConstraintPlan, RulePlan } from '../../dsl/plan/plan.ts';
import { toJson } from '../../dsl/values/to-json.ts';
import type { Call, Decision, Opinion } from '../contract/call.ts';
import type { PlanInForce } from '../contract/host.ts';
import { accountOf, type Clause, clausesOf, clausesOfClaim, truthOf } from './conditions.ts';
import type { LookupAccount, VoiceAccount } from './explanation.ts';

/** At most this many permits that kept silent are told. */
const mostSilent = 20;

/** The rules and constraints that speak of a call's tool and of an agent in its chain. */
export interface About {
  readonly rules: readonly RulePlan[];
  readonly constraints: readonly ConstraintPlan[];
}

/** What of a plan can say anything about a call. */
export function aboutCall({ plan }: PlanInForce, call: Call): About {
  const binds = (agents: readonly string[] | null): boolean =>
    agents === null || call.chain.agents.some((agent) => agents.includes(agent));
  const speaksOf = ({ tools, agents }: RulePlan | ConstraintPlan): boolean =>
    tools.includes(call.tool.name) && binds(agents);
  return {
    rules: plan.rules.filter(speaksOf),
    constraints: plan.constraints.filter(
      ({ agents, holds }) =>
        binds(agents) && holds.some(({ tools }) => tools.includes(call.tool.name)),
    ),
  };
}

/** The account of every voice that spoke, with the conditions of those that the plan holds. */
export function whoSpoke(
  decision: Decision,
  about: About,
  call: Call | undefined,
): readonly VoiceAccount[] {
  return decision.opinions.map((opinion) => {
    const clauses = clausesBehind(opinion, about);
    const facts = factsFor(call, clauses);
    const conditions = accountOf(clauses, facts, spokenAs(opinion));
    return { ...saidBy(opinion), verdict: opinion.verdict, conditions };
  });
}

/** Of a path with links, the reading for which a rule spoke. */
function factsFor(call: Call | undefined, clauses: readonly Clause[]): Facts {
  if (call === undefined) return {};
  const silent = clauses.some((clause) => truthOf(clause, call.facts) === false);
  return silent && call.written !== undefined ? { ...call.facts, args: call.written } : call.facts;
}

/** A constraint speaks because its claim does not hold; a rule because its conditions do. */
const spokenAs = ({ by }: Opinion): 'spoke' | 'silent' =>
  by === 'constraint' ? 'silent' : 'spoke';

function clausesBehind({ by, rule, at }: Opinion, about: About): readonly Clause[] {
  if (by === 'policy') {
    return clausesOf(about.rules.find(({ name }) => name === rule)?.conditions ?? []);
  }
  if (by !== 'constraint') return [];
  const holds = about.constraints.flatMap((constraint) => [...constraint.holds]);
  const claim = holds.find((each) => each.at === at);
  return claim === undefined ? [] : clausesOfClaim(claim.expr);
}

function saidBy({ by, rule, at, because, detail }: Opinion) {
  return {
    by,
    ...(rule === undefined ? {} : { rule }),
    ...(at === undefined ? {} : { at }),
    ...(because === undefined ? {} : { because }),
    ...(detail === undefined ? {} : { detail }),
  };
}

/** The permits that kept silent, those with the fewest conditions against them first. */
export function whoKeptSilent(
  decision: Decision,
  about: About,
  call: Call,
): readonly VoiceAccount[] {
  if (decision.opinions.some(({ verdict }) => verdict === 'permit')) return [];
  const silent = about.rules
    .filter(({ verdict, agents }) => {
      return verdict === 'permit' && (agents === null || agents.includes(call.agent));
    })
    .map((rule): VoiceAccount => {
      const conditions = accountOf(clausesOf(rule.conditions), call.facts, 'silent');
      return { by: 'policy', rule: rule.name, at: rule.at, verdict: 'permit', conditions };
    });
  const against = ({ conditions }: VoiceAccount): number =>
    conditions.filter(({ deciding }) => deciding).length;
  return silent.sort((a, b) => against(a) - against(b)).slice(0, mostSilent);
}

/** What the call's look-ups gave. */
export function whatWasLookedUp(call: Call): readonly LookupAccount[] {
  const record = call.facts.lookup;
  const fields = typeof record === 'object' && 'fields' in record ? record.fields : undefined;
  return call.tool.lookups.map(({ name, tool, at }) => {
    const value = fields?.get(name);
    return value === undefined ? { name, tool, at } : { name, tool, at, value: toJson(value) };
  });
}
