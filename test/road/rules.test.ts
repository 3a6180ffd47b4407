import { describe, expect, test } from 'vitest';
import { policy } from '../../src/index.ts';
import { started } from './mk.ts';

const file = `
context { role: string, clearance: int }
tool notes.read { effect: read args { id: string } result: string }
agent reader { tools: [notes.read] }
policy file for reader {
  rule secret {
    forbid notes.read
    when args.id like "secret-*"
    because "Secrets stay where they are."
  }
}
`;
const { permit, forbid, attribute } = policy<{
  args: { id: string };
  principal: { role: string; clearance: number };
}>('code');
const cleared = permit('cleared')
  .on('notes.read')
  .where(
    attribute('principal.role').equals('analyst'),
    attribute('principal.clearance').greaterThan(5),
  )
  .says('Cleared analysts read.');
const ann = { id: 'ann', attributes: { role: 'analyst', clearance: 10 } };
const tools = { 'notes.read': () => 'text' };

describe('rules in code on the road', () => {
  test('are decided together with the file’s, over the principal’s attributes', async () => {
    const { vak } = await started(file, { tools, rules: [cleared] });
    const read = (principal: typeof ann, id: string) =>
      vak.agent('reader').session({ principal }).call('notes.read', { id });
    expect(await read(ann, 'n1')).toMatchObject({
      ok: true,
      decision: { because: 'Cleared analysts read.' },
    });
    expect(await read(ann, 'secret-1')).toMatchObject({ refusal: { rule: 'file.secret' } });
    const bob = { id: 'bob', attributes: { role: 'analyst', clearance: 3 } };
    expect(await read(bob, 'n1')).toMatchObject({ refusal: { code: 'VAK6002' } });
  });

  test('a changed attribute is decided anew in the same session', async () => {
    const { vak } = await started(file, { tools, rules: [cleared] });
    let clearance = 10;
    const session = vak.agent('reader').session({
      principal: { id: 'ann', attributes: { role: 'analyst' } },
      context: () => ({ clearance }),
    });
    expect(await session.call('notes.read', { id: 'n1' })).toMatchObject({ ok: true });
    clearance = 1;
    expect(await session.call('notes.read', { id: 'n1' })).toMatchObject({ ok: false });
  });

  test('objections in code are recorded with their place and can be explained', async () => {
    const never = forbid('never').on('notes.read').where(attribute('args.id').contains('x'));
    const { vak, entries } = await started(file, { tools, rules: [cleared, never] });
    const result = await vak
      .agent('reader')
      .session({ principal: ann })
      .call('notes.read', { id: 'axb' });
    expect(result).toMatchObject({ refusal: { rule: 'code.never', at: 'rules:2:1' } });
    const decision = (await entries()).find(({ kind }) => kind === 'decision');
    expect(decision).toMatchObject({
      principal: 'ann',
      context: { clearance: 10, role: 'analyst' },
    });
    const { change } = await result.decision.explain();
    expect(change).toMatchObject({ verdict: 'permit', leaves: [{ leaf: 'args.id' }] });
  });

  test('are part of the plan’s digest', async () => {
    const digest = async (rules: readonly (typeof cleared)[]) =>
      (await started(file, { tools, rules })).vak.plan;
    const [none, one, same, other] = [
      await digest([]),
      await digest([cleared]),
      await digest([cleared]),
      await digest([cleared.where(attribute('args.id').exists())]),
    ];
    expect(one).toBe(same);
    expect(new Set([none, one, other]).size).toBe(3);
  });

  test('what does not fit stops the load', async () => {
    const wrong = permit('wrong').on('no.such');
    await expect(started(file, { tools, rules: [wrong] })).rejects.toThrow(
      'VAK6202: rule `code.wrong` (rules:1:1): there is no tool `no.such`',
    );
  });
});
