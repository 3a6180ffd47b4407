import type { RulePlan } from '../../../dsl/plan/plan.ts';
import { printConditions } from '../../../dsl/plan/print.ts';
import type { Decision } from '../../contract/call.ts';

/**
 * What a model may be told of a bound: only where a rule says `then tell allowed`, in the author's own
 * terms. For a forbid it is the forbidding rule's; without a permit, that of the rules that could have.
 */
export function boundTold(
  rules: readonly RulePlan[],
  decision: Decision,
  agent: string,
  tool: string,
): string | undefined {
  if (decision.verdict !== 'forbid') return undefined;
  const objecting = decision.opinions.filter(({ by }) => by === 'policy').map(({ rule }) => rule);
  const tells = (rule: RulePlan): boolean =>
    rule.conditions.length > 0 && rule.duties.some(({ duty }) => duty === 'tell allowed');
  const about = (rule: RulePlan): boolean =>
    rule.tools.includes(tool) && (rule.agents === null || rule.agents.includes(agent));
  const told = rules.filter(tells).flatMap((rule) => {
    const conditions = printConditions(rule.conditions);
    if (rule.verdict === 'permit') return about(rule) ? [`permitted when ${conditions}`] : [];
    return objecting.includes(rule.name) ? [`${rule.verdict} when ${conditions}`] : [];
  });
  return told.length === 0 ? undefined : told.join('; ');
}
