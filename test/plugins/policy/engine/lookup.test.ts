import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyEngine } from '../../../../src/plugins/policy/engine/engine.ts';
import { lookupFor } from '../../../../src/plugins/policy/engine/lookup/lookup.ts';
import type { Rule } from '../../../../src/plugins/policy/engine/rule.ts';
import { compileRule } from '../../../../src/plugins/policy/engine/rule.ts';
import type { ExprPlan, Facts, RulePlan, Value } from '../../../../src/runtime/contract/index.ts';
import {
  and,
  like,
  list,
  lit,
  not,
  op,
  or,
  record,
  ref,
  text,
  value,
} from '../../../dsl/plan/written.ts';
import { call, planOf, rule, unless, when } from './sample.ts';

// Few words and few numbers, so that facts and conditions meet often.
const word = fc.constantFrom('a', 'b', 'c.example', 'd.example', 'not a host', '1');
const folder = fc.constantFrom('/', '/x', '/x/y', '/xy', '/x/y/z', 'x', 'x/y');
const link = fc.constantFrom(
  'https://c.example/a/b',
  'https://c.example/a%2Fb',
  'https://c.example/a%252Fb',
  'https://d.example/%C3%BC',
);
const number = fc.oneof(
  fc.integer({ min: -2, max: 4 }).map((n) => lit('int', n)),
  fc.constantFrom('0.5', '1', '2.5').map((n) => lit('decimal', n)),
  fc.constant(lit('int', '9007199254740993')),
);
const money = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom('EUR', 'USD'))
  .map(([n, currency]) => lit('money', `${n} ${currency}`));
const quantity = fc.oneof(
  number,
  money,
  fc.constantFrom('1h', '2h').map((d) => lit('duration', d)),
  fc.constantFrom('1KB', '2KB').map((s) => lit('size', s)),
  fc.constantFrom('10%', '20%').map((p) => lit('percent', p)),
);
const wordLike = fc.oneof(
  word.map(text),
  fc.constantFrom('c.example', 'd.example').map((host) => lit('host', host)),
  fc.constantFrom('a@c.example', 'b@c.example').map((email) => lit('email', email)),
  folder.map((path) => lit('path', path)),
  link.map((url) => lit('url', url)),
  link.map(text),
);
const anyLiteral = fc.oneof(
  wordLike,
  quantity,
  fc.boolean().map((b) => lit('bool', b)),
);
const place = fc.constantFrom('args.a', 'args.b', 'args.c', 'context.a').map(ref);
const order = fc.constantFrom('<', '<=', '>', '>=', '==', '!=');
const part: fc.Arbitrary<ExprPlan> = fc.oneof(
  fc.tuple(place, anyLiteral).map(([of, is]) => op(of, '==', is)),
  fc.tuple(anyLiteral, place).map(([is, of]) => op(is, '==', of)),
  fc
    .tuple(place, fc.array(anyLiteral, { maxLength: 4 }))
    .map(([of, all]) => op(of, 'in', list(...all))),
  fc.tuple(place, word, word).map(([of, a, b]) => op(of, 'in', list(text(a), text(b)))),
  fc
    .tuple(place, folder, fc.boolean())
    .map(([of, path, typed]) => op(of, 'in', typed ? lit('path', path) : text(path))),
  fc.tuple(place, order, quantity).map(([of, by, is]) => op(of, by, is)),
  fc.tuple(quantity, order, place).map(([is, by, of]) => op(is, by, of)),
  place.map((of) => like(of, '*x*')),
);
const condition = fc.oneof(
  { weight: 6, arbitrary: part },
  { weight: 3, arbitrary: fc.tuple(part, part).map(([a, b]) => and(a, b)) },
  { weight: 1, arbitrary: fc.tuple(part, part).map(([a, b]) => or(a, not(b))) },
);
const clause = fc
  .tuple(condition, fc.boolean())
  .map(([expr, positive]) => (positive ? when(expr) : unless(expr)));
const rules: fc.Arbitrary<readonly RulePlan[]> = fc
  .array(
    fc.tuple(
      fc.constantFrom<RulePlan['verdict']>('permit', 'forbid', 'approval'),
      fc.array(clause, { maxLength: 3 }),
    ),
    { minLength: 14, maxLength: 60, size: 'max' },
  )
  .map((all) => all.map(([verdict, clauses], index) => rule(`p.r${index}`, verdict, clauses)));

const fact: fc.Arbitrary<Value | undefined> = fc.oneof(
  fc.constant(undefined),
  word,
  fc.constantFrom('c.example', 'd.example', 'e.example').map((host) => value('host', host)),
  fc.constantFrom('a@c.example', 'z@c.example').map((email) => value('email', email)),
  folder.map((path) => value('path', path, '/x')),
  folder.map((path) => value('path', path)),
  link.map((url) => value('url', url)),
  quantity.map((of) => (of.op === 'literal' ? value(of.type, of.json) : 0)),
  fc.boolean(),
  fc.constant(['a', 'b']),
  fc.constant(value('json', { a: 1 })),
);
const facts: fc.Arbitrary<Facts> = fc
  .record({ a: fact, b: fact, c: fact, context: fact })
  .map(({ context, ...args }) => ({
    args: record(
      Object.fromEntries(
        Object.entries(args).filter((entry): entry is [string, Value] => entry[1] !== undefined),
      ),
    ),
    ...(context === undefined ? {} : { context: record({ a: context }) }),
  }));

describe('finding rules by a condition', () => {
  it('never changes what is said, unknowns included', () => {
    fc.assert(
      fc.property(rules, fc.array(facts, { minLength: 1, maxLength: 8 }), (all, several) => {
        const found = policyEngine(planOf(all));
        const walked = policyEngine(planOf(all), { find: 'walk' });
        for (const each of several) {
          expect(found.decide(call(each))).toEqual(walked.decide(call(each)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never gives a rule twice', () => {
    fc.assert(
      fc.property(rules, facts, (all, each) => {
        const into: Rule[] = [];
        lookupFor(all.map((plan, at) => compileRule(plan, at, new Map()))).collect(each, into);
        expect(new Set(into).size).toBe(into.length);
      }),
    );
  });

  it('does not depend on the order of the rules', () => {
    fc.assert(
      fc.property(rules, facts, (all, each) => {
        const said = (of: readonly RulePlan[]) =>
          [...(policyEngine(planOf(of)).decide(call(each)) as readonly { rule?: string }[])].sort(
            (a, b) => (a.rule ?? '').localeCompare(b.rule ?? ''),
          );
        expect(said([...all].reverse())).toEqual(said(all));
      }),
    );
  });
});

describe('how many rules a decision visits', () => {
  const size = 10_000;
  const visited = (make: (index: number) => readonly ExprPlan[], each: Facts): number => {
    const all = Array.from({ length: size }, (_, index) =>
      compileRule(rule(`p.r${index}`, 'forbid', make(index).map(when)), index, new Map()),
    );
    const into: Rule[] = [];
    lookupFor(all).collect(each, into);
    return into.length;
  };
  const common = op(ref('args.region'), '==', text('eu'));
  const args = (fields: Readonly<Record<string, Value>>): Facts => ({
    args: record({ region: 'eu', ...fields }),
  });

  it('one of 10,000 by equality, though all share another equality', () => {
    const make = (index: number) => [common, op(ref('args.id'), '==', text(`id-${index}`))];
    expect(visited(make, args({ id: 'id-77' }))).toBe(1);
    expect(visited(make, args({ id: 'nobody' }))).toBe(0);
  });

  it('one of 10,000 by an item of a list', () => {
    const make = (index: number) => [
      op(ref('args.id'), 'in', list(text(`id-${index}`), text(`other-${index}`))),
    ];
    expect(visited(make, args({ id: 'other-9999' }))).toBe(1);
  });

  it('one of 10,000 by the folder of a path', () => {
    const make = (index: number) => [common, op(ref('args.at'), 'in', lit('path', `/r/d${index}`))];
    expect(visited(make, args({ at: value('path', '/r/d5/deep/../file') }))).toBe(1);
    expect(visited(make, args({ at: value('path', '/r/d5x/file') }))).toBe(0);
  });

  it('one of 10,000 by the interval of an amount', () => {
    const make = (index: number) => [
      op(ref('args.amount'), '>', lit('money', `${index} EUR`)),
      op(ref('args.amount'), '<=', lit('money', `${index + 1} EUR`)),
    ];
    expect(visited(make, args({ amount: value('money', '41.50 EUR') }))).toBe(1);
    expect(visited(make, args({ amount: value('money', '42 EUR') }))).toBe(1);
    expect(visited(make, args({ amount: value('money', '42 USD') }))).toBe(size);
  });

  it('all of them where the fact is missing, for then each may hold', () => {
    const make = (index: number) => [op(ref('args.id'), '==', text(`id-${index}`))];
    expect(visited(make, args({}))).toBe(size);
  });
});
