import { describe, expect, test } from 'vitest';
import { started } from './mk.ts';

const policy = `
tool web.read { effect: read args { url: string } result: string }
tool notes.add { effect: write args { text: string } returns: trusted }
tool orders.refund { effect: write args { amount: money } returns: trusted }
agent lead { tools: [notes.add, orders.refund], delegates: [helper] }
agent helper { tools: [web.read, notes.add, orders.refund], delegates: [helper] }
agent other { tools: [notes.add] }
policy p for helper {
  rule read { permit web.read }
  rule add { permit notes.add }
  rule pay { permit orders.refund }
}
policy q for lead {
  rule add { permit notes.add }
  rule pay { permit orders.refund }
  rule no_shouting { forbid notes.add when args.text == "LOUD" because "Not so loud." }
}
limit notes for lead { on notes.add at most 3 calls per 1h }
limit each_agent for any agent { on notes.add at most 9 calls per 1h for each agent.name }
limit money for lead { on orders.refund at most 100 EUR of args.amount per 1d for each session.id }
`;
const tools = { 'web.read': () => 'text', 'notes.add': () => 1, 'orders.refund': () => 1 };
const note = { text: 'x' };

const family = async () => {
  const run = await started(policy, { tools });
  const lead = run.vak.agent('lead').session({ principal: 'alice', context: {} });
  const handed = await lead.delegate('helper', 'look around');
  if (!handed.ok) throw new Error('not handed on');
  return { ...run, lead, helper: handed.session };
};

describe('an agent that hands on', () => {
  test('does so to its delegates alone, on the record', async () => {
    const { vak, entries } = await started(policy, { tools });
    const lead = vak.agent('lead').session();
    for (const agent of ['other', 'lead', 'nobody', '']) {
      expect(await lead.delegate(agent, 'task')).toMatchObject({
        ok: false,
        refusal: { code: 'VAK6102', because: 'this agent does not hand on to that one' },
      });
    }
    const handed = await lead.delegate('helper', 'task');
    expect(handed).toMatchObject({ ok: true, value: { agent: 'helper', task: 'task' } });
    const decisions = (await entries()).filter(({ kind }) => kind === 'decision');
    expect(decisions.map(({ verdict }) => verdict)).toEqual([...Array(4).fill('forbid'), 'permit']);
  });

  test('can be forbidden to by a rule', async () => {
    const rule = 'policy r for lead { rule none { forbid agent.delegate when args.task == "no" } }';
    const { vak } = await started(`${policy}${rule}`, { tools });
    const lead = vak.agent('lead').session();
    expect(await lead.delegate('helper', 'no')).toMatchObject({ ok: false });
    expect(await lead.delegate('helper', 'yes')).toMatchObject({ ok: true });
  });

  test('is heard in what the other one does, but grants it nothing', async () => {
    const { lead, helper } = await family();
    expect(await helper.call('notes.add', { text: 'LOUD' })).toMatchObject({
      ok: false,
      refusal: { because: 'Not so loud.' },
    });
    expect(await helper.call('web.read', { url: 'x' })).toMatchObject({ ok: true });
    expect(await lead.call('web.read', { url: 'x' })).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6102' },
    });
  });

  test('shares its labels both ways', async () => {
    const { lead, helper } = await family();
    expect(lead.labels).toEqual([]);
    await helper.call('web.read', { url: 'x' });
    expect([lead.labels, helper.labels]).toEqual([['untrusted'], ['untrusted']]);
  });

  test('ends the other one with itself, not the other way round', async () => {
    const { lead, helper } = await family();
    const again = await lead.delegate('helper', 'more');
    await helper.end();
    expect(await lead.call('notes.add', note)).toMatchObject({ ok: true });
    await lead.end();
    if (!again.ok) throw new Error('not handed on');
    await expect(again.session.call('notes.add', note)).rejects.toMatchObject({ code: 'VAK6104' });
  });

  test('cannot do so for ever', async () => {
    let { helper } = await family();
    for (let depth = 3; depth <= 16; depth += 1) {
      const next = await helper.delegate('helper', 'deeper');
      if (!next.ok) throw new Error(`stopped at ${depth}`);
      helper = next.session;
    }
    expect(await helper.delegate('helper', 'deeper')).toMatchObject({
      ok: false,
      refusal: { because: 'at most 16 agents hand on to one another' },
    });
  });
});

describe('a budget of an agent that hands on', () => {
  test('is taken from by both, and holds for both together', async () => {
    const { lead, helper } = await family();
    expect(await lead.call('notes.add', note)).toMatchObject({ ok: true });
    expect(await helper.call('notes.add', note)).toMatchObject({ ok: true });
    expect(await helper.call('notes.add', note)).toMatchObject({ ok: true });
    for (const session of [lead, helper]) {
      expect(await session.call('notes.add', note)).toMatchObject({
        ok: false,
        refusal: { code: 'VAK6003', rule: 'notes' },
      });
    }
  });

  test('does not bind the other one where it acts for itself', async () => {
    const { vak, lead } = await family();
    for (let call = 0; call < 3; call += 1) await lead.call('notes.add', note);
    const own = vak.agent('helper').session();
    expect(await own.call('notes.add', note)).toMatchObject({ ok: true });
  });

  test('by agent counts once for each agent in the chain', async () => {
    const { helper, entries } = await family();
    await helper.call('notes.add', note);
    const all = await entries();
    const { takes } = all.find(({ kind, tool }) => kind === 'decision' && tool === 'notes.add') as {
      readonly takes?: readonly { readonly window: string; readonly key: string }[];
    };
    expect(takes?.map(({ window, key }) => `${window} ${key}`).sort()).toEqual([
      'each_agent/0 ["default","helper"]',
      'each_agent/0 ["default","lead"]',
      'notes/0 ["default"]',
    ]);
  });

  test('by session is that of the session that handed on', async () => {
    const { lead, helper } = await family();
    expect(await helper.call('orders.refund', { amount: '60 EUR' })).toMatchObject({ ok: true });
    const second = await lead.delegate('helper', 'more');
    if (!second.ok) throw new Error('not handed on');
    expect(await second.session.call('orders.refund', { amount: '60 EUR' })).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6003', rule: 'money' },
    });
    expect(await second.session.call('orders.refund', { amount: '40 EUR' })).toMatchObject({
      ok: true,
    });
  });

  test('survives a restart, with the chain and the labels', async () => {
    const { vak, lead, helper, state } = await family();
    await helper.call('notes.add', note);
    await helper.call('web.read', { url: 'x' });
    const { id } = helper;
    await lead.call('notes.add', note);
    await vak.stop();
    const { vak: again } = await started(policy, { tools, state });
    const resumed = again.agent('helper').session({ id, principal: 'alice' });
    expect(resumed.labels).toEqual(['untrusted']);
    expect(await resumed.call('notes.add', { text: 'LOUD' })).toMatchObject({ ok: false });
    expect(await resumed.call('notes.add', note)).toMatchObject({ ok: true });
    expect(await resumed.call('notes.add', note)).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6003', rule: 'notes' },
    });
    expect(again.agent('lead').session({ id: lead.id, principal: 'alice' }).labels).toEqual([
      'untrusted',
    ]);
  });
});
