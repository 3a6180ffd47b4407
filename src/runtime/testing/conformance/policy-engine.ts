import { expect } from 'vitest';
import type { Facts } from '../../../dsl/plan/evaluate.ts';
import type { Opinion } from '../../contract/call.ts';
import { PlanInForce } from '../../contract/host.ts';
import type { Plugin } from '../../contract/plugin.ts';
import { PolicyEngine } from '../../contract/policy.ts';
import { callOf, crowd, policyPlan, record, spelled } from '../policy-plan.ts';
import { type Cases, type SuiteOptions, suite } from '../suite.ts';
import { given, type Wired } from './harness.ts';

const amount = (of: string) => record({ amount: spelled('money', of) });
const frozen = (is: boolean) => record({ frozen: is });

/** What the engine says, as `verdict rule`, in no order. */
async function said(
  wired: Wired,
  tool: string,
  facts: Facts = {},
  agents?: readonly string[],
): Promise<readonly string[]> {
  const opinions = await asked(wired, tool, facts, agents);
  return opinions.map(({ verdict, rule }) => `${verdict} ${rule}`).sort();
}

async function asked(
  wired: Wired,
  tool: string,
  facts: Facts = {},
  agents?: readonly string[],
): Promise<readonly Opinion[]> {
  return wired.get(PolicyEngine).decide(callOf(tool, facts, agents));
}

const grants: Cases = {
  'permits where every condition is true': async (wired) => {
    const facts = { args: amount('50 EUR'), context: frozen(false) };
    expect(await said(wired, 'open')).toEqual(['permit conformance.open']);
    expect(await said(wired, 'small', facts)).toEqual(['permit conformance.small']);
  },
  'says nothing where a permit has a condition that is false': async (wired) => {
    const over = { args: amount('50.000000001 EUR'), context: frozen(false) };
    expect(await said(wired, 'small', over)).toEqual([]);
    const stopped = { args: amount('50 EUR'), context: frozen(true) };
    expect(await said(wired, 'small', stopped)).toEqual([]);
  },
  'says nothing where a permit has a condition that is unknown': async (wired) => {
    expect(await said(wired, 'small', { args: amount('50 EUR') })).toEqual([]);
    expect(await said(wired, 'small', { context: frozen(false) })).toEqual([]);
    const dollars = { args: amount('1 USD'), context: frozen(false) };
    expect(await said(wired, 'small', dollars)).toEqual([]);
    expect(await said(wired, 'looked up')).toEqual([]);
  },
  'says nothing of a tool or an agent that no rule speaks of': async (wired) => {
    expect(await said(wired, 'never named')).toEqual([]);
    expect(await said(wired, 'of others')).toEqual([]);
    expect(await said(wired, 'constructor')).toEqual([]);
    expect(await said(wired, 'open', {}, ['stranger'])).toEqual([]);
    expect(await said(wired, 'of all', {}, ['stranger'])).toEqual(['permit conformance.of_all']);
  },
  'reads look-ups': async (wired) => {
    const lookup = record({ order: record({ status: 'paid' }) });
    expect(await said(wired, 'looked up', { lookup })).toEqual(['permit conformance.looked_up']);
  },
};

const objections: Cases = {
  'objects beside a permit where a forbid holds': async (wired) => {
    expect(await said(wired, 'frozen', { context: frozen(true) })).toEqual([
      'forbid conformance.frozen',
      'permit conformance.frozen_permit',
    ]);
    expect(await said(wired, 'frozen', { context: frozen(false) })).toEqual([
      'permit conformance.frozen_permit',
    ]);
  },
  'objects where a forbid is unknown': async (wired) => {
    expect(await said(wired, 'frozen')).toContain('forbid conformance.frozen');
    expect(await said(wired, 'folder')).toEqual(['forbid conformance.folder']);
  },
  'asks for approval where that is unknown, whatever the currency': async (wired) => {
    expect(await said(wired, 'asked', { args: amount('1 USD') })).toContain(
      'approval conformance.asked',
    );
    expect(await said(wired, 'asked', { args: amount('50 EUR') })).toEqual([
      'permit conformance.asked_permit',
    ]);
  },
  'says who is asked, and for how long: the shorter of rule and approvers': async (wired) => {
    const [, opinion] = [...(await asked(wired, 'asked', { args: amount('51 EUR') }))].sort(
      (a, b) => b.verdict.localeCompare(a.verdict),
    );
    expect(opinion?.from).toEqual({ approvers: 'finance', count: 2, withinMs: 60_000 });
    const [long] = await asked(wired, 'asked long');
    expect(long?.from).toEqual({ approvers: 'finance', count: 1, withinMs: 3_600_000 });
  },
  'never grants by asking for approval': async (wired) => {
    expect(await said(wired, 'only asked')).toEqual(['approval conformance.only_asked']);
  },
  'reads paths by components': async (wired) => {
    const path = (of: string) => ({ args: record({ path: spelled('path', of) }) });
    expect(await said(wired, 'folder', path('/srv/secrets/key'))).toHaveLength(1);
    expect(await said(wired, 'folder', path('/srv/x/../secrets'))).toHaveLength(1);
    expect(await said(wired, 'folder', path('/srv/secrets-not'))).toEqual([]);
  },
  'hears the objections of every agent in the chain, and the grants of the last': async (wired) => {
    expect(await said(wired, 'chained', {}, ['parent', 'agent'])).toEqual([
      'forbid conformance.chained_parent',
      'permit conformance.chained',
    ]);
    expect(await said(wired, 'chained')).toEqual(['permit conformance.chained']);
  },
};

const words: Cases = {
  'says which rule speaks, where it stands, why, and what it asks for': async (wired) => {
    const opinions = await asked(wired, 'frozen', { context: frozen(true) });
    const rule = policyPlan.rules.find(({ name }) => name === 'conformance.frozen');
    const { by, at, because } = opinions.find(({ verdict }) => verdict === 'forbid') ?? {};
    expect({ by, at, because }).toEqual({ by: 'policy', at: rule?.at, because: 'Frozen.' });
    const [dutiful] = await asked(wired, 'dutiful');
    expect(dutiful?.duties).toEqual([{ duty: 'hide', path: ['body'] }]);
  },
  'finds the rules that hold among thousands, and no other': async (wired) => {
    const id = (of: string) => ({ args: record({ id: of }) });
    expect(await said(wired, 'crowded', id('id-77'))).toEqual([
      'forbid conformance.crowded_155',
      'permit conformance.crowded_154',
    ]);
    expect(await said(wired, 'crowded', id('id-x'))).toEqual([]);
    expect(await said(wired, 'crowded')).toHaveLength(crowd / 2);
  },
  'remembers nothing: the same call is answered the same, alone or among others': async (wired) => {
    const facts = { args: amount('50 EUR'), context: frozen(false) };
    const first = await said(wired, 'small', facts);
    const many = await Promise.all(
      ['small', 'frozen', 'small', 'open', 'small'].map((tool) => said(wired, tool, facts)),
    );
    expect([many[0], many[2], many[4]]).toEqual([first, first, first]);
  },
};

/**
 * Declares the tests that every policy engine which reads the plan's rules must pass. The plan in
 * force is the suite's own; what else the plugin requires comes from `provided`.
 *
 * @example
 * describePolicyEngine(plugin);
 */
export function describePolicyEngine(plugin: Plugin, options: SuiteOptions = {}): void {
  const inForce = { plan: policyPlan, digest: `sha256:${'0'.repeat(64)}`, code: new Map() };
  suite(
    'PolicyEngine',
    plugin,
    {
      ...options,
      provided: () => [given(PlanInForce, inForce), ...(options.provided?.() ?? [])],
    },
    { ...grants, ...objections, ...words },
  );
}
