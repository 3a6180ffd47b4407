import { describe, expect, test } from 'vitest';
import { definePlugin, type Hooks } from '../../src/runtime/contract/index.ts';
import { started } from './mk.ts';

const policy = `
tool mail.send { effect: write args { to: string } result: string }
agent writer { tools: [mail.send] }
policy mail for writer {
  rule send { permit mail.send }
  rule never { forbid mail.send when args.to == "nobody" because "Nobody gets mail." }
}
`;

const speaking = (name: string, before: Hooks['before'], order: 'first' | 'last' = 'first') =>
  definePlugin({
    name,
    version: '1.0.0',
    api: 1,
    runs: 'process',
    provides: [],
    setup: ({ on }) => on('before', { order }, before),
  });

async function send(plugins: readonly ReturnType<typeof speaking>[], to = 'somebody') {
  const { vak } = await started(policy, { plugins, tools: { 'mail.send': () => 'sent' } });
  return vak.agent('writer').session().call('mail.send', { to });
}
const no = (because: string) => () => ({ by: 'ignored', verdict: 'forbid' as const, because });

describe('what speaks before the rules', () => {
  test('null is no objection', async () => {
    expect(await send([speaking('quiet', () => null)])).toMatchObject({ ok: true });
  });

  test('an objection forbids what the rules permit, under the name of its plugin', async () => {
    const result = await send([speaking('closed', no('Closed today.'))]);
    expect(result).toMatchObject({ ok: false, refusal: { because: 'Closed today.' } });
    expect(result.decision.opinions).toContainEqual({
      by: 'closed',
      verdict: 'forbid',
      because: 'Closed today.',
    });
  });

  test('the first that is not null is the last that is asked', async () => {
    let asked = 0;
    const late = speaking('late', () => {
      asked += 1;
      return null;
    });
    const result = await send([
      speaking('a-quiet', async () => null),
      speaking('b-strict', no('B.')),
      late,
    ]);
    expect(result).toMatchObject({ refusal: { because: 'B.' } });
    expect(asked).toBe(0);
  });

  test('the rules are asked all the same, and their forbid is told', async () => {
    const approval = speaking('asks', () => ({
      by: 'asks',
      verdict: 'approval',
      from: { approvers: 'host', count: 1, withinMs: 1_000 },
    }));
    const { decision } = await send([approval], 'nobody');
    expect(decision.verdict).toBe('forbid');
    expect(decision.because).toBe('Nobody gets mail.');
  });

  test.each([
    ['a permit', () => ({ by: 'x', verdict: 'permit' })],
    ['nothing at all', () => undefined],
    ['a word', () => 'no'],
    [
      'an approval by no whole number of people',
      () => ({
        by: 'x',
        verdict: 'approval',
        from: { approvers: 'host', count: Number.NaN, withinMs: 1_000 },
      }),
    ],
    ['an approval from nobody', () => ({ by: 'x', verdict: 'approval' })],
    [
      'a throw',
      () => {
        throw new Error('broken');
      },
    ],
    ['a rejection', async () => Promise.reject(new Error('broken'))],
  ])('%s forbids, and the plugin is named', async (_, before) => {
    const result = await send([speaking('odd', before as unknown as Hooks['before'])], 'nobody');
    expect(result.decision.verdict).toBe('forbid');
    const named = result.decision.opinions.find(({ by }) => by === 'odd');
    expect(named).toMatchObject({ verdict: 'forbid', code: 'VAK6106' });
  });

  test('what it says is read once, so that no objection turns into a permit', async () => {
    let asked = 0;
    const turning = () => ({
      by: 'x',
      get verdict() {
        asked += 1;
        return asked === 1 ? 'forbid' : 'permit';
      },
    });
    const plugin = speaking('turning', turning as unknown as Hooks['before']);
    const result = await send([plugin], 'somebody');
    expect(result).toMatchObject({ ok: false, decision: { verdict: 'forbid' } });
    expect(asked).toBe(1);
  });

  test('what it does to the call is not what the rules read', async () => {
    const changing: Hooks['before'] = ({ args, facts }) => {
      for (const record of [args, facts.args]) {
        (record as unknown as { fields: Map<string, string> }).fields.set('to', 'somebody');
      }
      return null;
    };
    const result = await send([speaking('changing', changing)], 'nobody');
    expect(result).toMatchObject({ ok: false, refusal: { because: 'Nobody gets mail.' } });
  });
});
