import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExprPlan, TypePlan } from '../../../src/dsl/index.ts';
import { condition } from '../../../src/dsl/index.ts';
import type { FieldOf, KnownField } from '../../../src/dsl/plan/evaluation/together/field.ts';
import { analyseSet } from '../../../src/dsl/plan/evaluation/together/set.ts';
import { readScalar } from '../../../src/dsl/values/scalars/scalar.ts';
import { type Unknown, unknown, type Value } from '../../../src/dsl/values/value.ts';

const at = 'a.vak:1:1';

/** Fields of every sharp type, each with values enough that its conditions can all come out every way. */
const fields: Readonly<Record<string, KnownField & { readonly json: readonly unknown[] }>> = {
  n: { type: { type: 'int' }, optional: false, json: [-1, 0, 1, 2, 3, 4, 5] },
  d: {
    type: { type: 'decimal' },
    optional: true,
    json: ['-1', '0', '0.5', '1', '1.5', '2', '2.25', '2.5', '3', '3.5', '4'],
  },
  t: { type: { type: 'string' }, optional: true, json: ['a', 'ab', 'b', 'c', 'zz'] },
  m: {
    type: { type: 'money' },
    optional: false,
    json: [
      ...['0', '0.5', '1', '1.5', '2', '3'].map((each) => `${each} EUR`),
      '0.5 USD',
      '1 USD',
      '1.5 USD',
      '2 USD',
      '9 USD',
      '1 CHF',
    ],
  },
  b: { type: { type: 'bool' }, optional: true, json: [true, false] },
  o: { type: { type: 'one of', members: ['a', 'b'] }, optional: false, json: ['a', 'b'] },
  w: {
    type: { type: 'duration' },
    optional: false,
    json: ['0s', '500ms', '1s', '1500ms', '2s', '3s'],
  },
};

const fieldOf: FieldOf = (_, [name]) => fields[name ?? ''] ?? { optional: true };
const spelled = ({ type }: TypePlan, json: unknown): Value => {
  const value = readScalar(json, type === 'one of' ? 'string' : (type as 'int'));
  if (value === undefined) throw new Error(`${JSON.stringify(json)} is no ${type}`);
  return value;
};
const domain = (name: string): readonly (Value | Unknown)[] => {
  const { type, optional, json } = fields[name] as (typeof fields)[string];
  const values = json.map((each) => spelled(type as TypePlan, each));
  return optional ? [...values, unknown] : values;
};

const ref = (name: string): ExprPlan => ({ op: 'ref', root: 'args', path: [name], at });
const literal = (type: string, json: unknown): ExprPlan =>
  ({ op: 'literal', type, json, at }) as ExprPlan;
const ordering = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
const against = (name: string, type: string, values: readonly unknown[], ops = ordering) =>
  fc
    .record({ op: ops, value: fc.constantFrom(...values), turned: fc.boolean() })
    .map(({ op, value, turned }): ExprPlan => {
      const [left, right] = [ref(name), literal(type, value)];
      return { op, ...(turned ? { left: right, right: left } : { left, right }), at } as ExprPlan;
    });
const equality = fc.constantFrom('==', '!=');

const sharp = fc.oneof(
  against('n', 'int', [0, 1, 2, 3]),
  against('n', 'decimal', ['0.5', '2']),
  against('d', 'int', [0, 1, 2]),
  against('d', 'decimal', ['1', '2.5']),
  against('t', 'string', ['a', 'b'], equality),
  against('m', 'money', ['1 EUR', '2 EUR', '1 USD']),
  against('o', 'string', ['a', 'b'], equality),
  against('w', 'duration', ['1s', '2s']),
  fc.constant(ref('b')),
  fc.constant<ExprPlan>({
    op: 'in',
    left: ref('t'),
    right: { op: 'list', items: [literal('string', 'a'), literal('string', 'c')], at },
    at,
  }),
  fc.constantFrom('d', 't', 'b').map(
    (field): ExprPlan => ({
      op: 'has',
      of: { op: 'ref', root: 'args', path: [], at },
      field,
      at,
    }),
  ),
);
/** What fields are held against one another for, and what texts look like. */
const loose = fc.oneof(
  ordering.map((op): ExprPlan => ({ op, left: ref('n'), right: ref('d'), at }) as ExprPlan),
  ordering.map((op): ExprPlan => ({ op, left: ref('d'), right: ref('n'), at }) as ExprPlan),
  fc.constant<ExprPlan>({ op: '==', left: ref('t'), right: ref('o'), at }),
  fc
    .constantFrom('a*', '*b', '*')
    .map((pattern): ExprPlan => ({ op: 'like', left: ref('t'), pattern, at })),
  ordering.map(
    (op): ExprPlan =>
      ({
        op,
        left: { op: '+', left: ref('n'), right: ref('d'), at },
        right: literal('int', 3),
        at,
      }) as ExprPlan,
  ),
);

const within = (atoms: fc.Arbitrary<ExprPlan>): fc.Arbitrary<ExprPlan> =>
  fc.letrec<{ expr: ExprPlan }>((tie) => ({
    expr: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      atoms,
      tie('expr').map((of): ExprPlan => ({ op: 'not', of, at })),
      fc
        .tuple(fc.constantFrom('and', 'or'), fc.array(tie('expr'), { minLength: 1, maxLength: 3 }))
        .map(([op, of]): ExprPlan => ({ op: op as 'and', of, at })),
    ),
  })).expr;

/** Every way that the fields of conditions can be; undefined where that is too many. */
function ways(exprs: readonly ExprPlan[]): readonly ReadonlyMap<string, Value>[] | undefined {
  const names = namesIn(exprs);
  let all: Map<string, Value>[] = [new Map()];
  for (const name of names) {
    all = domain(name).flatMap((value) =>
      all.map((each) => (value === unknown ? each : new Map(each).set(name, value))),
    );
    if (all.length > 1_500) return undefined;
  }
  return all;
}

/** What trying everything finds of conditions, as text. */
function tried(exprs: readonly ExprPlan[]): ReadonlySet<string> | undefined {
  const all = ways(exprs);
  if (all === undefined) return undefined;
  const holds = exprs.map((expr) => condition(expr));
  const outcomes = all.map((given) => {
    const facts = { args: { kind: 'record', fields: given } } as const;
    return holds.map((each) => each(facts));
  });
  const found = new Set<string>();
  const indices = [...exprs.keys()];
  const subsets = Array.from({ length: 2 ** exprs.length }, (_, bits) =>
    indices.filter((index) => ((bits >> index) & 1) === 1),
  );
  for (const set of subsets.filter(({ length }) => length > 0)) {
    if (!outcomes.some((one) => set.every((index) => one[index] === true)))
      found.add(`conflict ${set}`);
  }
  for (const a of indices) {
    if (outcomes.every((one) => one[a] === true)) found.add(`vacuous ${a}`);
    for (const b of indices) {
      if (outcomes.every((one) => one[a] !== true || one[b] === true))
        found.add(`implied ${a},${b}`);
    }
  }
  return found;
}

const analysed = (exprs: readonly ExprPlan[]) =>
  analyseSet(exprs, { fieldOf, strict: true, witnesses: true, steps: 200_000 });

test('what is held against constants is told exactly: all of it, and nothing else', () => {
  fc.assert(
    fc.property(fc.array(within(sharp), { minLength: 1, maxLength: 3 }), (exprs) => {
      const truth = tried(exprs);
      fc.pre(truth !== undefined);
      const { findings, undecided } = analysed(exprs);
      const told = findings.map(({ finding, of }) => `${finding} ${of}`);
      for (const each of told) expect(truth).toContain(each);
      expect(undecided).toEqual([]);
      const everyone = `conflict ${[...exprs.keys()]}`;
      expect(told.some((each) => each.startsWith('conflict'))).toBe(truth?.has(everyone));
      for (const each of [...(truth ?? [])].filter((one) => !one.startsWith('conflict'))) {
        const [finding, of = ''] = each.split(' ');
        const [a, b] = of.split(',').map(Number);
        // An implication is told of what can hold and can fail, and reads some field in common.
        const isPlain = [`conflict ${a}`, `vacuous ${b}`].some((one) => truth?.has(one));
        if (finding === 'implied' && (a === b || isPlain || !share(exprs[a ?? 0], exprs[b ?? 0])))
          continue;
        expect(told).toContain(each);
      }
    }),
    { numRuns: 150 },
  );
});

const namesIn = (of: unknown): readonly string[] =>
  Object.keys(fields).filter((name) => JSON.stringify(of).includes(`"${name}"`));
const share = (a: unknown, b: unknown): boolean =>
  namesIn(a).some((name) => namesIn(b).includes(name));

test('whatever conditions ask, nothing is told that trying everything refutes', () => {
  fc.assert(
    fc.property(
      fc.array(within(fc.oneof(sharp, loose)), { minLength: 1, maxLength: 4 }),
      (exprs) => {
        const truth = tried(exprs);
        fc.pre(truth !== undefined);
        const { findings, witness } = analysed(exprs);
        for (const { finding, of } of findings) expect(truth).toContain(`${finding} ${of}`);
        if (witness === undefined) return;
        const given = new Map(
          [...witness].map(([field, value]) => [field.replace('args.', ''), value]),
        );
        const facts = { args: { kind: 'record', fields: given } } as const;
        expect(exprs.map((expr) => condition(expr)(facts))).toEqual(exprs.map(() => true));
      },
    ),
    { numRuns: 150 },
  );
});
