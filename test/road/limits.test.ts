import { cpSync } from 'node:fs';
import { basename } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { folder, type Started, started } from './mk.ts';

const policy = `
tool a.pay { effect: write args { n: int, amount: money } result: int }
agent g { tools: [a.pay] }
policy p for g { rule pay { permit a.pay } }
limit calls for g { on a.pay at most 5 calls per 1h for each session.tenant }
limit money for g { on a.pay at most 50 EUR of args.amount per 2h }
limit pace for g { on a.pay rate 4 calls per 30m burst 2 }
`;
const minute = 60_000;

/** What has been carried out, by the tool's own account, which no restart forgets. */
interface Effect {
  readonly at: number;
  readonly tenant: string;
  readonly euros: number;
}

type Step =
  | {
      readonly do: 'call';
      readonly tenant: string;
      readonly euros: number;
      readonly hangs: boolean;
    }
  | { readonly do: 'wait'; readonly minutes: number }
  | { readonly do: 'crash' };

const call = fc.record({
  do: fc.constant('call' as const),
  tenant: fc.constantFrom('acme', 'globex'),
  euros: fc.integer({ min: 0, max: 20 }),
  hangs: fc.integer({ min: 0, max: 3 }).map((roll) => roll === 0),
});
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: call },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant('wait' as const),
        minutes: fc.integer({ min: 0, max: 50 }),
      }),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'crash' } as const) },
  ),
  { minLength: 10, maxLength: 40, size: 'max' },
);

/**
 * A process that ends without a word: what it left on its disk is all that the next one has. What is not yet in its
 * place (`.new`) may be renamed while it is being copied, for the process goes on; it counts as not written.
 */
function crashed(state: string): string {
  const left = folder();
  cpSync(state, left, { recursive: true, filter: (path) => !/lock|\.new$/.test(basename(path)) });
  return left;
}

/** Carries the steps out and gives what happened; a hanging tool has had its effect. */
async function live(all: readonly Step[]): Promise<readonly Effect[]> {
  const effects: Effect[] = [];
  let now = Date.UTC(2026, 0, 1);
  let count = 0;
  let doing: Omit<Effect, 'at'> & { readonly hangs: boolean };
  let began: () => void = () => undefined;
  const tools = {
    'a.pay': () => {
      const { tenant, euros, hangs } = doing;
      effects.push({ at: now, tenant, euros });
      began();
      return hangs ? new Promise<number>(() => undefined) : 1;
    },
  };
  const open = (state: string): Promise<Started> => started(policy, { tools, state, startMs: now });
  let run = await open(folder());
  for (const step of all) {
    if (step.do === 'wait') {
      now += step.minutes * minute;
      await run.clock.advance(step.minutes * minute);
    } else if (step.do === 'crash') run = await open(crashed(run.state));
    else {
      doing = step;
      count += 1;
      const { tenant, euros } = step;
      const session = run.vak.agent('g').session({ tenant });
      const started = new Promise<void>((resolve) => {
        began = resolve;
      });
      const answer = session.call('a.pay', { n: count, amount: `${euros} EUR` });
      await Promise.race([answer, started]);
      if (!step.hangs) await answer;
    }
  }
  return effects;
}

/** The most that any interval of a length holds, of the effects of one key. */
function most(effects: readonly Effect[], ms: number, weight: (of: Effect) => number): number {
  return effects.reduce((found, { at: end, tenant }) => {
    const inside = effects.filter(
      (one) => one.tenant === tenant && one.at > end - ms && one.at <= end,
    );
    return Math.max(
      found,
      inside.reduce((sum, one) => sum + weight(one), 0),
    );
  }, 0);
}

describe('limits on the road', () => {
  test('hold in every interval, whenever the process dies and starts again', async () => {
    let [busiest, restarts] = [0, 0];
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const effects = await live(all);
        expect(most(effects, 60 * minute, () => 1)).toBeLessThanOrEqual(5);
        expect(most(effects, 120 * minute, ({ euros }) => euros)).toBeLessThanOrEqual(50);
        expect(most(effects, 30 * minute, () => 1)).toBeLessThanOrEqual(4 + 2);
        busiest = Math.max(busiest, effects.length);
        restarts += all.filter((step) => step.do === 'crash').length;
      }),
      { numRuns: 12 },
    );
    expect(busiest).toBeGreaterThan(5);
    expect(restarts).toBeGreaterThan(3);
  }, 60_000);

  test('count a call whose process died before it ended', async () => {
    const hanging = (amount: string) =>
      ({ do: 'call', tenant: 'acme', euros: Number(amount), hangs: true }) as const;
    const again = { ...hanging('30'), hangs: false };
    expect(await live([hanging('30'), { do: 'crash' }, again])).toHaveLength(1);
    expect(await live([hanging('30'), { do: 'crash' }, { ...again, euros: 20 }])).toHaveLength(2);
  });
});
