import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { load } from '../../src/index.ts';
import { folder, started } from './mk.ts';

const desk = `
context { customer: string, frozen: bool }
tool orders.read {
  effect: read
  args { id: string }
  result: { id: string, paid: money, status: one of ["paid", "delivered"] }
  returns: trusted
}
tool refunds.issue {
  effect: irreversible
  labels: [payments]
  args { order: string, amount: money where amount > 0 EUR, note: string? }
  result: { receipt: string }
  lookup { order: orders.read { id: args.order } }
  serial by args.order
}
tool web.fetch {
  effect: egress
  args { url: url }
  result: string
}
tool secretive.read {
  effect: read
  args { id: string }
  result: string
}
approvers finance { within: 4h, otherwise: forbid }
agent desk { tools: [orders.read, refunds.issue, web.fetch] }
policy refunds for desk {
  rule read { permit orders.read }
  rule small {
    permit refunds.issue
    when lookup.order.status == "delivered"
    when args.amount <= lookup.order.paid
    because "Delivered orders may be refunded."
  }
  rule large {
    require approval from finance for refunds.issue
    when args.amount > 50 EUR
  }
  rule frozen {
    forbid any tool labelled payments
    when context.frozen
    because "Frozen accounts never receive money."
  }
}
limit count for desk {
  on refunds.issue
  at most 3 calls per 1h
}
`;
const orders = { o1: { id: 'o1', paid: '200.00 EUR', status: 'delivered' } };
const tools = () => {
  const issued: unknown[] = [];
  return {
    issued,
    functions: {
      'orders.read': ({ id }: { id: keyof typeof orders }) => {
        const order = orders[id];
        if (order === undefined) throw new Error('no such order');
        return order;
      },
      'refunds.issue': (args: unknown) => {
        issued.push(args);
        return { receipt: `r${issued.length}` };
      },
    },
  };
};
const context = { customer: 'a@b.example', frozen: false };

describe('a call', () => {
  test('that a rule permits is executed and recorded before and after', async () => {
    const { functions, issued } = tools();
    const { vak, entries } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ principal: 'ann', context });
    const result = await session.call('refunds.issue', { order: 'o1', amount: '20 EUR' });
    expect(result).toMatchObject({ ok: true, value: { receipt: 'r1' } });
    expect(issued).toEqual([{ order: 'o1', amount: '20.00 EUR' }]);
    const kinds = (await entries()).map(({ kind }) => kind);
    expect(kinds).toEqual(['start', 'session', 'lookup', 'decision', 'outcome']);
  });

  test('that a rule forbids is refused with the author’s words and no values', async () => {
    const { functions, issued } = tools();
    const { vak } = await started(desk, { tools: functions });
    const frozen = { ...context, frozen: true };
    const session = vak.agent('desk').session({ context: frozen });
    const result = await session.call('refunds.issue', { order: 'o1', amount: '20 EUR' });
    expect(result).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6001', because: 'Frozen accounts never receive money.' },
    });
    expect(issued).toEqual([]);
  });

  test('that nobody speaks for is forbidden', async () => {
    const { vak } = await started(desk);
    const session = vak.agent('desk').session({ context });
    const result = await session.call('web.fetch', { url: 'https://a.example/' });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6002' } });
  });

  test.each([
    ['of an unknown tool', 'no.such', {}, 'VAK6101'],
    ['of a tool that is not granted', 'secretive.read', { id: 'x' }, 'VAK6102'],
    ['with a wrong argument', 'refunds.issue', { order: 'o1', amount: 20 }, 'VAK6103'],
    ['with an unknown argument', 'orders.read', { id: 'o1', as: 'admin' }, 'VAK6103'],
    [
      'with an argument outside its `where`',
      'refunds.issue',
      { order: 'o1', amount: '0 EUR' },
      'VAK6103',
    ],
    ['with arguments that are no record', 'orders.read', 'o1', 'VAK6103'],
    ['whose look-up fails', 'refunds.issue', { order: 'o9', amount: '1 EUR' }, 'VAK6009'],
  ])('%s is refused and recorded', async (_, tool, args, code) => {
    const { functions } = tools();
    const { vak, entries } = await started(desk, { tools: functions });
    const result = await vak
      .agent('desk')
      .session({ context })
      .call(tool, args as never);
    expect(result).toMatchObject({ ok: false, refusal: { code } });
    expect((await entries()).at(-1)).toMatchObject({ kind: 'decision', verdict: 'forbid', code });
  });

  test('cannot claim what a look-up tells otherwise', async () => {
    const { functions } = tools();
    const { vak } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ context });
    const result = await session.call('refunds.issue', { order: 'o1', amount: '201 EUR' });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6002' } });
  });

  test('past a limit is refused, and says when to come again', async () => {
    const { functions } = tools();
    const { vak, clock } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ context });
    const refund = () => session.call('refunds.issue', { order: 'o1', amount: '1 EUR' });
    for (let count = 0; count < 3; count += 1) expect((await refund()).ok).toBe(true);
    await clock.advance(1_000);
    expect(await refund()).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6003', retryAfterMs: 3_599_000 },
    });
    await clock.advance(3_599_000);
    expect((await refund()).ok).toBe(true);
  });

  test('with the id of one that ended gets its recorded result and runs nothing', async () => {
    const { functions, issued } = tools();
    const { vak } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ context });
    const refund = () =>
      session.call('refunds.issue', { order: 'o1', amount: '1 EUR' }, { id: 'once' });
    expect(await refund()).toMatchObject({ ok: true, value: { receipt: 'r1' } });
    expect(await refund()).toMatchObject({ ok: true, value: { receipt: 'r1' } });
    expect(issued).toHaveLength(1);
  });
});

describe('approval', () => {
  const large = { order: 'o1', amount: '60 EUR' };

  test('holds a call until somebody grants it, then decides everything again', async () => {
    const { functions, issued } = tools();
    const { vak } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ principal: 'ann', context });
    const held = await session.call('refunds.issue', large);
    if (held.ok || held.pending === undefined) throw new Error('not held');
    expect(held.pending.card).toMatchObject({ approvers: 'finance', tool: 'refunds.issue' });
    expect(issued).toEqual([]);
    await vak.answer(held.pending.ticket, { by: 'bob', answer: 'grant' });
    expect(await vak.resume(held.pending.ticket)).toMatchObject({ ok: true });
    expect(issued).toHaveLength(1);
  });

  test('is good for one call, and for no other arguments', async () => {
    const { functions, issued } = tools();
    const { vak } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ context });
    const held = await session.call('refunds.issue', large);
    if (held.ok || held.pending === undefined) throw new Error('not held');
    const { ticket } = held.pending;
    await vak.answer(ticket, { by: 'bob', answer: 'grant' });
    const other = await session.call('refunds.issue', { ...large, amount: '61 EUR' }, { ticket });
    expect(other).toMatchObject({ ok: false, refusal: { code: 'VAK6007' } });
    expect((await session.call('refunds.issue', large, { ticket })).ok).toBe(true);
    const again = await session.call('refunds.issue', large, { ticket });
    expect(again).toMatchObject({ ok: false, refusal: { code: 'VAK6007' } });
    expect(issued).toHaveLength(1);
  });

  test('that is refused refuses the call', async () => {
    const { functions } = tools();
    const { vak } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ context });
    const held = await session.call('refunds.issue', large);
    if (held.ok || held.pending === undefined) throw new Error('not held');
    await vak.answer(held.pending.ticket, { by: 'bob', answer: 'deny' });
    expect(await vak.resume(held.pending.ticket)).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6005' },
    });
  });

  test('that nobody gives in time refuses the call', async () => {
    const { functions } = tools();
    const { vak, clock } = await started(desk, { tools: functions });
    const session = vak.agent('desk').session({ context });
    const held = await session.call('refunds.issue', large);
    if (held.ok || held.pending === undefined) throw new Error('not held');
    await clock.advance(4 * 3_600_000 + 1);
    expect(await vak.resume(held.pending.ticket)).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6006' },
    });
  });

  test('never comes from whom the session is for', async () => {
    const { vak } = await started(desk, { tools: tools().functions });
    const session = vak.agent('desk').session({ principal: 'ann', context });
    const held = await session.call('refunds.issue', large);
    if (held.ok || held.pending === undefined) throw new Error('not held');
    const answer = vak.answer(held.pending.ticket, { by: 'ann', answer: 'grant' });
    await expect(answer).rejects.toThrow(/VAK6205/);
  });

  test('is answered by the host’s `approve`, and waited for on request', async () => {
    const { functions } = tools();
    const { vak } = await started(desk, {
      tools: functions,
      approve: async (card) => ({ by: `head of ${card.approvers}`, answer: 'grant' }),
    });
    const session = vak.agent('desk').session({ context });
    expect((await session.call('refunds.issue', large, { wait: true })).ok).toBe(true);
  });

  test('survives a restart', async () => {
    const state = folder();
    const first = await started(desk, { tools: tools().functions, state });
    const session = first.vak.agent('desk').session({ id: 's1', context });
    const held = await session.call('refunds.issue', large);
    if (held.ok || held.pending === undefined) throw new Error('not held');
    const { ticket } = held.pending;
    await first.vak.answer(ticket, { by: 'bob', answer: 'grant' });
    await first.vak.stop();

    const { functions, issued } = tools();
    const second = await started(desk, { tools: functions, state });
    second.vak.agent('desk').session({ id: 's1', context });
    expect(await second.vak.resume(ticket)).toMatchObject({ ok: true });
    expect(issued).toEqual([{ order: 'o1', amount: '60.00 EUR' }]);
  });
});

describe('an outcome nobody knows', () => {
  const crashing = {
    ...tools().functions,
    'refunds.issue': () => new Promise(() => undefined),
  };

  test('is written for a tool that does not answer in time, and holds an equal call', async () => {
    const { vak, entries } = await started(desk, { tools: crashing });
    const session = vak.agent('desk').session({ context });
    const refund = { order: 'o1', amount: '5 EUR' };
    const late = await session.call('refunds.issue', refund);
    expect(late).toMatchObject({ ok: false, refusal: { code: 'VAK7001' } });
    const unknown = (await entries()).at(-1);
    expect(unknown).toMatchObject({ kind: 'outcome', status: 'unknown' });
    const again = await session.call('refunds.issue', refund);
    expect(again.ok ? undefined : again.pending?.card.because).toEqual([
      'the outcome of an equal call is unknown',
    ]);
  });

  test('is written at restart for a decision without one, until the host reconciles it', async () => {
    const state = folder();
    const first = await started(desk, { tools: crashing, state });
    void first.vak
      .agent('desk')
      .session({ context })
      .call('refunds.issue', { order: 'o1', amount: '5 EUR' }, { id: 'c1' });
    const permitted = async () =>
      (await first.entries()).some(({ verdict }) => verdict === 'permit');
    while (!(await permitted())) await new Promise((resolve) => setTimeout(resolve, 5));
    writeFileSync(join(state, 'audit', 'noted'), '');

    // The first runtime is gone without an end, as after a crash: its lock is a dead process's.
    const copy = folder();
    const { cpSync, rmSync } = await import('node:fs');
    cpSync(state, copy, { recursive: true });
    for (const lock of ['lock', 'audit/lock']) rmSync(join(copy, lock), { force: true });

    const second = await started(desk, { tools: tools().functions, state: copy });
    const session = second.vak.agent('desk').session({ context });
    const refund = () => session.call('refunds.issue', { order: 'o1', amount: '5 EUR' });
    const held = await refund();
    expect(held.ok ? undefined : held.pending).toBeDefined();
    await second.vak.reconcile('c1', 'failed');
    expect((await refund()).ok).toBe(true);
  });
});

describe('events', () => {
  test('are decided, recorded and labelled like calls', async () => {
    const talk = `${desk}
policy talk for desk {
  rule no_threats {
    forbid agent.reply
    when args.text like "*lawyer*"
    because "No threats."
  }
}`;
    const { vak, entries } = await started(talk);
    const session = vak.agent('desk').session({ context });
    expect((await session.receive('refund me', { source: 'user' })).ok).toBe(true);
    expect((await session.model({ model: 'm', output: 'ok', tokens: 3 })).ok).toBe(true);
    expect((await session.reply('see https://a.example/x')).ok).toBe(true);
    expect(await session.reply('my lawyer will call')).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6001', because: 'No threats.' },
    });
    expect(session.labels).toEqual(['model', 'user']);
    const said = (await entries()).filter(({ kind }) => kind === 'decision');
    expect(said.map(({ tool }) => tool)).toEqual([
      'agent.input',
      'model.call',
      'agent.reply',
      'agent.reply',
    ]);
  });
});

describe('what an embedder does wrong', () => {
  test.each([
    ['an unknown option', () => load('x.vak', { tols: {} } as never), /VAK6202.*`tols`/],
    ['a file that is not there', () => load('no-such.vak'), /VAK6206.*no-such\.vak/],
    [
      'a key of `tools` that is no tool',
      () => started(desk, { tools: { 'a.b': () => 1 } }),
      /VAK6203/,
    ],
    ['a file with errors', () => started('agent a { tols: [] }'), /VAK6206.*policy\.vak:2:/],
  ])('%s throws', async (_, wrong, message) => {
    await expect(wrong()).rejects.toThrow(message);
  });

  test('an unknown agent throws', async () => {
    const { vak } = await started(desk);
    expect(() => vak.agent('dsek')).toThrow(/VAK6201.*`desk`/);
  });

  test('a call after the session’s end throws', async () => {
    const { vak } = await started(desk);
    const session = vak.agent('desk').session({ context });
    await session.end();
    await expect(session.call('orders.read', { id: 'o1' })).rejects.toThrow(/VAK6104/);
  });

  test('a stopped runtime throws', async () => {
    const { vak } = await started(desk);
    await vak.stop();
    expect(() => vak.agent('desk')).toThrow(/VAK6204/);
  });
});
