import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policyEngine } from '../../../../src/plugins/policy/engine/engine.ts';
import { lookupFor } from '../../../../src/plugins/policy/engine/lookup/lookup.ts';
import type { Rule } from '../../../../src/plugins/policy/engine/rule.ts';
import { compileRule } from '../../../../src/plugins/policy/engine/rule.ts';
import type { ExprPlan, Facts, RulePlan, Value } from '../../../../src/runtime/contract/index.ts';
import { and, list, lit, op, record, ref, text, value } from '../../../dsl/plan/written.ts';
import { facts, rules } from './random.ts';
import { call, planOf, rule, unless, when } from './sample.ts';

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

  it('never gives a rule twice that names one path in both of its forms', () => {
    const inside = value('path', 'd5/file', '/r');
    const all = Array.from({ length: 40 }, (_, index) =>
      rule(`p.r${index}`, 'forbid', [
        when(op(ref('args.at'), 'in', list(text(`/r/d${index}/file`), text(`d${index}/file`)))),
      ]),
    );
    const said = policyEngine(planOf(all)).decide(call({ args: record({ at: inside }) }));
    expect(said).toMatchObject([{ rule: 'p.r5' }]);
  });

  it('keeps apart references whose names look alike', () => {
    const at = 'p.vak:1:1';
    const is = (path: readonly string[], word: string) =>
      when(op({ op: 'ref', root: 'args', path, at }, '==', text(word)));
    const all = Array.from({ length: 40 }, (_, index) =>
      rule(`p.r${index}`, 'forbid', [
        is(index % 2 === 0 ? ['x', 'y'] : ['["x","y"]'], `w${index}`),
      ]),
    );
    const each = { args: record({ x: record({ y: 'w2' }), '["x","y"]': 'w3' }) };
    const said = policyEngine(planOf(all)).decide(call(each)) as readonly { rule?: string }[];
    expect(said.map((opinion) => opinion.rule)).toEqual(['p.r2', 'p.r3']);
  });

  it('takes a question that led to a rule for asked, in whatever clause it stands', () => {
    const agents = ['a', 'b'];
    const more = [op(ref('args.n'), '<', lit('int', 5)), op(ref('args.n'), '>', lit('int', 1))];
    const all = Array.from({ length: 40 }, (_, index) => {
      const word = text(`w${index % 10}`);
      const one = op(ref('args.id'), '==', word);
      const forms = [
        [when(one)],
        [when(and(one, ...more))],
        [when(op(ref('args.id'), 'in', list(word, text('x')))), unless(more[1] as ExprPlan)],
        [when(and(and(one, more[0] as ExprPlan), more[1] as ExprPlan))],
      ];
      const verdict = index % 3 === 0 ? 'permit' : 'forbid';
      return rule(`p.r${index}`, verdict, forms[index % 4], { agents });
    });
    const found = policyEngine(planOf(all));
    const walked = policyEngine(planOf(all), { find: 'walk' });
    for (const id of ['w3', 'w4', 'x', 'w3', 'none'] as const) {
      for (const more of [{}, { n: 3 }, { n: 0 }, { n: 9 }]) {
        for (const chain of [['a'], ['b', 'a']]) {
          const each = call({ args: record({ id, ...more }) }, { agents: chain });
          expect(found.decide(each)).toEqual(walked.decide(each));
        }
      }
    }
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

  it('one of 10,000 by a path relative to the root of the tool', () => {
    const at = { at: value('path', 'd5/file', '/r') };
    const folders = (index: number) => [op(ref('args.at'), 'in', lit('path', `d${index}`))];
    expect(visited(folders, args(at))).toBe(1);
    const files = (index: number) => [op(ref('args.at'), '==', lit('path', `d${index}/file`))];
    expect(visited(files, args(at))).toBe(1);
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
