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

/** Starts a road for one test: of its own are a clock at `startMs`, an empty log and whatever counts. */
export type StartTestRoad = (setup: {
  readonly agent: string;
  readonly startMs: number;
}) => Promise<TestRoad>;

/** Wires the roads of a run. Of the tools' sources they have only those among `plugins`. */
export type TestRoads = (plugins: readonly Plugin[]) => Promise<StartTestRoad>;

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
  roads: TestRoads,
  observe?: ObserveDecision,
): Promise<readonly TestResult[]> {
  const results: TestResult[] = [];
  for await (const result of eachTest(plan, tests, roads, observe)) results.push(result);
  return results;
}

/** As `runTests`, each result as soon as it is known; what is not asked for is not run. */
export async function* eachTest(
  plan: Plan,
  tests: readonly TestPlan[],
  roads: TestRoads,
  observe: ObserveDecision = () => undefined,
): AsyncGenerator<TestResult> {
  const course = new Course(plan, observe);
  let start: StartTestRoad | undefined;
  for (const test of tests) {
    const message = await attempt(async () => {
      start ??= await roads(course.plugins);
      return course.run(test, start);
    });
    const ended = { name: test.name, ...placeOf(test.at), ok: message === undefined };
    yield message === undefined ? ended : { ...ended, message };
  }
}

/** What was missed; a throw's message when it could not be found out. */
async function attempt(run: () => Promise<string | undefined>): Promise<string | undefined> {
  try {
    return await run();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** What a test has said so far. */
class Said {
  readonly results = new Map<string, Json>();
  readonly scores = new Map<string, number>();
  calling: { readonly tool: string; readonly returns: Json | undefined } | undefined;
  context: Json | undefined;
  last: Tried | undefined;
}

/** Takes one test after the other over roads that answer what the test under way says. */
class Course {
  readonly #tools: ReadonlyMap<string, ToolPlan>;
  readonly #observe: ObserveDecision;
  readonly #watch = decisionWatch();
  #said = new Said();
  /** What the roads need to be wired with. */
  readonly plugins: readonly Plugin[];

  constructor(plan: Plan, observe: ObserveDecision) {
    this.#tools = new Map(plan.tools.map((tool) => [tool.name, tool]));
    this.#observe = observe;
    const recorded = recordedTools({
      offers: () => true,
      answer: (tool) => {
        const { calling, results } = this.#said;
        if (tool.name !== calling?.tool) return results.get(tool.name);
        return calling.returns ?? results.get(tool.name) ?? sampleOf(tool.result);
      },
    });
    const gates = plan.gates.map(({ name }) => name);
    const given = givenScores(gates, (gate) => this.#said.scores.get(gate));
    this.plugins = [recorded, this.#watch.plugin, given];
  }

  /** Says what was missed, with its place. */
  async run(test: TestPlan, start: StartTestRoad): Promise<string | undefined> {
    this.#said = new Said();
    const road = await start({ agent: test.agent, startMs: startOf(test.steps) });
    try {
      for (const step of test.steps) {
        const missed = await this.#take(step, test, road);
        if (missed !== undefined) return `${missed} (${step.at})`;
      }
      return undefined;
    } finally {
      await road.stop();
    }
  }

  async #take(step: TestStepPlan, test: TestPlan, road: TestRoad): Promise<string | undefined> {
    const said = this.#said;
    if (step.step === 'expect missed') {
      const missed = await road.missed();
      const name = `\`${step.constraint}\``;
      return missed.includes(step.constraint) ? undefined : `nothing of ${name} is overdue`;
    }
    if (isExpectation(step)) {
      return said.last === undefined ? 'there is no call before this' : shortfall(step, said.last);
    }
    if (step.step === 'context') said.context = step.json;
    else if (step.step === 'result') said.results.set(step.tool, step.json);
    else if (step.step === 'score') {
      for (const { gate, score } of step.scores) said.scores.set(gate, Number(score));
    } else if (step.step === 'user') await road.receive(step.text, said.context);
    else if (step.step === 'wait') await road.advance(step.ms);
    else if (step.step === 'call') await this.#call(step, test, road);
    else return moveTo(road, Date.parse(step.time));
    return undefined;
  }

  async #call(
    step: Extract<TestStepPlan, { step: 'call' }>,
    test: TestPlan,
    road: TestRoad,
  ): Promise<void> {
    const said = this.#said;
    this.#watch.forget();
    said.calling = { tool: step.tool, returns: step.returns };
    const { decision } = await road.call(step.tool, step.args, said.context);
    const seen = this.#watch.last();
    if (seen !== undefined) this.#observe(test, seen.call, seen.decision);
    const facts = seen?.call.facts;
    const result = step.returns ?? said.results.get(step.tool);
    said.last = { decision, facts: facts && withResult(facts, this.#tools.get(step.tool), result) };
  }
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
