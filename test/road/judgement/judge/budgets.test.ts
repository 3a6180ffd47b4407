import { describe, expect, test } from 'vitest';
import type { ModelPort } from '../../../../src/runtime/contract/index.ts';
import { provider } from '../../../plugins/judgement/judge/server.ts';
import { folder, started } from '../../mk.ts';

const policy = (config: string) => `
use "vak/judge" for scorers as judge { ${config}, cache: 0 }
tool pages.get {
  effect: read
  args { page: string }
  result: { text: string }
}
agent desk { tools: [pages.get], delegates: [helper] }
agent helper { tools: [pages.get] }
policy p for any agent {
  rule all { permit pages.get }
}
gate sound for any agent {
  on pages.get
  score with judge { timeout: 2s, window: 1 }
  forbid when score < 0.7
}
`;
const tools = { 'pages.get': ({ page }: { page: string }) => ({ text: page }) };

/** A model that says it read 900 tokens of each question and wrote 100. */
function grader(usage: Awaited<ReturnType<ModelPort['complete']>>['usage']) {
  const count = { asked: 0 };
  const model: ModelPort = {
    abilities: () => ({ logprobs: false, schema: true }),
    async complete() {
      count.asked += 1;
      const text = JSON.stringify({ score: 0.9, confidence: 0.9, fault: 'none' });
      return { text, finish: 'stop', usage };
    },
  };
  return { model, count };
}
const thousand = { input: 900, output: 100 };

async function desk(config: string, usage = thousand as Parameters<typeof grader>[0]) {
  const { model, count } = grader(usage);
  const price = { input: 1_000_000n, output: 2_000_000n, cacheRead: 100_000n };
  const made = await started(policy(`model: "grader", ${config}`), {
    tools,
    models: { grader: { model, price } },
  });
  return { ...made, count };
}

/** How many calls pass until one does not. */
async function until(session: { call: (tool: string, args: unknown) => Promise<{ ok: boolean }> }) {
  let passed = 0;
  while (passed < 20 && (await session.call('pages.get', { page: `p${passed}` })).ok) passed += 1;
  return passed;
}

describe('a budget', () => {
  test('of a session is its own, and ends it alone', async () => {
    const { vak, entries } = await desk('tokens_per_session: 6000');
    const [one, two] = [vak.agent('desk').session(), vak.agent('desk').session()];
    const passed = await until(one);
    expect(passed).toBeGreaterThan(2);
    expect(passed).toBeLessThan(6);
    expect((await entries()).at(-1)).toMatchObject({
      code: 'VAK6021',
      stages: [{ verdict: 'failed', because: 'the budget of the judge is used up' }],
    });
    expect(await until(two)).toBe(passed);
  });

  test('of a session counts what it hands on', async () => {
    const { vak } = await desk('tokens_per_session: 6000');
    const parent = vak.agent('desk').session();
    const handed = await parent.delegate('helper', 'read a page');
    if (!handed.ok) throw new Error('it was not handed on');
    const passed = await until(handed.session);
    expect(passed).toBeGreaterThan(2);
    expect(await until(parent)).toBe(0);
  });

  test('of a tenant is shared by its sessions and by nobody else', async () => {
    const { vak } = await desk('tokens_per_tenant: 6000');
    const open = (tenant: string) => vak.agent('desk').session({ tenant });
    const passed = await until(open('acme'));
    expect(passed).toBeGreaterThan(2);
    expect(await until(open('acme'))).toBe(0);
    expect(await until(open('other'))).toBe(passed);
  });

  test('of a tenant comes back after 24 hours', async () => {
    const { vak, clock } = await desk('tokens_per_tenant: 6000');
    const passed = await until(vak.agent('desk').session());
    await clock.advance(24 * 3_600_000 + 1);
    expect(await until(vak.agent('desk').session())).toBe(passed);
  });

  describe('outlives the process', () => {
    const config = 'model: "grader", tokens_per_tenant: 6000';
    const opened = (model: ModelPort, state: string, startMs: number) =>
      started(policy(config), { tools, models: { grader: { model } }, state, startMs });
    const noon = Date.UTC(2026, 0, 1, 12);

    test('with what its questions came to', async () => {
      const state = folder();
      const { model } = grader(thousand);
      const first = await opened(model, state, noon);
      const passed = await until(first.vak.agent('desk').session());
      expect(passed).toBeGreaterThan(2);
      await first.vak.stop();
      const next = await opened(model, state, noon + 3_600_000);
      expect(await until(next.vak.agent('desk').session())).toBe(0);
      await next.vak.stop();
      const later = await opened(model, state, noon + 26 * 3_600_000);
      expect(await until(later.vak.agent('desk').session())).toBe(passed);
    });

    test('with no more than they came to', async () => {
      const state = folder();
      const { model } = grader({ input: 1, output: 1 });
      const first = await opened(model, state, noon);
      expect(await until(first.vak.agent('desk').session())).toBe(20);
      await first.vak.stop();
      const next = await opened(model, state, noon + 1_000);
      expect(await until(next.vak.agent('desk').session())).toBe(20);
    });

    test.each([
      ['fail', async () => Promise.reject(new Error('no line to the provider'))],
      ['are never answered', () => new Promise<never>(() => {})],
    ])('with what is held for questions that %s', async (_, complete) => {
      const state = folder();
      const { model } = grader(thousand);
      const first = await opened({ ...model, complete }, state, noon);
      const session = first.vak.agent('desk').session();
      for (let call = 0; call < 3; call += 1) await session.call('pages.get', { page: `p${call}` });
      const entries = await first.entries();
      const held = entries.flatMap(({ stages = [] }) => stages as { takes?: unknown[] }[]);
      expect(held.filter(({ takes }) => takes !== undefined).length).toBeGreaterThan(0);
      await first.vak.stop();
      const next = await opened(model, state, noon + 1_000);
      const fresh = await until((await opened(model, folder(), noon)).vak.agent('desk').session());
      expect(await until(next.vak.agent('desk').session())).toBeLessThan(fresh);
    });
  });

  test('of money charges what came from a cache at its own price', async () => {
    // 1,100 millionths a question; 110 where all of it was read from the cache but 100 tokens of answer.
    const cached = { input: 900, output: 10, cacheRead: 900 };
    const plain = await until((await desk('micros_per_session: 8000')).vak.agent('desk').session());
    const cheap = await desk('micros_per_session: 8000', cached);
    expect(await until(cheap.vak.agent('desk').session())).toBeGreaterThan(plain);
  });

  test('lets pass what uses little of what was reserved', async () => {
    const { vak } = await desk('tokens_per_session: 6000', { input: 1, output: 1 });
    expect(await until(vak.agent('desk').session())).toBe(20);
  });

  test.each([
    ['tells no usage', undefined],
    ['tells more than it could use', { input: 100_000, output: 0 }],
  ])('counts a model that %s, and stops it', async (_, usage) => {
    const { vak } = await desk('tokens_per_session: 6000', usage);
    expect(await until(vak.agent('desk').session())).toBeLessThan(7);
  });

  test.each([
    ['a part of a token', { input: 1.5, output: 0 }],
    ['less than nothing', { input: -1, output: 0 }],
    ['more from the cache than it read', { input: 1, output: 0, cacheRead: 2 }],
  ])('has no score of a model that tells %s', async (_, usage) => {
    const { vak } = await desk('tokens_per_session: 6000', usage);
    expect(await until(vak.agent('desk').session())).toBe(0);
  });

  test('counts a server of process rewards', async () => {
    const rows = { json: { data: [{ data: [[0.1, 0.9]] }], usage: { prompt_tokens: 400 } } };
    const served = await provider(...Array(20).fill(rows));
    const config = `server: "${served.url}", server_model: "prm", tokens_per_tenant: 2000`;
    const { vak } = await started(policy(config), { tools });
    let passed = 0;
    while (passed < 20) {
      const one = await vak.agent('desk').session().call('pages.get', { page: 'one' });
      if (!one.ok) break;
      passed += 1;
    }
    expect(passed).toBeGreaterThan(2);
    expect(passed).toBeLessThan(6);
    expect(served.asked).toHaveLength(passed);
  });

  test('is counted although the question is asked several times at once', async () => {
    const { model, count } = grader(undefined);
    const { vak } = await started(policy('model: "grader", samples: 9, tokens_per_session: 6000'), {
      tools,
      models: {
        grader: { model: { ...model, abilities: () => ({ logprobs: false, schema: false }) } },
      },
    });
    expect(await until(vak.agent('desk').session())).toBe(0);
    expect(count.asked).toBeLessThan(5);
  });
});
