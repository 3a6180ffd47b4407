import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Constraint, ConstraintVerifier } from '../../../../src/index.ts';

const verify = (constraint: Omit<Constraint, 'name'>, values: Record<string, never> | object) =>
  new ConstraintVerifier([{ name: 'c', ...constraint } as Constraint]).verify(values as never);

describe('each of the sixteen kinds', () => {
  const small = { type: 'LESS_THAN', field: 'n', value: 5 } as const;
  test.each<[object, object, 'satisfied' | 'violated' | 'unknown']>([
    [{ type: 'EQUALS', field: 'n', value: 5 }, { n: 5 }, 'satisfied'],
    [{ type: 'NOT_EQUALS', field: 'n', value: 5 }, { n: 5 }, 'violated'],
    [small, { n: 5 }, 'violated'],
    [{ type: 'LESS_THAN_OR_EQUAL', field: 'n', value: 5 }, { n: 5 }, 'satisfied'],
    [{ type: 'GREATER_THAN', field: 'n', value: 5 }, { n: 5.000000001 }, 'satisfied'],
    [{ type: 'GREATER_THAN_OR_EQUAL', field: 'n', value: 5 }, { n: 4 }, 'violated'],
    [{ type: 'IN', field: 't', values: ['a', 'b'] }, { t: 'b' }, 'satisfied'],
    [{ type: 'NOT_IN', field: 't', values: ['a', 'b'] }, { t: 'b' }, 'violated'],
    [{ type: 'FORBIDDEN', resources: ['credentials'] }, { resource: 'credentials/db' }, 'violated'],
    [{ type: 'FORBIDDEN', resources: ['credentials'] }, { resource: 'credentials2' }, 'satisfied'],
    [{ type: 'FORBIDDEN', resources: ['*.pem'] }, { resource: 'a/b.pem' }, 'violated'],
    [{ type: 'FORBIDDEN', resources: ['x'] }, {}, 'unknown'],
    [{ type: 'FORBIDDEN', resources: ['/etc'] }, { resource: '//etc/./x/../passwd' }, 'violated'],
    [{ type: 'FORBIDDEN', resources: ['/etc'] }, { resource: '/x/../etc2' }, 'satisfied'],
    [{ type: 'FORBIDDEN', resources: ['/etc'] }, { resource: '../../etc' }, 'unknown'],
    [{ type: 'FORBIDDEN', resources: ['/etc'] }, { resource: '\\etc' }, 'unknown'],
    [{ type: 'CONTAINS', field: 't', value: 'a*b' }, { t: 'xa*by' }, 'satisfied'],
    [{ type: 'MATCHES', field: 't', pattern: '^a.*z$' }, { t: 'abz' }, 'satisfied'],
    [{ type: 'BETWEEN', field: 'n', min: 1, max: 3 }, { n: 3 }, 'satisfied'],
    [{ type: 'AND', constraints: [small, small] }, { n: 4 }, 'satisfied'],
    [{ type: 'OR', constraints: [{ ...small, field: 'm' }, small] }, { n: 4 }, 'satisfied'],
    [{ type: 'NOT', constraint: small }, { n: 4 }, 'violated'],
    [
      { type: 'IMPLIES', condition: small, consequence: { ...small, value: 0 } },
      { n: 9 },
      'satisfied',
    ],
    ...[
      'five',
      Number.NaN,
      Number.POSITIVE_INFINITY,
      1e300,
      0.1234567891,
      null,
      {},
      [[]],
      () => 4,
    ].map((n): [object, object, 'unknown'] => [small, { n }, 'unknown']),
    [small, Object.create({ n: 4 }), 'unknown'],
    [small, JSON.parse('{ "__proto__": { "n": 4 } }'), 'unknown'],
  ])('%j of %j', (constraint, values, status) => {
    expect(verify(constraint as never, values).status).toBe(status);
  });
});

describe('what a verification says', () => {
  test('integers beyond what a double holds are told apart', () => {
    const constraint = { type: 'EQUALS', field: 'n', value: 9007199254740993n } as const;
    expect(verify(constraint, { n: 9007199254740992n }).status).toBe('violated');
  });

  test('a missing fact is a question, never satisfied', () => {
    const { results } = verify({ type: 'LESS_THAN', field: 'amount', value: 5 } as never, {});
    expect(results).toEqual([
      { constraint: 'c', status: 'unknown', questions: ['what is `amount`?'] },
    ]);
  });

  test('a counterexample holds the fewest values, and they alone make it false', () => {
    const both = {
      type: 'AND',
      constraints: [
        { type: 'LESS_THAN', field: 'a', value: 5 },
        { type: 'LESS_THAN', field: 'b', value: 5 },
      ],
    } as const;
    fc.assert(
      fc.property(fc.integer({ max: 9, min: 0 }), fc.integer({ max: 9, min: 0 }), (a, b) => {
        const [result] = verify(both, { a, b }).results;
        if (result?.status !== 'violated') return;
        const values = result.counterexample?.values ?? {};
        expect(Object.keys(values)).toHaveLength(1);
        expect(verify(both, values).status).toBe('violated');
      }),
    );
  });

  test('the higher priority comes first, and what is disabled does not count', () => {
    const verifier = new ConstraintVerifier([
      { name: 'low', type: 'LESS_THAN', field: 'n', value: 5, priority: 1 },
      { name: 'high', type: 'LESS_THAN', field: 'n', value: 4 },
      { name: 'off', type: 'LESS_THAN', field: 'n', value: 0, enabled: false },
    ]);
    expect(verifier.verify({ n: 4 }).results.map(({ constraint }) => constraint)).toEqual([
      'high',
      'low',
    ]);
  });

  const nested = (depth: number): object => {
    let constraint: object = { type: 'EQUALS', field: 'a', value: 1 };
    for (let at = 0; at < depth; at += 1) constraint = { type: 'NOT', constraint };
    return { name: 'deep', ...constraint };
  };
  test.each<[string, unknown, RegExp]>([
    ['no list', {}, /`constraints` is a list/],
    ['nothing', [null], /constraints\.0: a constraint is a record/],
    [
      'an unknown kind',
      [{ name: 'c', type: 'NEARLY' }],
      /constraints\.0\.type: `NEARLY` is no kind/,
    ],
    [
      'a key too many',
      [{ name: 'c', type: 'EQUALS', field: 'a', value: 1, valeu: 2 }],
      /no `valeu`/,
    ],
    ['no name', [{ type: 'EQUALS', field: 'a', value: 1 }], /has a `name`/],
    ['a name twice', [nested(0), nested(0)], /`deep` already/],
    ['what is deeper than 10,000', [nested(10_000)], /at most 32 deep/],
    [
      'an order of texts',
      [{ name: 'c', type: 'LESS_THAN', field: 'a', value: 'm' }],
      /wants numbers/,
    ],
  ])('refuses %s', (_, constraints, said) => {
    const make = () => new ConstraintVerifier(constraints as never);
    expect(make).toThrow(said);
    expect(make).toThrow(expect.objectContaining({ code: 'VAK6202' }));
  });

  test('a pattern that may take for ever is refused', () => {
    expect(() => verify({ type: 'MATCHES', field: 't', pattern: '(a+)+$' } as never, {})).toThrow(
      '(a+)+$',
    );
  });
});

describe('what constraints mean together', () => {
  const analyse = (...constraints: object[]) =>
    new ConstraintVerifier(
      constraints.map((each, index) => ({ name: `c${index}`, ...each }) as Constraint),
    ).analyse();
  const below = (value: number, field = 'n') => ({ type: 'LESS_THAN', field, value });
  const above = (value: number, field = 'n') => ({ type: 'GREATER_THAN', field, value });

  test('a conflict, down to those without which there is none', () => {
    expect(analyse(below(5), below(9, 'm'), above(5)).findings).toContainEqual({
      finding: 'conflict',
      constraints: ['c0', 'c2'],
    });
    expect(analyse(below(2), above(1)).findings).toEqual([]);
  });

  test('of too many to be compared, that none was', () => {
    const { findings, undecided } = analyse(...Array.from({ length: 257 }, (_, at) => below(at)));
    expect(findings).toEqual([]);
    expect(undecided).toEqual([
      'whether any of 257 clauses implies another: no two are compared where there are more than 256',
    ]);
  });

  test('one that says nothing, and one that another says already', () => {
    const always = { type: 'OR', constraints: [below(5), { type: 'NOT', constraint: below(5) }] };
    expect(analyse(always, below(3)).findings).toEqual([
      { finding: 'vacuous', constraints: ['c0'] },
    ]);
    expect(analyse(below(5), below(3)).findings).toEqual([
      { finding: 'implied', constraints: ['c1', 'c0'] },
    ]);
  });

  test('a witness satisfies them all; what patterns leave open is undecided', () => {
    const { witness } = analyse(below(5), above(4), { type: 'IN', field: 't', values: ['a'] });
    const n = Number((witness as Record<string, string>)['args.n']);
    expect(n > 4 && n < 5).toBe(true);
    const like = (pattern: string) => ({ type: 'MATCHES', field: 't', pattern });
    expect(analyse(like('^a'), like('^b')).undecided).not.toEqual([]);
  });

  test('agrees with trying every value', () => {
    const one = fc.record({
      type: fc.constantFrom('LESS_THAN', 'GREATER_THAN', 'EQUALS', 'NOT_EQUALS'),
      field: fc.constantFrom('n', 'm'),
      value: fc.integer({ min: 0, max: 3 }),
    });
    const tried = [-1, 0, 0.5, 1, 1.5, 2, 2.5, 3, 4];
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 5 }), (set) => {
        const constraints = set.map(
          (each, index) => ({ name: `c${index}`, ...each }) as Constraint,
        );
        const verifier = new ConstraintVerifier(constraints);
        const possible = tried.some((n) =>
          tried.some((m) => verifier.verify({ n, m }).status === 'satisfied'),
        );
        const conflict = verifier.analyse().findings.some(({ finding }) => finding === 'conflict');
        expect(conflict).toBe(!possible);
      }),
      { numRuns: 100 },
    );
  });
});
