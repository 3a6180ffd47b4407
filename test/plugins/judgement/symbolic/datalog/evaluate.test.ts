import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Derivation } from '../../../../../src/plugins/judgement/symbolic/datalog/why.ts';
import { run } from './mk.ts';

const edges = '.decl edge(a: int, b: int)\n';
const paths = `${edges}.decl path(a: int, b: int)
path(X, Y) :- edge(X, Y).
path(X, Z) :- path(X, Y), edge(Y, Z).
`;
const pairs = fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 20 });
const told = (all: readonly (readonly [number, number])[]): string =>
  all.map(([a, b]) => `edge(${a}, ${b}).`).join('\n');

/** Every pair with a way between them, by walking. */
function reached(all: readonly (readonly [number, number])[]): readonly string[] {
  const found = new Set<string>();
  for (const [start] of all) {
    const open = [start];
    const seen = new Set<number>();
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const [a, b] of all) {
        if (a !== at || seen.has(b)) continue;
        seen.add(b);
        open.push(b);
        found.add(`path(${start}, ${b})`);
      }
    }
  }
  return [...found].sort();
}

describe('what follows', () => {
  test('a closure, however its rules are written', () => {
    const other = paths.replace('path(X, Y), edge(Y, Z)', 'path(X, Y), path(Y, Z)');
    const backward = paths.replace('path(X, Y), edge(Y, Z)', 'edge(X, Y), path(Y, Z)');
    fc.assert(
      fc.property(pairs, (all) => {
        for (const program of [paths, other, backward]) {
          expect(run(program + told(all)).facts('path')).toEqual(reached(all));
        }
      }),
      { numRuns: 60 },
    );
  });

  test('two relations that need one another', () => {
    const program = `.decl next(a: int, b: int)
.decl even(n: int)
.decl odd(n: int)
even(0).
odd(Y) :- even(X), next(X, Y).
even(Y) :- odd(X), next(X, Y).
${Array.from({ length: 9 }, (_, n) => `next(${n}, ${n + 1}).`).join('\n')}`;
    expect(run(program).facts('even')).toEqual([0, 2, 4, 6, 8].map((n) => `even(${n})`));
  });

  test('what is absent, once all of it is known', () => {
    fc.assert(
      fc.property(pairs, (all) => {
        const program = `${paths}.decl node(n: int)\n.decl apart(a: int, b: int)
node(X) :- edge(X, _). node(X) :- edge(_, X).
apart(X, Y) :- node(X), node(Y), !path(X, Y).\n${told(all)}`;
        const { facts } = run(program);
        const nodes = facts('node').length;
        expect(facts('apart').length + facts('path').length).toBe(nodes * nodes);
      }),
      { numRuns: 40 },
    );
  });

  test('counts, sums and extremes, for each of what is known outside', () => {
    const { facts } = run(`.decl paid(who: string, what: int, amount: money)
.decl who(name: string)
.decl spent(who: string, total: money, times: int, least: money, most: money)
.decl idle(who: string)
who("a"). who("b"). who("c").
paid("a", 1, 20 EUR). paid("a", 2, 20 EUR). paid("b", 3, 0.10 EUR). paid("b", 4, 0.20 EUR).
spent(W, T, N, L, M) :- who(W), T = sum A : { paid(W, _, A) }, N = count : { paid(W, _, _) },
  L = min A : { paid(W, _, A) }, M = max A : { paid(W, _, A) }.
idle(W) :- who(W), 0 = count : { paid(W, _, _) }.`);
    expect(facts('spent')).toEqual([
      'spent("a", 40.00 EUR, 2, 20.00 EUR, 20.00 EUR)',
      'spent("b", 0.30 EUR, 2, 0.10 EUR, 0.20 EUR)',
    ]);
    expect(facts('idle')).toEqual(['idle("c")']);
  });

  test('exact numbers, beyond what a double holds', () => {
    const { facts } = run(`.decl n(x: int)
.decl d(x: decimal)
n(9007199254740993). n(Y) :- n(X), X < 9007199254740995, Y = X + 1.
d(Z) :- Z = 0.1 + 0.2.`);
    expect(facts('n')).toHaveLength(3);
    expect(facts('d')).toEqual(['d(0.3)']);
  });

  test('a repeated variable and a constant narrow a row', () => {
    const { facts } = run(`${edges}.decl loop(a: int)\n.decl from_two(a: int)
edge(1, 1). edge(1, 2). edge(2, 2). edge(2, 3).
loop(X) :- edge(X, X).
from_two(Y) :- edge(2, Y).`);
    expect(facts('loop')).toEqual(['loop(1)', 'loop(2)']);
    expect(facts('from_two')).toEqual(['from_two(2)', 'from_two(3)']);
  });

  test('what does not compare is told, not taken for false', () => {
    const { unclear } = run(`.decl m(x: money)\n.decl big(x: money)
m(1 EUR). m(1 USD). big(X) :- m(X), X > 0.50 EUR.`);
    expect(unclear?.of).toMatchObject({ kind: 'compare', op: '>' });
    expect(unclear?.why).toBe('values that do not compare');
  });

  test('no further than the limits allow', () => {
    const endless = '.decl n(x: int)\nn(0). n(Y) :- n(X), Y = X + 1.';
    expect(() => run(endless, { facts: 500, ms: 60_000 })).toThrow('more than 500 facts follow');
    const wide = `.decl n(x: int)\n.decl p(x: int)\n${Array.from({ length: 80 }, (_, i) => `n(${i}).`).join(' ')}
p(A) :- n(A), n(B), n(C), n(D), n(E), A + B + C + D + E < 0.`;
    expect(() => run(wide, { facts: 500, ms: 30 })).toThrow('not done within 30 ms');
  });
});

describe('why it follows', () => {
  const leaves = ({ fact, from }: Derivation): readonly string[] =>
    from.length === 0 ? [fact] : from.flatMap(leaves);
  const inner = (of: Derivation): readonly Derivation[] => [of, ...of.from.flatMap(inner)];

  test('every derivation ends in given facts and never leans on itself', () => {
    fc.assert(
      fc.property(pairs, (all) => {
        const { database, why } = run(paths + told(all));
        const given = new Set(all.map(([a, b]) => `edge(${a}, ${b})`));
        for (let row = 0; row < database.relation('path').count; row += 1) {
          const tree = why.of('path', row);
          expect(leaves(tree).every((leaf) => given.has(leaf))).toBe(true);
          const below = tree.from.flatMap(inner).map(({ fact }) => fact);
          expect(below).not.toContain(tree.fact);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('says what was compared and what was absent', () => {
    const { why } = run(`.decl n(x: int)\n.decl odd(x: int)\n.decl p(x: int)
n(3). odd(5). p(X) :- n(X), X > 2, !odd(X), within("/a/b", "/a").`);
    expect(why.of('p', 0)).toMatchObject({
      fact: 'p(3)',
      from: [{ fact: 'n(3)' }],
      where: ['3 > 2', 'no odd(3)', 'within("/a/b", "/a")'],
    });
  });

  test('says what an aggregate looked at, for what is known outside it', () => {
    const { why } =
      run(`.decl n(k: string, x: int)\n.decl bad(x: int)\n.decl total(k: string, s: int)
n("a", 1). n("a", 2). n("a", 9). n("b", 4). bad(9).
total(K, S) :- n(K, _), S = sum X : { n(K, X), !bad(X) }.`);
    const row = [0, 1].find((at) => why.of('total', at).fact === 'total("a", 3)') as number;
    expect(why.of('total', row)).toMatchObject({
      from: [
        { fact: expect.stringMatching(/^n\("a", \d\)$/) },
        { fact: 'n("a", 2)' },
        { fact: 'n("a", 1)' },
      ],
      where: ['3 = sum X : { n(K, X), no bad(X) }'],
    });
  });

  test('shows some of what was counted, and how much more there was', () => {
    const facts = Array.from({ length: 40 }, (_, at) => `n(${at}).`).join(' ');
    const { why } = run(`.decl n(x: int)\n.decl p(c: int)\n${facts} p(C) :- C = count : { n(_) }.`);
    const { from, where } = why.of('p', 0);
    expect(from).toHaveLength(16);
    expect(where).toEqual(['40 = count : { n(_) }', 'and 24 facts more of these']);
  });
});
