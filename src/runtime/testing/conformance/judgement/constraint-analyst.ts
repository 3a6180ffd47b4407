import { expect } from 'vitest';
import type { ConstraintPlan, ExprPlan, Plan } from '../../../../dsl/plan/plan.ts';
import { type ConstraintReport, HostSide, PlanInForce } from '../../../contract/host.ts';
import type { Plugin } from '../../../contract/plugin.ts';
import { ConstraintAnalyst, ConstraintSolver } from '../../../contract/policy.ts';
import { every } from '../../../contract/token.ts';
import { policyPlan } from '../../policy-plan.ts';
import { sampleTool } from '../../sample-call.ts';
import { type SuiteOptions, suite } from '../../suite.ts';
import { given, type Wired } from '../harness.ts';

const at = 'conformance.vak:1:1';
const holds = (op: '<' | '>', bound: number): ExprPlan => ({
  op,
  left: { op: 'ref', root: 'args', path: ['n'], at },
  right: { op: 'literal', type: 'int', json: bound, at },
  at,
});
let line = 1;
function constraint(name: string, tool: string, expr: ExprPlan): ConstraintPlan {
  line += 1;
  const place = `conformance.vak:${line}:1`;
  const clause = { tools: [tool], expr, at: place };
  return {
    ...{ name, agents: null, tools: [tool], holds: [clause], at: place },
    otherwise: { verdict: 'forbid' },
  };
}

const tools = ['loose', 'torn'].map((name) =>
  sampleTool({ name, args: [{ name: 'n', type: { type: 'int' }, optional: false, at }] }),
);
/** A call of `loose` may meet both of its constraints; none of `torn` does. */
const plan: Plan = {
  ...policyPlan,
  tools,
  rules: [],
  agents: [{ name: 'agent', tools: ['loose', 'torn'], delegates: [], at }],
  constraints: [
    constraint('narrow', 'loose', holds('<', 5)),
    constraint('wide', 'loose', holds('<', 9)),
    constraint('low', 'torn', holds('<', 2)),
    constraint('high', 'torn', holds('>', 3)),
  ],
};
const places = new Map(plan.constraints.map((each) => [each.name, each.at]));
/** All that is so of them. */
const truths = ['conflict: low, high', 'implied: narrow, wide'];

const analysed = (
  wired: Wired,
  signal = new AbortController().signal,
): Promise<readonly ConstraintReport[]> =>
  Promise.all(wired.all(ConstraintAnalyst).map((each) => each.analyse(signal)));

/** What a report says of the suite's constraints; of others of its own an analyst may say more. */
const findingsOf = ({ findings }: ConstraintReport): ConstraintReport['findings'] =>
  findings.filter(({ constraints }) => constraints.every((each) => places.has(each)));

/**
 * Declares the conformance tests of an analyst of constraints: all that it finds is so, with the places and
 * who proved it, what it could not tell has a code and a reason, and it says the same twice. An analyst may
 * leave everything unsaid. The plan in force is the suite's own; `provided` may replace it and the
 * solvers, and gives what else the plugin requires.
 *
 * @example
 * describeConstraintAnalyst(plugin);
 */
export function describeConstraintAnalyst(plugin: Plugin, options: SuiteOptions = {}): void {
  const inForce = { plan, digest: `sha256:${'0'.repeat(64)}`, code: new Map() };
  const host = { tools: {}, state: '/', base: '/' };
  const provided = () => [
    ...(options.provided?.() ?? []),
    given(PlanInForce, inForce),
    given(HostSide, { ...host, approve: undefined, authorize: undefined, audit: undefined }),
    given(every(ConstraintSolver), []),
  ];
  suite(
    'ConstraintAnalyst',
    plugin,
    { ...options, provided },
    {
      'finds nothing that is not so, and says where it stands and who proved it': async (wired) => {
        for (const report of await analysed(wired)) {
          for (const { finding, constraints, at: found, tool, by } of findingsOf(report)) {
            const named = finding === 'conflict' ? inOrder(constraints) : constraints;
            expect(truths).toContain(`${finding}: ${named.join(', ')}`);
            expect(found).toEqual(constraints.map((each) => places.get(each)));
            expect(by).not.toBe('');
            if (finding === 'conflict') expect(tool).toBe('torn');
          }
        }
      },
      'says of what it cannot tell which tool, by which code and why': async (wired) => {
        for (const { undecided, shown } of await analysed(wired)) {
          for (const { what, tool, code, because } of undecided) {
            expect(code).toMatch(/^VAK\d{4}$/);
            expect([what, tool, because]).not.toContain('');
          }
          for (const { what, by } of shown) expect([what, by]).not.toContain('');
        }
      },
      'says the same when it is asked again': async (wired) => {
        expect(await analysed(wired)).toEqual(await analysed(wired));
      },
      'lets go of a question that nobody waits for, and answers the next': async (wired) => {
        const gone = await analysed(wired, AbortSignal.abort()).catch(() => []);
        for (const report of gone) expect(Array.isArray(report.findings)).toBe(true);
        expect(await analysed(wired)).toHaveLength(wired.all(ConstraintAnalyst).length);
      },
    },
  );
}

/** As the suite writes them; a conflict may name them either way round. */
const inOrder = (names: readonly string[]): readonly string[] =>
  [...places.keys()].filter((each) => names.includes(each));
