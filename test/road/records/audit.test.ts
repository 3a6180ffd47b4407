import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { started } from '../mk.ts';

const policy = `
tool orders.read {
  effect: read
  args { id: string }
  result: string
}
agent desk { tools: [orders.read], delegates: [helper] }
agent helper { tools: [orders.read] }
policy desk_rules for desk, helper {
  rule look { permit orders.read when args.id != "secret" }
  rule hand { permit agent.delegate }
}
audit { to: dir("./audit"), hide: [args.id] }
`;
const tools = { 'orders.read': ({ id }: { id: string }) => `order ${id}` };

describe('vak.audit', () => {
  test('answers questions with levels and decisions', async () => {
    const { vak } = await started(policy, { tools });
    const session = vak.agent('desk').session({ principal: 'alice' });
    await session.call('orders.read', { id: '1' });
    await session.call('orders.read', { id: 'secret' });
    const seen = [];
    for await (const { kind, level, decision } of vak.audit.query()) {
      seen.push([kind, level, decision?.verdict, decision?.rules]);
    }
    expect(seen).toEqual([
      ['start', 'info', undefined, undefined],
      ['session', 'info', undefined, undefined],
      ['decision', 'info', 'permit', ['desk_rules.look']],
      ['outcome', 'info', undefined, undefined],
      ['decision', 'warning', 'forbid', []],
    ]);
    const warned = [];
    for await (const { index } of vak.audit.query({ levels: ['warning'] })) warned.push(index);
    expect(warned).toEqual([4]);
    expect(vak.audit.count).toBe(5);
    expect(await vak.audit.last()).toMatchObject({ index: 4, decision: { code: 'VAK6002' } });
    expect(await vak.audit.entry(99)).toBeUndefined();
    expect(vak.audit.config).toMatchObject({ hide: [['id']] });
  });

  test('knows what an entry belongs to', async () => {
    const { vak } = await started(policy, { tools });
    const session = vak.agent('desk').session({ principal: 'alice' });
    const called = await session.call('orders.read', { id: '1' });
    const outcome = called.ok ? called.entry.index : -1;
    const note = await vak.audit.note('seen by a person', { level: 'notice', parent: outcome });
    const chain = await vak.audit.parents(note.index);
    expect(chain.map(({ kind }) => kind)).toEqual(['outcome', 'decision', 'session', 'start']);
    expect(await vak.audit.parents(0)).toEqual([]);
  });

  test('counts by agent, tool, verdict and rule', async () => {
    const { vak } = await started(policy, { tools });
    const session = vak.agent('desk').session({ principal: 'alice' });
    await session.call('orders.read', { id: '1' });
    await session.call('orders.read', { id: '2' });
    await session.call('orders.read', { id: 'secret' });
    expect(await vak.audit.report()).toMatchObject({
      entries: 7,
      decisions: 3,
      verdicts: { permit: 2, approval: 0, forbid: 1 },
      agents: [{ name: 'desk', permit: 2, approval: 0, forbid: 1 }],
      tools: [{ name: 'orders.read', permit: 2, forbid: 1 }],
      rules: [{ name: 'desk_rules.look', permit: 2 }],
      codes: [{ name: 'VAK6002', count: 1 }],
      outcomes: [{ name: 'done', count: 2 }],
      timeline: [{ at: '2026-01-01T00:00:00.000Z', permit: 2, approval: 0, forbid: 1 }],
    });
    expect(await vak.audit.report({ verdicts: ['forbid'] })).toMatchObject({ decisions: 1 });
  });

  test('checks the log itself, and finds what was changed in it', async () => {
    const { vak, state } = await started(policy, { tools });
    await vak.audit.note('first');
    expect(await vak.audit.verify()).toMatchObject({ ok: true, entries: 2, problems: [] });
    const file = join(state, 'audit', 'entries.jsonl');
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replace('first', 'furst'));
    expect(await vak.audit.verify()).toMatchObject({ ok: false, problems: [{ index: 1 }] });
    writeFileSync(file, text);
  });

  test('takes notes of the host, and only sound ones', async () => {
    const { vak, entries } = await started(policy, { tools });
    await vak.audit.note('hello', { level: 'critical', data: { by: 'cron' }, session: 's' });
    expect((await entries()).at(-1)).toMatchObject({
      kind: 'note',
      level: 'critical',
      text: 'hello',
      data: { by: 'cron' },
    });
    const bad = [
      vak.audit.note(''),
      vak.audit.note('x', { level: 'loud' as never }),
      vak.audit.note('x', { parent: 99 }),
      vak.audit.note('x', { data: Number.NaN }),
      vak.audit.note('x', { data: { deep: { of: 1n } } as never }),
    ];
    for (const one of bad) await expect(one).rejects.toMatchObject({ code: 'VAK6202' });
    await vak.stop();
    await expect(vak.audit.note('late')).rejects.toMatchObject({ code: 'VAK6204' });
  });
});
