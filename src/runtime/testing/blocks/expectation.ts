import { condition, type Facts } from '../../../dsl/plan/evaluate.ts';
import type { TestStepPlan } from '../../../dsl/plan/plan.ts';
import { unknown } from '../../../dsl/values/value.ts';
import type { Decision, Opinion } from '../../contract/call.ts';

/** What a test's last call came to. */
export interface Tried {
  readonly decision: Decision;
  /** What expressions may read; undefined when the call was turned away before it had any. */
  readonly facts: Facts | undefined;
}

/** The steps of a test that ask something of the call before them. */
export type Expectation = Extract<TestStepPlan, { readonly step: `expect${string}` }>;

/** Whether a step is an expectation. */
export const isExpectation = (step: TestStepPlan): step is Expectation =>
  step.step.startsWith('expect') && step.step !== 'expect missed';

/** Says how a call fell short of an expectation; undefined when it met it. */
export function shortfall(expected: Expectation, tried: Tried): string | undefined {
  const { decision } = tried;
  switch (expected.step) {
    case 'expect verdict': {
      const { verdict, by } = expected;
      if (decision.verdict === verdict && (by === undefined || spoke(decision, verdict, by))) {
        return undefined;
      }
      return `expected ${verdict}${by === undefined ? '' : ` by ${by}`}, got ${described(decision)}`;
    }
    case 'expect approval': {
      const { approvers, count } = expected.from;
      const met = decision.requirements.some(
        (asked) => asked.approvers === approvers && asked.count === count,
      );
      if (decision.verdict === 'approval' && met) return undefined;
      const who = count === 1 ? approvers : `${count} of ${approvers}`;
      return `expected approval from ${who}, got ${described(decision)}`;
    }
    case 'expect hide': {
      const hidden = decision.duties.some(
        (duty) => duty.duty === 'hide' && isPrefix(duty.path, expected.path),
      );
      if (hidden) return undefined;
      return `expected args.${expected.path.join('.')} to be hidden from records, and it is not`;
    }
    case 'expect': {
      if (tried.facts === undefined) {
        return `the call was refused before anything could be asked: ${decision.because}`;
      }
      const truth = condition(expected.expr)(tried.facts);
      if (truth === true) return undefined;
      return truth === unknown ? 'the expectation is unknown here' : 'the expectation is false';
    }
  }
}

/** Whether a voice of that name said that verdict; `default` forbids what no rule permits. */
function spoke(decision: Decision, verdict: 'permit' | 'forbid', name: string): boolean {
  return decision.opinions.some(
    (opinion) => opinion.verdict === verdict && (opinion.rule ?? opinion.by) === name,
  );
}

function described({ verdict, because, opinions, requirements }: Decision): string {
  const voices = opinions.filter((opinion) => opinion.verdict === verdict).map(voice);
  const who = requirements.map(({ approvers, count }) =>
    count === 1 ? approvers : `${count} of ${approvers}`,
  );
  const from = verdict === 'approval' && who.length > 0 ? ` from ${who.join(' and ')}` : '';
  const by = voices.length === 0 ? '' : ` by ${voices.join(', ')}`;
  return `${verdict}${from}${by}${because === '' ? '' : `: ${because}`}`;
}

const voice = ({ by, rule, at }: Opinion): string =>
  `${rule ?? by}${at === undefined ? '' : ` (${at})`}`;

const isPrefix = (short: readonly string[], long: readonly string[]): boolean =>
  short.length <= long.length && short.every((step, index) => step === long[index]);
