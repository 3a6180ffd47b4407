import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Limiter } from '../dist/plugins/policy/limits/limiter.js';
import type { Take } from '../dist/runtime/contract/index.js';
import { beside, type Result } from './result.ts';
import { inTurns, quantile, type Work } from './rounds.ts';

// What one admission costs in memory, with 10,000 keys in turn. vak's takes the reservation and settles
// it, as a call does, and its window is exact; the peer counts in fixed windows, which let twice the
// bound through across a boundary, and answers by a promise. Nothing is refused while the clock runs.
// A decision is the reservation and its end: its name and what it takes are made before the clock starts.

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

/** Reservations that are asked for, counted and settled; names and takes are made before. */
async function measureDecision(form: Take['form'], size: number): Promise<Result> {
  const limiter = new Limiter();
  const takesOf = takesBy(form);
  const takes = Array.from({ length: size }, (_, index) => takesOf(`acme/customer-${index}`));
  const peer = flexible();
  const keys = takes.map(([take]) => (take as Take).key);
  const [own, theirs]: [number[], number[]] = [[], []];
  let turn = 0;
  for (let round = -100; round < 400; round += 1) {
    const names = Array.from({ length: batch }, (_, call) => `call-${turn + call}`);
    const now = Math.floor(turn / 100);
    const begun = performance.now();
    for (let call = 0; call < batch; call += 1) {
      const at = (turn + call) % size;
      const name = names[call] as string;
      if (!limiter.reserve(name, takes[at] as readonly Take[], now).ok) throw new Error('refused');
      limiter.settle(name);
    }
    const middle = performance.now();
    for (let call = 0; call < batch; call += 1) await peer(keys[(turn + call) % size] as string);
    const end = performance.now();
    turn += batch;
    if (round < 0) continue;
    own.push((middle - begun) * 1_000);
    theirs.push((end - middle) * 1_000);
  }
  const sorted = (of: number[]) => of.sort((x, y) => x - y);
  const [value, flexibles] = [quantile(sorted(own), 0.5), quantile(sorted(theirs), 0.5)];
  const name = `limits/decision-${form === 'rate' ? 'gcra' : 'at-most'}/${size}keys`;
  const peers = [beside('rate-limiter-flexible, memory', flexibles, value)];
  return { name, value, unit: 'ns', better: 'lower', peers };
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
  for (const [what, form, size] of areas) {
    if (!`limits/decision-${what}/${size}keys`.startsWith(filter)) continue;
    results.push(await measureDecision(form, size));
  }
  return results;
}
