import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Z3Solver } from '../../../../src/plugins/policy/z3/solver.ts';
import {
  condition,
  type ExprPlan,
  type FieldOf,
  isWitness,
  readScalar,
  type SolverQuestion,
  unknown,
  type Value,
} from '../../../../src/runtime/contract/index.ts';
import { folder as files, vak } from '../../../cli/vak.ts';
import { folder, started } from '../../../road/mk.ts';

const desk = (use: string, ...clauses: readonly string[]) => `${use}
tool orders.read { effect: read args { id: string } result: { paid: money, refunded: money } }
tool refunds.issue {
  effect: write
  args { id: string, amount: money where amount > 0 EUR, fee: money, n: int, d: decimal? }
  lookup { order: orders.read { id: args.id } }
}
agent desk { tools: [orders.read, refunds.issue] }
policy p for desk { rule all { permit any tool } }
${clauses.map((each, index) => `constraint c${index} { for every refunds.issue holds ${each} }`).join('\n')}
`;
const z3 = 'use "vak/z3" for solvers { deadline: 20s }';
const reported = async (use: string, ...clauses: readonly string[]) => {
  const { vak } = await started(desk(use, ...clauses));
  return vak.constraints();
};

describe('what the search leaves open', () => {
  test('is said of clauses that are too many to be compared', async () => {
    const clauses = (count: number) =>
      Array.from({ length: count }, (_, at) => `args.n < ${1_000 - at}`);
    const few = await reported('', ...clauses(3));
    expect(few).toMatchObject({ undecided: [], findings: [{ finding: 'implied' }, {}] });
    const { findings, undecided } = await reported('', ...clauses(257));
    expect(findings).toEqual([]);
    expect(undecided[0]).toEqual({
      what: 'whether any of 257 clauses implies another',
      because: 'no two are compared where there are more than 256',
      tool: 'refunds.issue',
      code: 'VAK5230',
    });
  });

  const apart = [
    'args.amount <= lookup.order.paid',
    'lookup.order.paid < args.fee',
    'args.fee < args.amount',
  ];

  test('stays open without a solver, with a code', async () => {
    const { findings, undecided } = await reported('', ...apart);
    expect(findings).toEqual([]);
    expect(undecided.map(({ code, because }) => [code, because])).toContainEqual([
      'VAK5230',
      'no solver is asked',
    ]);
  });

  test('is proved by Z3: a conflict of three, down to what it takes', async () => {
    const { findings } = await reported(z3, ...apart, 'args.n + 1 > args.d');
    expect(findings).toMatchObject([
      {
        finding: 'conflict',
        constraints: ['c0', 'c1', 'c2'],
        tool: 'refunds.issue',
        by: 'vak/z3',
      },
    ]);
  }, 60_000);

  test('texts, sums and whole numbers; what can be is shown with values that were evaluated', async () => {
    const { findings, shown, undecided } = await reported(
      z3,
      'args.id like "ord_*"',
      'args.id like "o*" or args.n > 3',
      'args.n * 2 < 5',
      'args.n < 3',
    );
    expect(undecided).toEqual([]);
    expect(
      findings.map(({ finding, constraints, by }) => [finding, ...constraints, by]).sort(),
    ).toEqual([
      ['implied', 'c0', 'c1', 'vak/z3'],
      ['implied', 'c2', 'c3', 'vak/z3'],
    ]);
    for (const { values } of shown) expect(Object.keys(values).length).toBeGreaterThan(0);
  }, 60_000);
});

describe('a solver that does not do what it should', () => {
  const question: SolverQuestion = {
    conditions: [
      { op: 'like', left: { op: 'ref', root: 'args', path: ['t'], at: '' }, pattern: 'a*', at: '' },
    ],
    wanted: [{ condition: 0, be: 'true' }],
    fieldOf: () => ({ type: { type: 'string' }, optional: false }),
  };
  const answered = async (body: string) => {
    const file = join(folder(), 'thread.mjs');
    writeFileSync(file, `import { parentPort } from 'node:worker_threads';\n${body}\n`);
    const limits = { deadline: 300, memory: 256 };
    const solver = new Z3Solver(limits, () => undefined, pathToFileURL(file));
    onTestFinished(() => solver.stop());
    return solver.decide(question, new AbortController().signal);
  };
  const answering = (answer: string) =>
    answered(`parentPort.postMessage('ready');
      parentPort.on('message', ({ id }) => parentPort.postMessage(${answer}));`);

  test.each([
    ['dies at once', 'process.exit(1)', 'the solver died'],
    ['throws at once', 'throw new Error("no wasm")', 'the solver died: no wasm'],
    [
      'dies of a question',
      "parentPort.postMessage('ready'); parentPort.on('message', () => process.exit(3))",
      'the solver died',
    ],
    [
      'never answers',
      "parentPort.postMessage('ready'); parentPort.on('message', () => { for (;;); })",
      'the solver did not answer within 300 ms',
    ],
  ])('%s', async (_, body, because) => {
    expect(await answered(body)).toEqual({ state: 'undecided', because });
  });

  test.each([
    ['null'],
    ['7'],
    ['{ id, verdict: 7, more: "" }'],
    ['{ id: id + 1, verdict: "unsat", more: "(q0)" }'],
    ['{ id, verdict: "(error \\"line 1\\")\\nsat", more: "" }'],
    ['{ id, verdict: "unsat", more: "" }'],
    ['{ id, verdict: "unsat", more: "(q7)" }'],
    ['{ id, verdict: "sat", more: "((v0 3))(" }'],
    ['{ id, verdict: "sat", more: "" }'],
    ['{ id, verdict: "sat", more: "((v0 (/ 1 3)))" }'],
    ['{ id, verdict: "sat", more: "((v0 \\"\\\\u{d800}\\"))" }'],
  ])('answers %s', async (answer) => {
    const because = 'the solver said what it was not asked';
    expect(await answering(answer)).toEqual({ state: 'undecided', because });
  });

  test('a model that does not show what it says is never shown', async () => {
    const { vak } = await started(
      desk(
        '',
        'args.fee < args.amount',
        'args.amount < lookup.order.paid',
        'lookup.order.paid < args.fee',
      ),
      {
        plugins: [
          {
            ...(await import('../../../../src/plugins/policy/z3/index.ts')).default,
            name: 'liar',
            config: undefined,
            setup({ add }: { add: (...given: unknown[]) => void }) {
              add(Symbol.for('vak/1/facet/solvers/ConstraintSolver'), [], () => ({
                name: 'liar',
                decide: async () => ({
                  state: 'yes',
                  values: [[{ op: 'ref', root: 'args', path: ['id'], at: '' }, 'abc']],
                }),
              }));
            },
          } as never,
        ],
      },
    );
    const { shown, undecided } = await vak.constraints();
    expect(shown).toEqual([]);
    expect(undecided[0]).toMatchObject({
      code: 'VAK5230',
      because: '`liar`: its values do not show it',
    });
  });

  test('without the package the policy does not load, and the package is named', () => {
    const here = files({
      'desk.vak': `vak 1\n${desk(z3, 'args.n < 3')}`,
      // As where it is not installed.
      'absent.mjs': `import Module from 'node:module';
        const resolve = Module._resolveFilename;
        Module._resolveFilename = (name, ...more) => {
          if (name === 'z3-solver') throw Object.assign(new Error('no'), { code: 'MODULE_NOT_FOUND' });
          return resolve(name, ...more);
        };`,
    });
    const asked = [
      'decide',
      'desk.vak',
      '--agent',
      'desk',
      '--tool',
      'orders.read',
      '--args',
      '{"id":"a"}',
    ];
    const without = vak(here, asked, { node: ['--import', './absent.mjs'] });
    expect(without.status).toBe(1);
    expect(without.stdout).toMatch(/VAK5209.*install `z3-solver` beside vak/);
    expect(vak(here, asked).status).toBe(0);
  });
});

test.each([
  ['deadline: 0ms'],
  ['deadline: 1h'],
  ['memory: 1MB'],
  ['dead: 5s'],
])('the fact `%s` is refused where it stands', async (fact) => {
  await expect(started(desk(`use "vak/z3" for solvers { ${fact} }`))).rejects.toMatchObject({
    code: 'VAK5205',
  });
});

test('a question that takes more memory than there is stays open, and the next is answered', async () => {
  const module = new URL('../../../../src/plugins/policy/z3/thread.ts', import.meta.url);
  const solver = new Z3Solver({ deadline: 120_000, memory: 16 }, () => undefined, module);
  onTestFinished(() => solver.stop());
  const ref = (at: number): ExprPlan => ({ op: 'ref', root: 'args', path: [`v${at}`], at: '' });
  const lit = (of: number): ExprPlan => ({ op: 'literal', type: 'int', json: of, at: '' });
  // So many pigeons and one hole less.
  const count = 60;
  const conditions = Array.from({ length: count }, (_, at): readonly ExprPlan[] => [
    { op: '>=', left: ref(at), right: lit(0), at: '' },
    { op: '<', left: ref(at), right: lit(count - 1), at: '' },
    ...Array.from(
      { length: at },
      (_, other): ExprPlan => ({ op: '!=', left: ref(at), right: ref(other), at: '' }),
    ),
  ]).flat();
  const fieldOf: FieldOf = () => ({ type: { type: 'int' }, optional: false });
  const asking = (all: readonly ExprPlan[]) => {
    const wanted = all.map((_, condition) => ({ condition, be: 'true' }) as const);
    return solver.decide({ conditions: all, wanted, fieldOf }, new AbortController().signal);
  };
  const because = 'it takes more than 16 MB';
  expect(await asking(conditions)).toEqual({ state: 'undecided', because });
  expect(await asking(conditions.slice(0, 2))).toMatchObject({ state: 'yes' });
}, 180_000);

/** What Z3 says of small questions, beside trying every value of small domains. */
test('agrees with trying every value', async () => {
  const module = new URL('../../../../src/plugins/policy/z3/thread.ts', import.meta.url);
  const solver = new Z3Solver({ deadline: 20_000, memory: 512 }, () => undefined, module);
  onTestFinished(() => solver.stop());
  const ref = (name: string): ExprPlan => ({ op: 'ref', root: 'args', path: [name], at: '' });
  const types = { a: 'int', b: 'int', d: 'decimal', t: 'string', m: 'money' } as const;
  const value = (type: 'int', json: unknown) => readScalar(json, type) as Value;
  const small: Record<string, readonly (Value | typeof unknown)[]> = {
    a: [-1, 0, 1, 2, 3],
    b: [-1, 0, 1, 2, 3],
    d: [...['-0.5', '0', '0.5', '1', '2'].map((each) => value('decimal' as 'int', each)), unknown],
    t: ['', 'a', 'ab', 'b', 'é'],
    m: ['1 EUR', '2 EUR', '1 USD'].map((each) => value('money' as 'int', each)),
  };
  const fieldOf: FieldOf = (_, [name = '']) => ({
    type: { type: types[name as 'a'] },
    optional: name === 'd',
  });
  const literal = (type: string, json: unknown) =>
    ({ op: 'literal', type, json, at: '' }) as ExprPlan;
  const term = fc.oneof(
    fc.constantFrom(ref('a'), ref('b'), ref('d'), literal('int', 1), literal('decimal', '0.5')),
    fc
      .tuple(fc.constantFrom('+', '-'), fc.constantFrom('a', 'b', 'd'), fc.constantFrom('a', 'd'))
      .map(([op, l, r]) => ({ op, left: ref(l), right: ref(r), at: '' }) as ExprPlan),
    fc.constant({ op: '*', left: literal('decimal', '0.5'), right: ref('a'), at: '' } as ExprPlan),
  );
  const ordering = fc.constantFrom('==', '!=', '<', '<=', '>', '>=');
  const atom = fc.oneof(
    fc
      .tuple(ordering, term, term)
      .map(([op, left, right]) => ({ op, left, right, at: '' }) as ExprPlan),
    fc
      .constantFrom('a*', '*b', 'é', '*')
      .map((pattern): ExprPlan => ({ op: 'like', left: ref('t'), pattern, at: '' })),
    fc
      .tuple(ordering, fc.constantFrom('1 EUR', '1 USD'))
      .map(
        ([op, json]) => ({ op, left: ref('m'), right: literal('money', json), at: '' }) as ExprPlan,
      ),
  );
  const { expr } = fc.letrec<{ expr: ExprPlan }>((tie) => ({
    expr: fc.oneof(
      { depthSize: 'small' },
      atom,
      tie('expr').map((of): ExprPlan => ({ op: 'not', of, at: '' })),
      fc
        .tuple(fc.constantFrom('and', 'or'), fc.array(tie('expr'), { minLength: 1, maxLength: 3 }))
        .map(([op, of]) => ({ op, of, at: '' }) as ExprPlan),
    ),
  }));
  const be = fc.constantFrom('true', 'false', 'not true');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(expr, be), { minLength: 1, maxLength: 2 }),
      async (asked) => {
        const conditions = asked.map(([one]) => one);
        const wanted = asked.map(([, how], index) => ({ condition: index, be: how }) as const);
        const answer = await solver.decide(
          { conditions, wanted, fieldOf },
          new AbortController().signal,
        );
        const text = JSON.stringify(conditions);
        let ways: Map<string, Value>[] = [new Map()];
        for (const name of Object.keys(small).filter((each) => text.includes(`["${each}"]`))) {
          ways = (small[name] ?? []).flatMap((each) =>
            ways.map((way) => (each === unknown ? way : new Map(way).set(name, each))),
          );
        }
        const possible = ways.some((fields) =>
          wanted.every(({ condition: at, be: how }) => {
            const truth = condition(conditions[at] as ExprPlan)({
              args: { kind: 'record', fields },
            });
            return how === 'not true' ? truth !== true : truth === (how === 'true');
          }),
        );
        if (possible) expect(answer.state).not.toBe('no');
        if (answer.state === 'yes') expect(isWitness(conditions, wanted, answer.values)).toBe(true);
      },
    ),
    { numRuns: 80 },
  );
}, 120_000);
