import { createMongoAbility, subject } from '@casl/ability';
import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { parse } from '@marcbachmann/cel-js';
import { PolicyEngine } from '@microsoft/agent-governance-sdk';
import { newEnforcer, newModelFromString } from 'casbin';
import { bound, customer } from './decision-plan.ts';

// The same rules, told to others: "customer i may be refunded up to bound(i)". Each has its policies read
// beforehand and is asked by its synchronous entry.

/** What is asked: whose refund, of how many euros. Every other one is above its bound. */
export interface Question {
  readonly id: string;
  readonly euros: number;
  readonly permitted: boolean;
}
export type Ask = (of: Question) => boolean;

const each = <T>(size: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: size }, (_, index) => make(index));

function cedar(size: number): Ask {
  const id = `set-${size}`;
  const staticPolicies = each(
    size,
    (index) => `permit(principal, action == Action::"refund", resource)
      when { context.customer == "${customer(index)}" && context.amount <= ${bound(index)} };`,
  ).join('\n');
  const parsed = preparsePolicySet(id, { staticPolicies });
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed));
  return (of) => {
    const answer = statefulIsAuthorized({
      principal: { type: 'Agent', id: 'agent' },
      action: { type: 'Action', id: 'refund' },
      resource: { type: 'Tool', id: 'refund' },
      context: { customer: of.id, amount: of.euros },
      preparsedPolicySetId: id,
      entities: [],
    });
    return answer.type === 'success' && answer.response.decision === 'allow';
  };
}

async function casbin(size: number): Promise<Ask> {
  const model = newModelFromString(`
    [request_definition]
    r = tool, customer, amount
    [policy_definition]
    p = tool, customer, most
    [policy_effect]
    e = some(where (p.eft == allow))
    [matchers]
    m = r.customer == p.customer && r.tool == p.tool && r.amount <= p.most`);
  const enforcer = await newEnforcer(model);
  await enforcer.addPolicies(
    each(size, (index) => ['refund', customer(index), String(bound(index))]) as string[][],
  );
  return (of) => enforcer.enforceSync('refund', of.id, of.euros);
}

/** Its index ends at action and subject; the rules behind are walked, the last first. */
function casl(size: number): Ask {
  const ability = createMongoAbility(
    each(size, (index) => ({
      action: 'refund',
      subject: 'Refund',
      conditions: { customer: customer(index), amount: { $lte: bound(index) } },
    })) as never,
  );
  return (of) => ability.can('refund', subject('Refund', { customer: of.id, amount: of.euros }));
}

/** Expressions alone: the loop over them is what a host would write. */
function cel(size: number): Ask {
  const rules = each(size, (index) =>
    parse(`customer == "${customer(index)}" && amount <= ${bound(index)}.0`),
  );
  return (of) => {
    const context = { customer: of.id, amount: of.euros };
    return rules.some((rule) => rule(context) === true);
  };
}

function governance(size: number): Ask {
  const engine = new PolicyEngine();
  engine.loadPolicy({
    name: 'refunds',
    default_action: 'deny',
    rules: each(size, (index) => ({
      name: `r${index}`,
      condition: `customer == '${customer(index)}' and amount <= ${bound(index)}`,
      ruleAction: 'allow',
    })) as never,
  });
  return (of) => engine.evaluatePolicy('agent', { customer: of.id, amount: of.euros }).allowed;
}

/** All peers by the name that figures are shown under. */
export async function peersOf(size: number): Promise<Readonly<Record<string, Ask>>> {
  return {
    'cedar-wasm, preparsed': cedar(size),
    casbin: await casbin(size),
    'agent-governance-sdk': governance(size),
    'cel-js, a loop': cel(size),
    casl: casl(size),
  };
}
