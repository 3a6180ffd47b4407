import { describe, expect, test } from 'vitest';
import { started } from './mk.ts';

const policy = (limit: string): string => `
context { customer: string? }
tool mail.send { effect: write args { to: email } result: int }
tool mail.draft { effect: write args { to: email } result: int }
agent desk { tools: [mail.send, mail.draft] }
agent night { tools: [mail.send, mail.draft] }
policy p for any agent { rule all { permit mail.send, mail.draft } }
${limit}
`;
const tools = { 'mail.send': () => 1, 'mail.draft': () => 1 };

/** A call that differs from the usual one in one respect. */
interface Ask {
  readonly agent?: 'desk' | 'night';
  readonly tool?: 'mail.send' | 'mail.draft';
  readonly tenant?: string;
  readonly principal?: string;
  readonly to?: string;
  readonly customer?: string;
}

async function asking(limit: string) {
  const run = await started(policy(limit), { tools });
  const ask = async (of: Ask): Promise<boolean> => {
    const { agent = 'desk', tool = 'mail.send', tenant = 'acme', principal = 'ann' } = of;
    const context = { customer: of.customer ?? 'c1' };
    const session = run.vak.agent(agent).session({ tenant, principal, context });
    const result = await session.call(tool, { to: of.to ?? 'bob@mail.example' });
    if (!result.ok) expect(result).toMatchObject({ refusal: { code: 'VAK6003', rule: 'few' } });
    return result.ok;
  };
  return { ...run, ask };
}

describe('a limit counts by what its author names', () => {
  const on = 'limit few for any agent { on any tool at most 2 calls per 1h';
  test.each<[string, string, Ask, Ask]>([
    ['the agent', `${on} for each agent.name }`, { agent: 'desk' }, { agent: 'night' }],
    ['the tool', `${on} for each tool.name }`, { tool: 'mail.send' }, { tool: 'mail.draft' }],
    ['the tenant', `${on} for each session.tenant }`, { tenant: 'acme' }, { tenant: 'globex' }],
    [
      'the person',
      `${on} for each session.principal }`,
      { principal: 'ann' },
      { principal: 'eve' },
    ],
    [
      'an argument',
      'limit few for any agent { on mail.send at most 2 calls per 1h for each args.to }',
      { to: 'bob@mail.example' },
      { to: 'eve@mail.example' },
    ],
    [
      'a fact of the context',
      `${on} for each context.customer }`,
      { customer: 'c1' },
      { customer: 'c2' },
    ],
    [
      'one agent alone',
      'limit few for desk { on any tool at most 2 calls per 1h }',
      { agent: 'desk' },
      { agent: 'night' },
    ],
    [
      'one tool alone',
      'limit few for any agent { on mail.send at most 2 calls per 1h }',
      { tool: 'mail.send' },
      { tool: 'mail.draft' },
    ],
  ])('%s: who is over takes nothing from others', async (_, limit, greedy, other) => {
    const { ask, clock } = await asking(limit);
    for (let call = 0; call < 10; call += 1) expect(await ask(greedy)).toBe(call < 2);
    expect(await ask(other)).toBe(true);
    expect(await ask(other)).toBe(true);
    await clock.advance(3_600_000);
    expect(await ask(greedy)).toBe(true);
  });

  test('two spellings of one address are one key', async () => {
    const { ask } = await asking(
      'limit few for any agent { on mail.send at most 2 calls per 1h for each args.to }',
    );
    expect(await ask({ to: 'bob@mail.example' })).toBe(true);
    expect(await ask({ to: 'bob@MAIL.example.' })).toBe(true);
    expect(await ask({ to: 'bob@mail。example' })).toBe(false);
  });

  test('a key that is not known forbids', async () => {
    const { vak } = await asking(
      'limit few for any agent { on any tool at most 2 calls per 1h for each context.customer }',
    );
    const session = vak.agent('desk').session({ context: {} });
    expect(await session.call('mail.send', { to: 'bob@mail.example' })).toMatchObject({
      ok: false,
    });
  });
});
