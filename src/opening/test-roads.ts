import type { GatePlan, Plan } from '../dsl/plan/plan.ts';
import { deciding } from '../plugins/built-in/deciding.ts';
import type { Analysis } from '../reading/analysis.ts';
import { ApprovalChannel } from '../runtime/contract/approvals.ts';
import { VakError } from '../runtime/contract/errors.ts';
import { Sandbox } from '../runtime/contract/execution.ts';
import { Secrets } from '../runtime/contract/granted/secrets.ts';
import { type Clock, Clock as ClockPoint } from '../runtime/contract/host.ts';
import { definePlugin, type Plugin } from '../runtime/contract/plugin.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { givenScorer } from '../runtime/testing/blocks/given-scores.ts';
import type { TestRoad, TestRoads } from '../runtime/testing/blocks/run-tests.ts';
import { type FakeClock, fakeClock } from '../runtime/testing/fake-clock.ts';
import { forgetfulLog } from '../runtime/testing/memory-log.ts';
import { engine } from '../version.ts';
import { prepareAnalysis } from './open-analysis.ts';

/**
 * Roads for the `test` blocks of a file: the file's rules, limits and approvals as they are, over a clock
 * that is told, a log in memory, and nothing that executes, opens, asks or writes. Whatever a file uses to
 * count, limits are counted in memory here: counts that outlast a test would decide the next one.
 */
export function testRoads(analysis: Analysis, file: string, cwd: string): TestRoads {
  const { compiled } = analysis;
  if (compiled === undefined) throw new Error('a file with errors has no tests to run');
  const plan: Plan = {
    ...compiled.plan,
    gates: compiled.plan.gates.map(scoredAsGiven),
    uses: compiled.plan.uses.filter(({ point }) =>
      ['policy', 'approvals', 'opinions'].includes(point ?? ''),
    ),
  };
  const tested = { ...analysis, compiled: { plan, tests: [] } };
  const still = [...deciding, inert(plan), forgetfulLog()];
  return async (plugins) => {
    let clock = fakeClock();
    const told = clockOf(() => clock);
    const prepare = () =>
      prepareAnalysis(tested, { cwd, file, plugins, builtins: [...still, told], guarded: [] });
    const once = await prepare();
    return async ({ agent, startMs }) => {
      clock = fakeClock(startMs);
      // A plugin of others may keep what it knows in its setup: it is set up anew for each test.
      const start = plan.uses.length === 0 ? once : await prepare();
      return roadOf(await start(), agent, clock);
    };
  };
}

function roadOf(runtime: Runtime, agent: string, clock: FakeClock): TestRoad {
  const session = runtime.agent(agent).session({ id: 'test' });
  return {
    call: (tool, args, context) =>
      session.call<string>(tool, args as never, context === undefined ? {} : { context }),
    receive: async (text, context) => {
      const source = { source: 'user' };
      await session.receive(text, context === undefined ? source : { ...source, context });
    },
    missed: async () => (await runtime.health()).missed.map(({ constraint }) => constraint),
    now: () => clock.now(),
    advance: (ms) => clock.advance(ms),
    stop: () => runtime.stop(),
  };
}

/** The clock that is current when a road starts. */
const clockOf = (current: () => Clock): Plugin =>
  definePlugin({
    name: 'vak/test-clock',
    version: engine,
    api: 1,
    runs: 'process',
    provides: [ClockPoint],
    setup({ fill }) {
      fill(ClockPoint, [], current);
    },
  });

/** A gate that asks for the score which the test gives it, wherever the file takes its scores from. */
const scoredAsGiven = (gate: GatePlan): GatePlan => ({
  ...gate,
  scorer: { ...gate.scorer, name: givenScorer(gate.name), use: '' },
});

/** Fills what the road needs and a test must not have: nothing runs, nobody is asked, nothing is opened. */
function inert(plan: Plan): Plugin {
  const channels = new Set(plan.approvers.flatMap(({ ask }) => (ask === null ? [] : [ask.name])));
  const refuse = (what: string): Promise<never> =>
    Promise.reject(new VakError('VAK6106', `${what} in a test`));
  return definePlugin({
    name: 'vak/inert',
    version: engine,
    api: 1,
    runs: 'process',
    provides: channels.size === 0 ? [Sandbox, Secrets] : [Sandbox, Secrets, ApprovalChannel],
    setup({ fill, add }) {
      fill(Sandbox, [], () => ({
        check: async () => undefined,
        run: () => refuse('nothing runs'),
      }));
      fill(Secrets, [], () => ({
        open: () => refuse('no secret is opened'),
        reveal: () => undefined,
      }));
      for (const name of channels) {
        add(ApprovalChannel, [], () => ({ name, ask: async () => undefined }));
      }
    },
  });
}
