import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Limiter } from '../dist/plugins/policy/limits/limiter.js';
import type { Take } from '../dist/runtime/contract/index.js';
import { beside, type Result } from './result.ts';
import { inTurns, quantile, type Work } from './rounds.ts';

// What a limit costs in memory. `limits/decision` is the question alone, does this call still fit, of
// counters that have counted. The others are whole admissions: asking, counting, and settling, as a call
// does; their window is exact. The peer asks and counts in fixed windows, which let twice the bound through
// across a boundary, and answers by a promise. What is asked, and under which name, is made before the
// clock runs, for the peer too. Nothing is refused.

const batch = 1_000;
const perMs = 1_000;
const max = 1_000_000;

/** What is asked for a key. */
function takesOf(form: Take['form'], key: string): readonly Take[] {
  const most = BigInt(max);
  const take = { window: 'bench', key, form, amount: 1n, max: most, perMs };
  return [form === 'rate' ? { ...take, burst: most } : take];
}

type Prepared = readonly (readonly Take[])[];

/** Counts on; the time moves a millisecond each hundred admissions, so that entries leave too. */
function admissions(limiter: Limiter, prepared: Prepared): () => void {
  const names = Array.from({ length: batch }, (_, index) => `call-${index}`);
  let count = 0;
  return () => {
    for (const name of names) {
      const takes = prepared[count % prepared.length] as readonly Take[];
      const { ok } = limiter.reserve(name, takes, Math.floor(count / 100));
      if (!ok) throw new Error('a call was refused that fits');
      limiter.settle(name);
      count += 1;
    }
  };
}

/** Only asks, of counters that have counted. */
function questions(limiter: Limiter, prepared: Prepared): () => void {
  for (const [index, takes] of prepared.entries()) limiter.reserve(`call-${index}`, takes, 0);
  let count = 0;
  return () => {
    for (let call = 0; call < batch; call += 1) {
      const takes = prepared[count++ % prepared.length] as readonly Take[];
      if (!limiter.peek(takes, 500).ok) throw new Error('a call was refused that fits');
    }
  };
}

/** A promise is waited for before the next. */
function flexible(keys: readonly string[]): () => Promise<void> {
  const limiter = new RateLimiterMemory({ points: max, duration: perMs / 1_000 });
  let count = 0;
  return async () => {
    for (let call = 0; call < batch; call += 1) {
      await limiter.consume(keys[count++ % keys.length] as string);
    }
  };
}

async function measure(what: string, form: Take['form'], size: number): Promise<Result> {
  const keys = Array.from({ length: size }, (_, index) => `acme/customer-${index}`);
  const prepared = keys.map((key) => takesOf(form, key));
  // The other limiter cannot ask without counting in the same step.
  const works: readonly Work[] = what.startsWith('decision')
    ? [{ name: 'vak', once: questions(new Limiter(), prepared) }]
    : [
        { name: 'vak', once: admissions(new Limiter(), prepared) },
        { name: 'flexible', once: flexible(keys) },
      ];
  const times = await inTurns(works, { rounds: 400, warm: 100 });
  // Microseconds a batch of a thousand are nanoseconds one.
  const value = quantile(times.get('vak'), 0.5);
  const result: Result = { name: `limits/${what}/${size}keys`, value, unit: 'ns', better: 'lower' };
  if (!times.has('flexible')) return result;
  const theirs = quantile(times.get('flexible'), 0.5);
  return { ...result, peers: [beside('rate-limiter-flexible, memory', theirs, value)] };
}

const areas = [
  ['decision-at-most', 'at most', 1],
  ['decision-gcra', 'rate', 1],
  ['decision-at-most', 'at most', 10_000],
  ['decision-gcra', 'rate', 10_000],
  ['at-most', 'at most', 10_000],
  ['gcra', 'rate', 10_000],
  ['gcra', 'rate', 1],
] as const;

/** Measures what begins as wanted. */
export async function run(filter: string): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const [what, form, size] of areas) {
    if (!`limits/${what}/${size}keys`.startsWith(filter)) continue;
    results.push(await measure(what, form, size));
  }
  return results;
}
