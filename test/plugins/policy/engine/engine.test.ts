import { describe, expect, it } from 'vitest';
import { policyEngine } from '../../../../src/plugins/policy/engine/engine.ts';
import type { Opinion, RulePlan } from '../../../../src/runtime/contract/index.ts';
import { lit, op, record, ref, text, value } from '../../../dsl/plan/written.ts';
import { approvers, call, planOf, rule, unless, when } from './sample.ts';

const small = op(ref('args.amount'), '<=', lit('money', '50 EUR'));
const amount = (of: string) => ({ args: record({ amount: value('money', of) }) });
const said = async (rules: readonly RulePlan[], facts = {}, more = {}) =>
  (await policyEngine(planOf(rules, [approvers('finance', 3_600_000)])).decide(
    call(facts, more),
  )) as readonly Opinion[];
const names = (opinions: readonly Opinion[]) =>
  opinions.map(({ verdict, rule }) => [verdict, rule]);

describe('a permit rule', () => {
  it('speaks where every condition is true', async () => {
    const both = rule('p.small', 'permit', [when(small), unless(ref('context.frozen'))]);
    const facts = { ...amount('50 EUR'), context: record({ frozen: false }) };
    expect(await said([both], facts)).toEqual([
      { by: 'policy', verdict: 'permit', rule: 'p.small', at: 'p.vak:9:3' },
    ]);
    expect(await said([both], { ...facts, context: record({ frozen: true }) })).toEqual([]);
    expect(await said([both], { ...facts, ...amount('50.01 EUR') })).toEqual([]);
  });

  it('is silent where a condition is unknown', async () => {
    const both = rule('p.small', 'permit', [when(small), unless(ref('context.frozen'))]);
    expect(await said([both], amount('50 EUR'))).toEqual([]);
    expect(await said([rule('p.small', 'permit', [when(small)])], amount('1 USD'))).toEqual([]);
  });

  it('without conditions always speaks', async () => {
    expect(names(await said([rule('p.any', 'permit')]))).toEqual([['permit', 'p.any']]);
  });
});

describe('a forbid or an approval rule', () => {
  const frozen = rule('p.frozen', 'forbid', [when(ref('context.frozen'))]);

  it('speaks unless some condition is false', async () => {
    expect(names(await said([frozen], { context: record({ frozen: true }) }))).toEqual([
      ['forbid', 'p.frozen'],
    ]);
    expect(await said([frozen], { context: record({ frozen: false }) })).toEqual([]);
  });

  it('speaks where a condition is unknown, and says which one and why', async () => {
    const [opinion] = await said([frozen]);
    expect(opinion).toMatchObject({
      verdict: 'forbid',
      rule: 'p.frozen',
      detail: 'the `when` at p.vak:10:5 is unknown: `context.frozen` is not known',
    });
    const dollars = rule('p.large', 'forbid', [unless(small)]);
    expect((await said([dollars], amount('1 USD')))[0]?.detail).toBe(
      'the `unless` at p.vak:10:5 is unknown: the sides of `args.amount <= 50 EUR` cannot be compared',
    );
  });

  it('is silent where one condition is false though another is unknown', async () => {
    const two = rule('p.two', 'forbid', [when(ref('context.frozen')), when(small)]);
    expect(await said([two], amount('51 EUR'))).toEqual([]);
  });

  it('asks for as long as the shorter of its own time and the approvers’', async () => {
    const from = { approvers: 'finance', count: 2 };
    const asks = (withinMs?: number) =>
      said([
        rule('p.ask', 'approval', [], { from, ...(withinMs === undefined ? {} : { withinMs }) }),
      ]);
    expect((await asks())[0]?.from).toEqual({ ...from, withinMs: 3_600_000 });
    expect((await asks(60_000))[0]?.from).toEqual({ ...from, withinMs: 60_000 });
    expect((await asks(7_200_000))[0]?.from).toEqual({ ...from, withinMs: 3_600_000 });
  });

  it('carries the author’s words and the duties', async () => {
    const told = rule('p.told', 'forbid', [], {
      because: 'No.',
      duties: [{ duty: 'tell allowed' }],
    });
    expect((await said([told]))[0]).toMatchObject({
      because: 'No.',
      duties: [{ duty: 'tell allowed' }],
    });
  });
});

describe('which rules are asked', () => {
  it('those of the tool and the agent, or of any agent, in the order of the plan', async () => {
    const rules = [
      rule('p.other_tool', 'permit', [], { tools: ['u'] }),
      rule('p.any_agent', 'forbid', [], { agents: null }),
      rule('p.other_agent', 'forbid', [], { agents: ['b'] }),
      rule('p.own', 'permit'),
    ];
    expect(names(await said(rules))).toEqual([
      ['forbid', 'p.any_agent'],
      ['permit', 'p.own'],
    ]);
    expect(names(await said(rules, {}, { tool: 'nobody speaks of this' }))).toEqual([]);
    expect(names(await said(rules, {}, { agents: ['nobody'] }))).toEqual([
      ['forbid', 'p.any_agent'],
    ]);
  });

  it('of a further agent in the chain only the objections, once each', async () => {
    const rules = [
      rule('p.parent_permits', 'permit', [], { agents: ['parent'] }),
      rule('p.parent_forbids', 'forbid', [], { agents: ['parent'] }),
      rule('p.all_forbid', 'forbid', [], { agents: null }),
      rule('p.own', 'permit'),
    ];
    expect(names(await said(rules, {}, { agents: ['parent', 'a'] }))).toEqual([
      ['forbid', 'p.parent_forbids'],
      ['forbid', 'p.all_forbid'],
      ['permit', 'p.own'],
    ]);
  });

  it('says nothing of a call that no rule speaks for', async () => {
    const never = rule('p.never', 'permit', [when(op(text('a'), '==', text('b')))]);
    expect(await said([never])).toEqual([]);
  });
});
