import type { Facts } from '../../../dsl/plan/evaluate.ts';
import type { Plan, TestPlan, TestStepPlan, ToolPlan } from '../../../dsl/plan/plan.ts';
import { fromJson } from '../../../dsl/values/from-json.ts';
import type { Json } from '../../../dsl/values/value.ts';
import type { CallResult } from '../../call/road.ts';
import type { Call, Decision } from '../../contract/call.ts';
import type { Plugin } from '../../contract/plugin.ts';
import { recordedTools } from '../recorded-tools.ts';
import { decisionWatch } from './decision-watch.ts';
import { isExpectation, shortfall, type Tried } from './expectation.ts';
import { givenScores } from './given-scores.ts';
import { sampleOf } from './sample.ts';

/** One session of one agent on a road that is real but for its tools, its clock and its log. */
export interface TestRoad {
  /** `context` is all the host says at this call. A needed approval comes back as pending. */
  call(tool: string, args: Json, context: Json | undefined): Promise<CallResult>;
  /** Takes a message of the user in. */
  receive(text: string, context: Json | undefined): Promise<void>;
  /** Milliseconds since the epoch by the road's clock. */
  now(): number;
  /** The constraints of which something is overdue. */
  missed(): Promise<readonly string[]>;
  /** Moves the road's clock forward. */
  advance(ms: number): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Wires a road for one test: a clock at `startMs`, a log that writes nothing, and of the tools' sources
 * only those among `plugins`.
 */
export type StartTestRoad = (setup: {
  readonly agent: string;
  readonly startMs: number;
  readonly plugins: readonly Plugin[];
}) => Promise<TestRoad>;

/** Sees each decision of a test right after it was made; calls turned away before one have none. */
export type ObserveDecision = (test: TestPlan, call: Call, decision: Decision) => void;

/** How one `test` block came out. */
export interface TestResult {
  readonly name: string;
  readonly file: string;
  readonly line: number;
  readonly ok: boolean;
  /** What was missed, with its place. */
  readonly message?: string;
}

/** Time by a test's clock where no `given clock` says otherwise. */
const defaultStartMs = Date.UTC(2026, 0, 1);

/**
 * Runs tests one after the other, each on a road of its own. Nothing is executed: a permitted call
 * counts as done and gives its `returns`, else what `given result` says. A test ends at its first
 * unmet expectation; what cannot be run at all is a failed test, never a throw.
 */
export async function runTests(
  plan: Plan,
  tests: readonly TestPlan[],
  start: StartTestRoad,
  observe: ObserveDecision = () => undefined,
): Promise<readonly TestResult[]> {
  const tools = new Map(plan.tools.map((tool) => [tool.name, tool]));
  const gates = plan.gates.map(({ name }) => name);
  const results: TestResult[] = [];
  for (const test of tests) results.push(await runTest(test, { tools, gates }, start, observe));
  return results;
}

/** What of the plan a test needs. */
interface Known {
  readonly tools: ReadonlyMap<string, ToolPlan>;
  readonly gates: readonly string[];
}

async function runTest(
  test: TestPlan,
  known: Known,
  start: StartTestRoad,
  observe: ObserveDecision,
): Promise<TestResult> {
  const { file, line } = placeOf(test.at);
  const end = (message?: string): TestResult =>
    message === undefined
      ? { name: test.name, file, line, ok: true }
      : { name: test.name, file, line, ok: false, message };
  let course: Course | undefined;
  try {
    course = await begin(test, known, start, observe);
    for (const step of test.steps) {
      const missed = await course.take(step);
      if (missed !== undefined) return end(`${missed} (${step.at})`);
    }
    return end();
  } catch (error) {
    return end(error instanceof Error ? error.message : String(error));
  } finally {
    await course?.stop();
  }
}

/** A test under way. */
interface Course {
  /** Does one step; says what was missed. */
  take(step: TestStepPlan): Promise<string | undefined>;
  stop(): Promise<void>;
}

async function begin(
  test: TestPlan,
  { tools, gates }: Known,
  start: StartTestRoad,
  observe: ObserveDecision,
): Promise<Course> {
  const given = new Map<string, Json>();
  const scores = new Map<string, number>();
  let calling: { readonly tool: string; readonly returns: Json | undefined } | undefined;
  const watch = decisionWatch();
  const recorded = recordedTools({
    offers: () => true,
    answer: (tool) => {
      if (tool.name !== calling?.tool) return given.get(tool.name);
      return calling.returns ?? given.get(tool.name) ?? sampleOf(tool.result);
    },
  });
  const road = await start({
    agent: test.agent,
    startMs: startOf(test.steps),
    plugins: [recorded, watch.plugin, givenScores(gates, scores)],
  });
  let context: Json | undefined;
  let last: Tried | undefined;

  const call = async (step: Extract<TestStepPlan, { step: 'call' }>): Promise<void> => {
    watch.forget();
    calling = { tool: step.tool, returns: step.returns };
    const { decision } = await road.call(step.tool, step.args, context);
    const seen = watch.last();
    if (seen !== undefined) observe(test, seen.call, seen.decision);
    const facts = seen?.call.facts;
    const said = step.returns ?? given.get(step.tool);
    last = { decision, facts: facts && withResult(facts, tools.get(step.tool), said) };
  };

  return {
    take: async (step) => {
      if (step.step === 'expect missed') {
        const missed = await road.missed();
        const name = `\`${step.constraint}\``;
        return missed.includes(step.constraint) ? undefined : `nothing of ${name} is overdue`;
      }
      if (isExpectation(step)) {
        return last === undefined ? 'there is no call before this' : shortfall(step, last);
      }
      if (step.step === 'context') context = step.json;
      else if (step.step === 'result') given.set(step.tool, step.json);
      else if (step.step === 'score') {
        for (const { gate, score } of step.scores) scores.set(gate, Number(score));
      } else if (step.step === 'user') await road.receive(step.text, context);
      else if (step.step === 'wait') await road.advance(step.ms);
      else if (step.step === 'call') await call(step);
      else return moveTo(road, Date.parse(step.time));
      return undefined;
    },
    stop: () => road.stop(),
  };
}

/** The time that is given before anything happens. */
function startOf(steps: readonly TestStepPlan[]): number {
  const first = steps.findIndex(
    ({ step }) => step === 'call' || step === 'wait' || step === 'user',
  );
  const clock = steps.slice(0, first).find(({ step }) => step === 'clock');
  return clock?.step === 'clock' ? Date.parse(clock.time) : defaultStartMs;
}

async function moveTo(road: TestRoad, time: number): Promise<string | undefined> {
  const ahead = time - road.now();
  if (ahead < 0) return 'a clock never goes back: this time has passed already';
  await road.advance(ahead);
  return undefined;
}

/** What was said of the result, for expectations to read; a sample answer says nothing. */
function withResult(facts: Facts, tool: ToolPlan | undefined, said: Json | undefined): Facts {
  if (said === undefined || tool?.result == null) return facts;
  const read = fromJson(said, tool.result, tool.root === null ? {} : { root: tool.root });
  return read.ok ? { ...facts, result: read.value } : facts;
}

function placeOf(at: string): { readonly file: string; readonly line: number } {
  const [, file = at, line = '1'] = /^(.*):(\d+):\d+$/.exec(at) ?? [];
  return { file, line: Number(line) };
}
