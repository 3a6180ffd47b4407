import { policyEngine } from '../dist/plugins/policy/engine/engine.js';
import { combine } from '../dist/runtime/call/decision/verdict.js';
import { callOf, record, spelled } from '../dist/runtime/testing/policy-plan.js';
import { building } from './decision-build.ts';
import { type Ask, peersOf, type Question } from './decision-peers.ts';
import { bound, customer, planOf } from './decision-plan.ts';
import { preparing } from './decision-prepare.ts';
import { beside, type Result } from './result.ts';
import { inTurns, quantile, type Work } from './rounds.ts';

// What a decision costs when one tool has N rules: "this customer may be refunded up to this amount",
// N customers, the call is one of theirs and every other one is above its bound. Before anything is timed,
// all must agree. `bare` is the engine's own answer, the opinions of the rules that speak; `full` puts verdict,
// reason, requirements and duties together from them. Calls are admitted beforehand; what that costs is
// reported beside, as `canonicalise` and `labels`.

const sizes = [10, 100, 1_000, 10_000];
const question = (index: number): Question => ({
  id: customer(index),
  euros: bound(index) + (index % 2),
  permitted: index % 2 === 0,
});

/** Calls are admitted beforehand: what is timed is the decision, with its opinions. */
function vak(size: number, questions: readonly Question[]): Ask {
  const engine = policyEngine(planOf(size));
  const calls = new Map(
    questions.map((of) => {
      const amount = spelled('money', `${of.euros}.00 EUR`);
      return [of, callOf('refund', { args: record({ customer: of.id, amount }) })];
    }),
  );
  return (of) => (engine.decide(calls.get(of) as never) as readonly unknown[]).length > 0;
}

async function measure(size: number): Promise<readonly Result[]> {
  const questions = Array.from({ length: 64 }, (_, index) =>
    question(Math.floor((index * size) / 64)),
  );
  const peers = await peersOf(size);
  const ours = vak(size, questions);
  const asks: Readonly<Record<string, Ask>> = { vak: ours, ...peers };
  for (const [name, ask] of Object.entries(asks)) {
    const asked = size > 1_000 ? questions.slice(0, 6) : questions;
    const wrong = asked.find((of) => ask(of) !== of.permitted);
    if (wrong !== undefined) throw new Error(`${name} disagrees about ${JSON.stringify(wrong)}`);
  }
  const next = (ask: Ask): (() => unknown) => {
    let turn = 0;
    return () => ask(questions[turn++ % questions.length] as Question);
  };
  const works: readonly Work[] = Object.entries(asks).map(([name, ask]) => ({
    name,
    once: next(ask),
  }));
  const together = await inTurns(works, {
    rounds: size > 1_000 ? 9 : 60,
    warm: size > 1_000 ? 3 : 20,
  });
  const alone = await inTurns([{ name: 'vak', once: next(ours) }], {
    rounds: 20_000,
    warm: 20_000,
  });
  // A decision takes no longer than a look at the clock does, so the median is over whole turns of all
  // questions; the 99th percentile is over single ones, the clock's own cost included.
  const turn = (): void => {
    for (const of of questions) ours(of);
  };
  const turns = await inTurns([{ name: 'vak', once: turn }], { rounds: 2_000, warm: 300 });
  const value = quantile(turns.get('vak'), 0.5) / questions.length;
  return [
    {
      name: `decision/bare/${size}`,
      value,
      unit: 'us',
      better: 'lower',
      peers: Object.keys(peers).map((name) =>
        beside(name, quantile(together.get(name), 0.5), value),
      ),
    },
    {
      name: `decision/bare-p99/${size}`,
      value: quantile(alone.get('vak'), 0.99),
      unit: 'us',
      better: 'lower',
    },
  ];
}

/** A decision with its opinions put together: verdict, reason, requirements and duties. */
async function full(size: number): Promise<readonly Result[]> {
  const engine = policyEngine(planOf(size));
  const calls = Array.from({ length: 64 }, (_, index) => {
    const { id, euros } = question(Math.floor((index * size) / 64));
    const amount = spelled('money', `${euros}.00 EUR`);
    return callOf('refund', { args: record({ customer: id, amount }) });
  });
  let turn = 0;
  const once = (): unknown =>
    combine(engine.decide(calls[turn++ % calls.length] as never) as never, true);
  const times = await inTurns([{ name: 'full', once }], { rounds: 20_000, warm: 20_000 });
  const figure = (name: string, of: number): Result => ({
    name: `decision/${name}/${size}`,
    value: quantile(times.get('full'), of),
    unit: 'us',
    better: 'lower',
  });
  return [figure('full', 0.5), figure('full-p99', 0.99)];
}

/** Measures decisions at every size whose names begin as wanted. */
export async function run(filter: string): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const size of sizes) {
    const names = [`decision/bare/${size}`, `decision/bare-p99/${size}`];
    if (names.some((name) => name.startsWith(filter))) results.push(...(await measure(size)));
  }
  const fullNames = ['decision/full/1000', 'decision/full-p99/1000'];
  if (fullNames.some((name) => name.startsWith(filter))) results.push(...(await full(1_000)));
  const wanted = (names: readonly string[]): boolean =>
    names.some((name) => `decision/${name}`.startsWith(filter));
  if (wanted(['canonicalise/plain', 'canonicalise/kinds', 'labels/1'])) {
    results.push(...(await preparing()));
  }
  if (wanted(['build/10000', 'build-first/10000', 'first/10000', 'first-first/10000'])) {
    results.push(...(await building(10_000)));
  }
  return results;
}
