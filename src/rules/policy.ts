import type {
  Attribute,
  AttributeOf,
  PolicyCondition,
  PolicyContext,
  PolicyEffect,
  PolicyOperator,
  PolicyRule,
} from './rule.ts';

/** A rule that can be told more; each method gives a new one. */
export interface DraftRule extends PolicyRule {
  /** Names the tools the rule speaks of. */
  on(...tools: readonly string[]): DraftRule;
  /** Names whom the rule speaks for. */
  for(...agents: readonly string[]): DraftRule;
  /** Adds conditions; all of a rule's conditions must hold. */
  where(...conditions: readonly PolicyCondition[]): DraftRule;
  /** Gives the words that go with the decision. */
  says(because: string): DraftRule;
}

/** The words to write rules with, for calls of one shape. */
export interface Policy<C extends PolicyContext> {
  /** Begins a rule that permits. */
  permit(rule: string): DraftRule;
  /** Begins a rule that forbids. */
  forbid(rule: string): DraftRule;
  /** Begins a rule that requires approval. */
  approval(rule: string, from: NonNullable<PolicyRule['from']>): DraftRule;
  /** Names a fact of the call to hold something against. */
  attribute(name: AttributeOf<C>): Attribute;
}

/**
 * The words to write rules with, under one policy's name. Attribute names are checked against `C` by the
 * compiler, and against the file, with all values, when the rules are loaded.
 *
 * @example
 * const { permit, attribute } = policy<{ args: { amount: string } }>('refunds');
 * const small = permit('small').on('refunds.issue').where(attribute('args.amount').atMost('50.00 EUR'));
 * const vak = await load('refunds.vak', { rules: [small] });
 */
export function policy<C extends PolicyContext = PolicyContext>(name: string): Policy<C> {
  const rule = (effect: PolicyEffect, of: string, from?: PolicyRule['from']): DraftRule =>
    draft({
      name: `${name}.${of}`,
      effect,
      tools: [],
      ...(from === undefined ? {} : { from }),
    });
  return {
    permit: (of) => rule('permit', of),
    forbid: (of) => rule('forbid', of),
    approval: (of, from) => rule('approval', of, from),
    attribute: (of) => attribute(of),
  };
}

/** Methods are not enumerable, so that a draft is the plain rule as data. */
function draft(rule: PolicyRule): DraftRule {
  const methods: Pick<DraftRule, 'on' | 'for' | 'where' | 'says'> = {
    on: (...tools) => draft({ ...rule, tools: [...rule.tools, ...tools] }),
    for: (...agents) => draft({ ...rule, agents: [...(rule.agents ?? []), ...agents] }),
    where: (...when) => draft({ ...rule, when: [...(rule.when ?? []), ...when] }),
    says: (because) => draft({ ...rule, because }),
  };
  const made = { ...rule };
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(made, name, { value });
  return made as DraftRule;
}

function attribute(name: string): Attribute {
  const held =
    (operator: PolicyOperator) =>
    (value: NonNullable<PolicyValue>): PolicyCondition => ({ attribute: name, operator, value });
  return {
    equals: held('equals'),
    notEquals: held('not_equals'),
    contains: held('contains'),
    notContains: held('not_contains'),
    startsWith: held('starts_with'),
    endsWith: held('ends_with'),
    greaterThan: held('greater_than'),
    lessThan: held('less_than'),
    atLeast: held('at_least'),
    atMost: held('at_most'),
    in: held('in'),
    notIn: held('not_in'),
    exists: () => ({ attribute: name, operator: 'exists' }),
    regex: held('regex'),
  };
}

type PolicyValue = Extract<PolicyCondition, { attribute: string }>['value'];
