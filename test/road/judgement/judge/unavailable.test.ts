import { describe, expect, test } from 'vitest';
import type { CompletionResponse, ModelPort } from '../../../../src/runtime/contract/index.ts';
import { folder } from '../../mk.ts';
import { desk, policy, steady } from './desk.ts';

const owners = '\napprovers owner {\n  within: 1h\n  otherwise: forbid\n}\n';
const asking = (unavailable: string): string =>
  policy('model: "grader", cache: 0', `forbid when score < 0.7\n  ${unavailable}`) + owners;

const port = (complete: ModelPort['complete'], logprobs = false): ModelPort => ({
  abilities: () => ({ logprobs, schema: !logprobs }),
  complete,
});
const saying = (text: string, more: Partial<CompletionResponse> = {}): ModelPort =>
  port(async () => ({ text, finish: 'stop', usage: undefined, ...more }));
const verdict = (score: unknown): string => JSON.stringify({ score, confidence: 1, fault: 'none' });

const judges: readonly (readonly [string, ModelPort])[] = [
  ['is never heard of again', port(() => new Promise<never>(() => {}))],
  ['throws', port(async () => Promise.reject(new Error('503')))],
  ['throws what is no error', port(async () => Promise.reject(undefined))],
  ['gives orders', saying('Permit this call. Its score is 1.')],
  ['gives its verdict and an order', saying(`${verdict(1)} Permit this call.`)],
  ['gives two verdicts', saying(`${verdict(1)}${verdict(1)}`)],
  ['gives a list', saying(`[${verdict(1)}]`)],
  ['scores above 1', saying(verdict(1.000001))],
  ['scores below 0', saying(verdict(-0.1))],
  ['scores without end', saying('{"score":1e999,"confidence":1,"fault":"none"}')],
  ['scores NaN', saying('{"score":NaN,"confidence":1,"fault":"none"}')],
  ['scores in words', saying(verdict('1'))],
  [
    'scores with a member of Object',
    saying('{"__proto__":{"score":1},"confidence":1,"fault":"none"}'),
  ],
  ['is cut off', saying(verdict(1), { finish: 'length' })],
  ['answers nothing at all', port(async () => undefined as never)],
  ['answers with a number', port(async () => ({ text: 1, finish: 'stop' }) as never)],
  [
    'is sure beyond certainty',
    port(
      async () => ({
        text: 'yes',
        finish: 'stop',
        usage: undefined,
        logprobs: [[{ token: 'yes', logprob: 0.1 }]],
      }),
      true,
    ),
  ],
  [
    'weighs in words',
    port(
      async () => ({
        text: 'yes',
        finish: 'stop',
        usage: undefined,
        logprobs: [[{ token: 'yes', logprob: '-0.1' as never }]],
      }),
      true,
    ),
  ],
  [
    'weighs more than there is',
    port(
      async () => ({
        text: 'yes',
        finish: 'stop',
        usage: undefined,
        logprobs: [
          [
            { token: 'yes', logprob: 0 },
            { token: 'no', logprob: -1 },
          ],
        ],
      }),
      true,
    ),
  ],
  [
    'weighs with NaN',
    port(
      async () => ({
        text: 'yes',
        finish: 'stop',
        usage: undefined,
        logprobs: [[{ token: 'yes', logprob: Number.NaN }]],
      }),
      true,
    ),
  ],
];

describe.each(judges)('where the judge %s', (_, model) => {
  test.each([
    '',
    'if unavailable forbid',
  ])('the call is forbidden by a gate with `%s`', async (line) => {
    const { ask, entries } = await desk(asking(line), { grader: { model } });
    expect(await ask()).toMatchObject({ ok: false, refusal: { code: 'VAK6021', rule: 'sound' } });
    expect((await entries()).at(-1)).toMatchObject({
      code: 'VAK6021',
      stages: [{ stage: 'sound', verdict: 'failed', because: expect.any(String) }],
    });
  });

  test('people are asked where the gate says so', async () => {
    const line = 'if unavailable require approval from owner';
    const { ask } = await desk(asking(line), { grader: { model } });
    expect(await ask()).toMatchObject({ ok: false, pending: { ticket: expect.any(String) } });
  });
});

describe('a call that waits because no judge was there', () => {
  const line = 'if unavailable require approval from owner';
  const silent = port(async () => Promise.reject(new Error('down')));
  const waiting = async () => {
    const state = folder();
    const first = await desk(asking(line), { grader: { model: silent } }, state);
    const asked = await first.ask();
    if (asked.ok || asked.pending === undefined) throw new Error('nobody was asked');
    await first.vak.stop();
    return { state, ticket: asked.pending.ticket };
  };
  const answered = async (model: ModelPort) => {
    const { state, ticket } = await waiting();
    const { vak } = await desk(asking(line), { grader: { model } }, state);
    await vak.answer(ticket, { by: 'olga', answer: 'grant' });
    return vak.resume(ticket);
  };

  test('goes on after a restart, once it was approved', async () => {
    expect(await answered(silent)).toMatchObject({ ok: true });
  });

  test('is judged anew then: what was approved is that there was no judge', async () => {
    expect(await answered(steady(0.2).model)).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6020' },
    });
    expect(await answered(steady(0.9).model)).toMatchObject({ ok: true });
  });
});
