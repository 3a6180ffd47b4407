import type { Place, Plan, TestPlan } from '../../../dsl/plan/plan.ts';
import { mutantsOf } from './mutants.ts';
import { eachTest, type TestRoads } from './run-tests.ts';

/** A mutant that no test noticed. */
export interface Survivor {
  readonly what: string;
  readonly at: Place;
  /** How many tests make a call that it could change. */
  readonly tests: number;
}

/** How many small changes of a policy its tests notice. */
export interface MutationScore {
  readonly mutants: number;
  readonly killed: number;
  readonly survived: readonly Survivor[];
  /** In percent to one decimal; 100 where there is nothing to mutate. */
  readonly percent: number;
}

/**
 * Runs the tests against every mutant: of the tests only those that call a tool the mutant speaks of,
 * and of those only up to the first that fails. Expects tests that all pass on the plan as it is.
 * @param touched the tools each test had a decision about
 */
export async function mutate(
  plan: Plan,
  tests: readonly TestPlan[],
  touched: ReadonlyMap<TestPlan, ReadonlySet<string>>,
  roadsOn: (plan: Plan) => TestRoads,
): Promise<MutationScore> {
  const mutants = mutantsOf(plan);
  const survived: Survivor[] = [];
  for (const mutant of mutants) {
    const affected = tests.filter((test) =>
      mutant.tools.some((tool) => touched.get(test)?.has(tool)),
    );
    if (await isKilled(mutant.plan, affected, roadsOn(mutant.plan))) continue;
    survived.push({ what: mutant.what, at: mutant.at, tests: affected.length });
  }
  const killed = mutants.length - survived.length;
  const percent = mutants.length === 0 ? 100 : Math.floor((killed * 1000) / mutants.length) / 10;
  return { mutants: mutants.length, killed, survived, percent };
}

async function isKilled(
  plan: Plan,
  tests: readonly TestPlan[],
  roads: TestRoads,
): Promise<boolean> {
  for await (const { ok } of eachTest(plan, tests, roads)) if (!ok) return true;
  return false;
}
