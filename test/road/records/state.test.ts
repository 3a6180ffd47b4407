import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { stateAt } from '../../../src/runtime/evidence/replay/state.ts';
import { started } from '../mk.ts';

const policy = `
tool web.read { effect: read args { url: string } result: { text: string } }
tool mail.send { effect: egress args { to: string } result: { id: string } }
agent desk { tools: [web.read, mail.send] }
approvers lead { within: 1h, otherwise: forbid }
policy all for desk {
  rule some { permit web.read, mail.send }
  rule far { require approval from lead for mail.send when args.to == "far" }
}
limit few for desk { on mail.send at most 2 calls per 1h }
`;
const tools = {
  'web.read': () => ({ text: 'x' }),
  'mail.send': ({ to }: { to: string }) => {
    if (to === 'nowhere') throw new Error('no such box');
    return { id: 'm' };
  },
};

describe('the state of a session', () => {
  test('is what it was at each index: labels, calls, tickets and what was used up', async () => {
    const { vak, clock, state, entries } = await started(policy, { tools });
    const session = vak.agent('desk').session({ id: 's', principal: 'p' });
    await session.call('mail.send', { to: 'near' });
    await session.call('web.read', { url: 'u' });
    await session.call('mail.send', { to: 'far' });
    await session.call('mail.send', { to: 'nowhere' });
    await session.call('mail.send', { to: 'near' });
    const other = vak.agent('desk').session({ id: 'other' });
    await other.call('web.read', { url: 'u' });
    const folder = join(state, 'audit');
    const all = await entries();
    const at = (kind: string, n: number): number =>
      all.flatMap((entry, index) => (entry.kind === kind ? [index] : []))[n] as number;

    expect(await stateAt(folder, 's', 0)).toBeUndefined();
    expect(await stateAt(folder, 's', at('decision', 0))).toMatchObject({
      index: at('decision', 0),
      agent: 'desk',
      principal: 'p',
      plan: all[0]?.plan,
      labels: [],
      decided: { permit: 1, approval: 0, forbid: 0 },
      calls: [{ tool: 'mail.send', outcome: 'under way' }],
      counted: [{ window: 'few/0', amount: '1', max: '2' }],
    });
    expect(await stateAt(folder, 's', at('outcome', 1))).toMatchObject({
      labels: ['untrusted'],
      calls: [{ outcome: 'done' }, { tool: 'web.read', outcome: 'done' }],
      tickets: [],
    });
    expect(await stateAt(folder, 's')).toMatchObject({
      decided: { permit: 3, approval: 1, forbid: 1 },
      calls: [{ outcome: 'done' }, { outcome: 'done' }, { outcome: 'failed' }],
      tickets: [{ tool: 'mail.send', status: 'open' }],
      counted: [{ amount: '2' }],
    });
    clock.advance(2 * 60 * 60 * 1000);
    await other.call('web.read', { url: 'u' });
    expect(await stateAt(folder, 's')).toMatchObject({
      tickets: [{ status: 'expired' }],
      counted: [],
    });
    expect(await stateAt(folder, 'nobody')).toBeUndefined();
  });
});
