import { expect } from 'vitest';
import { isWitness } from '../../../../dsl/plan/evaluation/together/likely.ts';
import type { ExprPlan } from '../../../../dsl/plan/expression.ts';
import type { Plugin } from '../../../contract/plugin.ts';
import {
  ConstraintSolver,
  type SolverAnswer,
  type SolverQuestion,
} from '../../../contract/policy.ts';
import { type SuiteOptions, suite } from '../../suite.ts';
import type { Wired } from '../harness.ts';

const amount: ExprPlan = { op: 'ref', root: 'args', path: ['amount'], at: '' };
const below = (bound: number): ExprPlan => ({
  op: '<',
  left: amount,
  right: { op: 'literal', type: 'int', json: bound, at: '' },
  at: '',
});
const among = (text: string): ExprPlan => ({
  op: 'like',
  left: { op: 'ref', root: 'args', path: ['note'], at: '' },
  pattern: text,
  at: '',
});

/** All of these, to be true together. */
const together = (...conditions: readonly ExprPlan[]): SolverQuestion => ({
  conditions,
  wanted: conditions.map((_, condition) => ({ condition, be: 'true' })),
  fieldOf: (_, [name]) => ({
    type: { type: name === 'amount' ? 'int' : 'string' },
    optional: false,
  }),
});
const possible = together(below(5), among('a*'));
const impossible = together(below(5), { op: 'not', of: below(9), at: '' }, among('*'));

const waited = (): AbortSignal => new AbortController().signal;
const withEach = async (wired: Wired, run: (solver: ConstraintSolver) => Promise<void>) => {
  for (const solver of wired.all(ConstraintSolver)) await run(solver);
};

/** What an answer may not be, whatever a solver knows. */
function holdSound({ conditions, wanted }: SolverQuestion, answer: SolverAnswer): void {
  if (answer.state === 'yes') expect(isWitness(conditions, wanted, answer.values)).toBe(true);
  else if (answer.state === 'undecided') expect(answer.because).not.toBe('');
  else {
    const core = answer.core ?? [];
    expect(core.every((index) => Number.isInteger(index) && index in wanted)).toBe(true);
    expect(new Set(core).size).toBe(core.length);
  }
}

/**
 * Declares the conformance tests of a solver: what it shows comes out as it says, nothing that is
 * possible is denied, nor the other way round, and it lets go of a question that nobody waits for.
 * A solver may leave every question undecided.
 *
 * @example
 * describeConstraintSolver(plugin, { config: { deadline: '20s' } });
 */
export function describeConstraintSolver(plugin: Plugin, options: SuiteOptions = {}): void {
  suite('ConstraintSolver', plugin, options, {
    'shows values that come out as asked, and denies nothing that is possible': (wired) =>
      withEach(wired, async (solver) => {
        const answer = await solver.decide(possible, waited());
        holdSound(possible, answer);
        expect(answer.state).not.toBe('no');
      }),
    'claims nothing that is impossible, and names conditions that are enough for that': (wired) =>
      withEach(wired, async (solver) => {
        const answer = await solver.decide(impossible, waited());
        holdSound(impossible, answer);
        expect(answer.state).not.toBe('yes');
        if (answer.state === 'no' && answer.core !== undefined) {
          expect(answer.core).toEqual(expect.arrayContaining([0, 1]));
        }
      }),
    'answers several at once, each what it would alone': (wired) =>
      withEach(wired, async (solver) => {
        const both = [possible, impossible, possible, impossible];
        const answers = await Promise.all(both.map((each) => solver.decide(each, waited())));
        answers.forEach((answer, at) => {
          holdSound(both[at] as SolverQuestion, answer);
        });
        expect(answers[0]?.state).toBe(answers[2]?.state);
        expect(answers[1]?.state).toBe(answers[3]?.state);
      }),
    'leaves what nobody waits for undecided, and answers the next': (wired) =>
      withEach(wired, async (solver) => {
        const gone = await solver.decide(possible, AbortSignal.abort()).catch(() => undefined);
        if (gone !== undefined) expect(gone.state).toBe('undecided');
        holdSound(possible, await solver.decide(possible, waited()));
      }),
  });
}
