import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Limiter } from '../dist/plugins/policy/limits/limiter.js';
import type { Take } from '../dist/runtime/contract/index.js';
import { beside, type Result } from './result.ts';
import { inTurns, quantile, type Work } from './rounds.ts';

// What one admission costs in memory, with 10,000 keys in turn. vak's takes the reservation and settles
// it, as a call does, and its window is exact; the peer counts in fixed windows, which let twice the
// bound through across a boundary, and answers by a promise. Nothing is refused while the clock runs.

const batch = 1_000;
const perMs = 1_000;
const max = 1_000_000;

type Admit = (key: string) => unknown;

/** What is asked for a key; bounds are read from the plan once, so that only the key is new. */
function takesBy(form: Take['form']): (key: string) => readonly Take[] {
  const most = BigInt(max);
  return (key) => [
    form === 'rate'
      ? { window: 'bench', key, form, amount: 1n, max: most, perMs, burst: most }
      : { window: 'bench', key, form, amount: 1n, max: most, perMs },
  ];
}

/** Counts on; the time moves a millisecond each hundred admissions, so that entries leave too. */
function vak(form: Take['form']): Admit {
  const limiter = new Limiter();
  let count = 0;
  const takesOf = takesBy(form);
  return (key) => {
    count += 1;
    const reservation = `call-${count}`;
    const takes = takesOf(key);
    if (!limiter.reserve(reservation, takes, Math.floor(count / 100)).ok) {
      throw new Error('a call was refused that fits');
    }
    limiter.settle(reservation);
  };
}

/** Only asks, of counters that have counted: the part of an admission that is a decision. */
function peeking(form: Take['form']): Admit {
  const limiter = new Limiter();
  const asked = new Set<string>();
  const takesOf = takesBy(form);
  return (key) => {
    const takes = takesOf(key);
    if (!asked.has(key)) {
      asked.add(key);
      limiter.reserve(key, takes, 0);
    }
    return limiter.peek(takes, 500);
  };
}

function flexible(): Admit {
  const limiter = new RateLimiterMemory({ points: max, duration: perMs / 1_000 });
  return (key) => limiter.consume(key);
}

/** A batch of admissions over the keys in turn; a promise is waited for before the next. */
function inBatches(name: string, admit: Admit, keys: readonly string[]): Work {
  let turn = 0;
  const next = (): unknown => {
    const key = keys[turn % keys.length] as string;
    turn += 1;
    return admit(key);
  };
  const awaited = async (): Promise<void> => {
    for (let call = 0; call < batch; call += 1) await next();
  };
  const direct = (): void => {
    for (let call = 0; call < batch; call += 1) next();
  };
  return { name, once: name === 'vak' ? direct : awaited };
}

/** Has no peer: the other limiter cannot ask without counting in the same step. */
async function measurePeek(form: Take['form'], size: number): Promise<Result> {
  const keys = Array.from({ length: size }, (_, index) => `acme/customer-${index}`);
  const times = await inTurns([inBatches('vak', peeking(form), keys)], { rounds: 400, warm: 100 });
  const value = quantile(times.get('vak'), 0.5);
  return { name: `limits/peek/${size}keys`, value, unit: 'ns', better: 'lower' };
}

async function measure(what: string, form: Take['form'], size: number): Promise<Result> {
  const keys = Array.from({ length: size }, (_, index) => `acme/customer-${index}`);
  const works = [
    inBatches('vak', vak(form), keys),
    inBatches('rate-limiter-flexible', flexible(), keys),
  ];
  const times = await inTurns(works, { rounds: 400, warm: 100 });
  // Microseconds a batch of a thousand are nanoseconds an admission.
  const [ours, theirs] = works.map(({ name }) => quantile(times.get(name), 0.5)) as [
    number,
    number,
  ];
  return {
    name: `limits/${what}/${size}keys`,
    value: ours,
    unit: 'ns',
    better: 'lower',
    peers: [beside('rate-limiter-flexible, memory', theirs, ours)],
  };
}

const areas = [
  ['at-most', 'at most', 10_000],
  ['gcra', 'rate', 10_000],
  ['gcra', 'rate', 1],
] as const;

/** Measures admissions whose names begin as wanted. */
export async function run(filter: string): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const [what, form, size] of areas) {
    if (!`limits/${what}/${size}keys`.startsWith(filter)) continue;
    results.push(await measure(what, form, size));
  }
  const peek = 10_000;
  if (`limits/peek/${peek}keys`.startsWith(filter)) results.push(await measurePeek('rate', peek));
  return results;
}
