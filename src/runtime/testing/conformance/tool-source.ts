import { expect } from 'vitest';
import type { ToolPlan } from '../../../dsl/plan/plan.ts';
import type { Call, Outcome } from '../../contract/call.ts';
import { refusalCodes } from '../../contract/errors.ts';
import { type Executor, type ToolJob, ToolSource } from '../../contract/execution.ts';
import type { Plugin } from '../../contract/plugin.ts';
import { sampleCall, sampleTool } from '../sample-call.ts';
import { type SuiteOptions, suite } from '../suite.ts';
import type { Wired } from './harness.ts';

/** A source under test, and tools of it that do what the suite asks of them. */
export interface ToolSourceOptions extends SuiteOptions {
  readonly tools: {
    /** Answers its arguments. */
    readonly echoes: ToolPlan;
    /** Fails every time. */
    readonly fails: ToolPlan;
    /** Never answers by itself; its limit of time is what ends it. */
    readonly hangs: ToolPlan;
  };
  /** Makes the time pass that a call has; by default it passes by itself. */
  readonly advance?: (ms: number) => Promise<void>;
}

/** Declares the tests that every source of tools must pass. */
export function describeToolSource(plugin: Plugin, options: ToolSourceOptions): void {
  const { tools, advance = async () => undefined, ...rest } = options;
  const executor = (wired: Wired, tool: ToolPlan): Executor => {
    const found = wired.get(ToolSource).executor(tool);
    if (found === undefined) throw new Error(`\`${tool.name}\` is not from this source`);
    return found;
  };

  suite('ToolSource', plugin, rest, {
    'offers its own tools and no others': (wired) => {
      const source = wired.get(ToolSource);
      expect(source.name).not.toBe('');
      for (const tool of Object.values(tools)) expect(source.executor(tool)).toBeTypeOf('function');
      const strange = ['unheard.of', 'toString', '__proto__', 'constructor'];
      for (const name of strange) expect(source.executor(sampleTool({ name }))).toBeUndefined();
    },
    'answers with what the tool gave, for the arguments as they were decided': async (wired) => {
      const args = { id: 'o-1', deep: { list: [1, null, true, '"\u00e9'] } };
      const outcome = await executor(wired, tools.echoes)(job(tools.echoes, { args }));
      expect(outcome).toMatchObject({ status: 'done', value: args });
    },
    'lets no tool change the arguments that were decided': async (wired) => {
      const call = sampleCall(tools.echoes, { args: Object.freeze({ id: 'o-1' }) });
      const before = JSON.stringify(call.json);
      await executor(wired, tools.echoes)({ ...job(tools.echoes), call });
      expect(JSON.stringify(call.json)).toBe(before);
    },
    'tells a failure of the tool from every other end, in words without a stack': async (wired) => {
      const outcome = await executor(wired, tools.fails)(job(tools.fails));
      expect(outcome).toMatchObject({ status: 'failed', code: refusalCodes.guestError });
      expect(message(outcome)).not.toMatch(/\n\s+at /);
    },
    'ends a tool that never answers, and does not claim to know what it did': async (wired) => {
      const running = executor(wired, tools.hangs)(job(tools.hangs));
      await advance(tools.hangs.limits.timeMs);
      expect(await running).toMatchObject({ status: 'unknown', code: refusalCodes.time });
    },
    'runs nothing for a call that was cancelled before': async (wired) => {
      const signal = AbortSignal.abort();
      const outcome = await executor(wired, tools.echoes)(job(tools.echoes, { signal }));
      expect(outcome.status).toBe('not started');
    },
    'ends a call that is cancelled under way, as one whose outcome is unknown': async (wired) => {
      const abort = new AbortController();
      const running = executor(wired, tools.hangs)(job(tools.hangs, { signal: abort.signal }));
      await new Promise((resolve) => setImmediate(resolve));
      abort.abort();
      const { status } = await running;
      expect(['unknown', 'not started']).toContain(status);
    },
    'serves the next call after every kind of end': async (wired) => {
      const abort = AbortSignal.abort();
      await executor(wired, tools.fails)(job(tools.fails));
      await executor(wired, tools.echoes)(job(tools.echoes, { signal: abort }));
      const hung = executor(wired, tools.hangs)(job(tools.hangs));
      await advance(tools.hangs.limits.timeMs);
      await hung;
      const outcome = await executor(wired, tools.echoes)(job(tools.echoes, { args: { n: 1 } }));
      expect(outcome).toMatchObject({ status: 'done', value: { n: 1 } });
    },
    'keeps calls at once apart': async (wired) => {
      const echo = executor(wired, tools.echoes);
      const all = Array.from({ length: 8 }, (_, n) => echo(job(tools.echoes, { args: { n } })));
      for (const [n, outcome] of (await Promise.all(all)).entries()) {
        expect(outcome).toMatchObject({ status: 'done', value: { n } });
      }
    },
  });
}

interface JobOptions {
  readonly args?: Call['json'];
  readonly signal?: AbortSignal;
}

function job(tool: ToolPlan, { args = {}, signal }: JobOptions = {}): ToolJob {
  return {
    call: sampleCall(tool, { args }),
    signal: signal ?? new AbortController().signal,
    traceparent: undefined,
    log: () => undefined,
  };
}

const message = (outcome: Outcome): string => ('message' in outcome ? outcome.message : '');
