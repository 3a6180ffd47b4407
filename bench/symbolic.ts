import { ConstraintVerifier } from '../dist/index.js';
import { Database } from '../dist/plugins/judgement/symbolic/datalog/database.js';
import { check } from '../dist/plugins/judgement/symbolic/datalog/text/check.js';
import { parse } from '../dist/plugins/judgement/symbolic/datalog/text/parse.js';
import { beside, type Result } from './result.ts';
import { inTurns, quantile } from './rounds.ts';

// Rules, constraints, and how they grow. The closure of 100,000 edges stands beside a semi-naive loop written
// for that one program; facts are given and ids are small numbers for both.

type Edge = readonly [number, number];
const plenty = { facts: 10_000_000, ms: 60_000 };

/** Chains of 100 with a few ways across: about 50 ends for each beginning. */
function edgesOf(count: number): readonly Edge[] {
  const chain = 20;
  return Array.from({ length: count }, (_, at): Edge => {
    const node = at + Math.floor(at / chain);
    return [node, node + 1];
  });
}

const program = (text: string): Database => {
  const { checked, problems } = check([parse(text, 'bench.dl')], { inputs: [], outputs: [] });
  if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join('\n'));
  return new Database(checked);
};

const closure = `.decl edge(a: int, b: int)
.decl path(a: int, b: int)
path(X, Y) :- edge(X, Y).
path(X, Z) :- path(X, Y), edge(Y, Z).
`;

function byRules(database: Database, edges: readonly Edge[]): number {
  database.reset();
  for (const [a, b] of edges) database.add('edge', a, b);
  database.run(plenty);
  return database.relation('path').count;
}

/** The same by hand: pairs as one key, edges by their beginning. */
function byHand(edges: readonly Edge[]): number {
  const from = new Map<number, number[]>();
  for (const [a, b] of edges) {
    const to = from.get(a);
    if (to === undefined) from.set(a, [b]);
    else to.push(b);
  }
  const all = new Set<number>();
  let fresh: Edge[] = [];
  const add = (a: number, b: number, into: Edge[]): void => {
    const key = a * 4_194_304 + b;
    if (all.has(key)) return;
    all.add(key);
    into.push([a, b]);
  };
  for (const [a, b] of edges) add(a, b, fresh);
  while (fresh.length > 0) {
    const next: Edge[] = [];
    for (const [a, b] of fresh) for (const c of from.get(b) ?? []) add(a, c, next);
    fresh = next;
  }
  return all.size;
}

async function transitive(): Promise<readonly Result[]> {
  const database = program(closure);
  const sizes = [50_000, 100_000];
  const results: Result[] = [];
  const medians: number[] = [];
  for (const size of sizes) {
    const edges = edgesOf(size);
    if (byRules(database, edges) !== byHand(edges)) throw new Error('they do not agree');
    const times = await inTurns(
      [
        { name: 'vak', once: () => byRules(database, edges) },
        { name: 'a semi-naive loop by hand', once: () => byHand(edges) },
      ],
      { rounds: 5, warm: 1 },
    );
    const value = quantile(times.get('vak'), 0.5) / 1_000;
    const peer = quantile(times.get('a semi-naive loop by hand'), 0.5) / 1_000;
    medians.push(value);
    const peers = [beside('a semi-naive loop by hand', peer, value)];
    const name = `symbolic/closure/${size / 1_000}k-edges`;
    results.push({ name, value, unit: 'ms', better: 'lower', peers });
  }
  const [half = Number.NaN, whole = Number.NaN] = medians;
  const growth = { name: 'symbolic/closure-growth/2x', value: whole / half, unit: 'x' };
  return [...results, { ...growth, better: 'lower' }];
}

async function hundredRules(): Promise<Result> {
  const rules = Array.from(
    { length: 100 },
    (_, at) =>
      `.decl r${at}(a: int, b: string)\nr${at}(X, K) :- fact(X, K), X > ${at * 90}, kind(K, ${at % 10}).`,
  );
  const text = `.decl fact(a: int, k: string)\n.decl kind(k: string, n: int)\n${rules.join('\n')}\n`;
  const database = program(text);
  const once = (): number => {
    database.reset();
    for (let at = 0; at < 20; at += 1) database.add('kind', `k${at}`, at % 10);
    for (let at = 0; at < 9_980; at += 1) database.add('fact', at, `k${at % 20}`);
    database.run(plenty);
    return database.relation('r0').count;
  };
  if (once() === 0) throw new Error('nothing followed');
  const times = await inTurns([{ name: 'vak', once }], { rounds: 20, warm: 5 });
  const value = quantile(times.get('vak'), 0.5) / 1_000;
  return { name: 'symbolic/rules/100-rules-10k-facts', value, unit: 'ms', better: 'lower' };
}

async function constraint(): Promise<Result> {
  const flat = new ConstraintVerifier([
    { name: 'small', type: 'LESS_THAN', field: 'amount', value: 50 },
  ]);
  const values = { amount: 40 };
  const many = 1_000;
  const repeat = (one: () => unknown) => () => {
    for (let at = 0; at < many; at += 1) one();
  };
  const times = await inTurns(
    [
      { name: 'verify', once: repeat(() => flat.verify(values)) },
      {
        name: 'by hand',
        once: repeat(() => typeof values.amount === 'number' && values.amount < 50),
      },
    ],
    { rounds: 50, warm: 20 },
  );
  const each = (name: string): number => quantile(times.get(name), 0.5) / many;
  return {
    name: 'symbolic/constraint/flat-verify',
    value: each('verify'),
    unit: 'us',
    better: 'lower',
    peers: [beside('a comparison by hand', each('by hand'), each('verify'))],
  };
}

export async function run(): Promise<readonly Result[]> {
  return [...(await transitive()), await hundredRules(), await constraint()];
}
