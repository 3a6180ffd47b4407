import { cpSync } from 'node:fs';
import { basename } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { folder, type Started, started } from './mk.ts';

const policy = `
tool llm.ask { effect: egress args { prompt: string, max_tokens: int } result: string }
agent g { tools: [llm.ask] }
policy p for g { rule ask { permit llm.ask } }
limit tokens for g { on model.call at most 1_000 of args.tokens per 1h for each session.tenant }
limit cost for g { on model.call at most 5 USD of args.cost per 1d }
limit asked for g { on llm.ask at most 1_000 of args.max_tokens per 1h }
`;
const noCost = policy.replace(/limit cost.*\n/, '');
const minute = 60_000;
const ask = { prompt: 'x', max_tokens: 800 };

/** Opens a session and says how many tokens it may still use, up to 1,000. */
const model = async (text = noCost, options: Parameters<typeof started>[1] = {}) => {
  const run = await started(text, options);
  const session = run.vak.agent('g').session();
  const called = async (tokens: number, more: object = {}) => {
    const result = await session.model({ model: 'm', tokens, ...more });
    if (!result.ok) throw new Error(result.refusal?.because);
    return result;
  };
  return { ...run, session, called };
};
const full = { ok: false, refusal: { code: 'VAK6003', rule: 'tokens' } };

describe('a model call made with an estimate', () => {
  test('is settled with what it used: the rest is given back', async () => {
    const { session, called } = await model();
    const first = await called(900);
    expect(await session.model({ tokens: 200 })).toMatchObject(full);
    await first.settle({ tokens: 150 });
    expect(await session.model({ tokens: 851 })).toMatchObject(full);
    await called(850);
  });

  test('counts what it used beyond from then on', async () => {
    const { session, called, clock } = await model();
    const first = await called(100);
    await clock.advance(30 * minute);
    await first.settle({ tokens: 1_500 });
    expect(await session.model({ tokens: 1 })).toMatchObject(full);
    await clock.advance(59 * minute);
    expect(await session.model({ tokens: 1 })).toMatchObject(full);
    await clock.advance(minute);
    await called(1_000);
  });

  test('is settled once, and on the record', async () => {
    const { session, called, entries } = await model();
    const first = await called(900);
    const [one, two] = await Promise.all([
      first.settle({ tokens: 100 }),
      first.settle({ tokens: 5 }),
    ]);
    expect(two).toEqual(one);
    expect(one.call).toBe(first.entry.call);
    const outcomes = (await entries()).filter(({ kind }) => kind === 'outcome');
    expect(outcomes).toMatchObject([
      { call: first.entry.call, tool: 'model.call', status: 'done', used: ['100000000000'] },
    ]);
    expect(await session.model({ tokens: 901 })).toMatchObject(full);
    await called(900);
  });

  test('refuses what does not fit its arguments, and may then be told again', async () => {
    const { session, called } = await model();
    const first = await called(900);
    for (const used of [{ tokens: 'many' }, { tokens: -5 }, { tokens: 0.5 }, { words: 3 }]) {
      await expect(first.settle(used as never)).rejects.toMatchObject({ code: 'VAK6202' });
    }
    expect(await session.model({ tokens: 101 })).toMatchObject(full);
    await first.settle({ tokens: 0 });
    await called(1_000);
  });

  test('of which only one amount is told keeps the others', async () => {
    const { session, called } = await model(policy);
    const first = await called(500, { cost: '3.00 USD' });
    await first.settle({ cost: '0.25 USD' });
    await called(500, { cost: '4.75 USD' });
    expect(await session.model({ tokens: 0, cost: '0.01 USD' })).toMatchObject({
      ok: false,
      refusal: { rule: 'cost' },
    });
    await expect(first.settle({ cost: '1 EUR' })).resolves.toMatchObject({
      call: first.entry.call,
    });
  });

  test('cannot be settled in another currency, nor by another key', async () => {
    const { called } = await model(policy);
    const first = await called(500, { cost: '3.00 USD' });
    await expect(first.settle({ cost: '1 EUR' })).rejects.toMatchObject({ code: 'VAK6202' });
    const keyed = noCost.replace('for each session.tenant', 'for each args.model');
    const other = await (await model(keyed)).called(500);
    await expect(other.settle({ model: 'n' })).rejects.toMatchObject({ code: 'VAK6202' });
  });
});

describe('a tool that says what it used', () => {
  const tools = (tokens: unknown, end: () => unknown = () => 'text') => ({
    'llm.ask': (_: unknown, host: { used(of: object): void }) => {
      host.used({ max_tokens: tokens });
      return end();
    },
  });

  test('is settled with that', async () => {
    const { session } = await model(noCost, { tools: tools(50) });
    for (let call = 0; call < 5; call += 1) {
      expect(await session.call('llm.ask', ask)).toMatchObject({ ok: true });
    }
    expect(await session.call('llm.ask', ask)).toMatchObject({ ok: false });
  });

  test('is so where it fails after all', async () => {
    const failing = tools(50, () => {
      throw new Error('no');
    });
    const { session } = await model(noCost, { tools: failing });
    for (let call = 0; call < 5; call += 1) {
      expect(await session.call('llm.ask', ask)).toMatchObject({ refusal: { code: 'VAK7004' } });
    }
    expect(await session.call('llm.ask', ask)).toMatchObject({ refusal: { code: 'VAK6003' } });
  });

  test('keeps what it reserved where what it says does not fit, which is a fault', async () => {
    const { vak, session } = await model(noCost, { tools: tools('few') });
    expect(await session.call('llm.ask', ask)).toMatchObject({ ok: true });
    expect(await session.call('llm.ask', ask)).toMatchObject({ refusal: { code: 'VAK6003' } });
    expect((await vak.health()).faults.limits).toMatchObject({ count: 1 });
  });

  test('is not believed to have used less where nobody knows how it ended', async () => {
    const next = async (tokens: number): Promise<string> => {
      const { promise: begun, resolve } = Promise.withResolvers<void>();
      const hanging = tools(tokens, () => {
        setImmediate(resolve);
        return new Promise(() => undefined);
      });
      const { session, clock } = await model(noCost, { tools: hanging });
      const late = session.call('llm.ask', ask);
      await begun;
      await clock.advance(2_000);
      expect(await late).toMatchObject({ refusal: { code: 'VAK7001' } });
      const again = await session.call('llm.ask', { ...ask, max_tokens: 201 });
      return again.ok ? 'fits' : (again.refusal?.code ?? 'asks');
    };
    expect(await next(1_000)).toBe('VAK6003');
    expect(await next(10)).toBe('VAK6003');
  });
});

type Step =
  | { readonly do: 'call'; readonly tenant: string; readonly tokens: number }
  | { readonly do: 'settle'; readonly which: number; readonly tokens: number }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'crash' };
const whole = (max: number) => fc.integer({ min: 0, max });
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        do: fc.constant('call' as const),
        tenant: fc.constantFrom('acme', 'globex'),
        tokens: whole(600),
      }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('settle' as const),
        which: whole(2),
        tokens: whole(900),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: whole(40) }) },
    { weight: 1, arbitrary: fc.constant({ do: 'crash' } as const) },
  ),
  { minLength: 10, maxLength: 40, size: 'max' },
);

/** A process that ends without a word: what it left on its disk is all that the next one has. */
function crashed(state: string): string {
  const left = folder();
  cpSync(state, left, { recursive: true, filter: (path) => !basename(path).includes('lock') });
  return left;
}

/** What was counted, written down as plainly as possible. */
interface Counted {
  readonly at: number;
  readonly tenant: string;
  tokens: number;
}

/** Carries steps out and expects of each what the plain list says. Gives what was seen. */
async function agree(all: readonly Step[]): Promise<{ settled: number; refused: number }> {
  const counted: Counted[] = [];
  const seen = { settled: 0, refused: 0 };
  let now = Date.UTC(2026, 0, 1);
  const open = (state: string): Promise<Started> => started(noCost, { state, startMs: now });
  let run = await open(folder());
  let waiting: { of: Counted; settle: (used: { tokens: number }) => Promise<unknown> }[] = [];
  for (const step of all) {
    if (step.do === 'wait') {
      now += step.minutes * minute;
      await run.clock.advance(step.minutes * minute);
    } else if (step.do === 'crash') {
      run = await open(crashed(run.state));
      waiting = [];
    } else if (step.do === 'settle') {
      const [one] = waiting.splice(step.which, 1);
      if (one === undefined) continue;
      await one.settle({ tokens: step.tokens });
      seen.settled += 1;
      const beyond = step.tokens - one.of.tokens;
      if (beyond > 0) counted.push({ ...one.of, at: now, tokens: beyond });
      else one.of.tokens = step.tokens;
    } else {
      const { tenant, tokens } = step;
      const result = await run.vak.agent('g').session({ tenant }).model({ tokens });
      const inside = counted.filter((one) => one.tenant === tenant && one.at > now - 60 * minute);
      const fits = inside.reduce((sum, one) => sum + one.tokens, tokens) <= 1_000;
      expect(result.ok).toBe(fits);
      if (!result.ok) {
        seen.refused += 1;
        continue;
      }
      const of = { at: now, tenant, tokens };
      counted.push(of);
      waiting.push({ of, settle: result.settle });
    }
  }
  return seen;
}

describe('settled amounts', () => {
  test('count alike under any interleaving, whenever the process dies and starts again', async () => {
    let [settled, refused, restarts] = [0, 0, 0];
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const seen = await agree(all);
        settled += seen.settled;
        refused += seen.refused;
        restarts += all.filter((step) => step.do === 'crash').length;
      }),
      { numRuns: 12 },
    );
    expect(Math.min(settled, refused, restarts)).toBeGreaterThan(5);
  }, 60_000);
});
