import { describe, expect, test } from 'vitest';
import plugin from '../../../src/plugins/sources/files.ts';
import {
  type Outcome,
  PlanInForce,
  Sandbox,
  type SandboxJob,
  type ToolCode,
  ToolSource,
} from '../../../src/runtime/contract/index.ts';
import { given, wire } from '../../../src/runtime/testing/conformance/harness.ts';
import { sampleCall, sampleTool } from '../../../src/runtime/testing/sample-call.ts';

const code: ToolCode = {
  tool: 'orders.read',
  file: 'orders.ts',
  text: 'export default (args) => args',
  digest: 'sha256:1',
};
const tool = sampleTool({
  name: 'orders.read',
  run: { path: './orders.ts', at: 'a.vak:2:3' },
  code: 'sha256:1',
  limits: { memoryBytes: 1_000, timeMs: 50 },
});

/** The source over a sandbox that writes down what it is asked. */
async function source(outcome: Outcome, codes: readonly ToolCode[] = [code]) {
  const jobs: SandboxJob[] = [];
  const sandbox: Sandbox = {
    check: async () => undefined,
    run: async (job) => {
      jobs.push(job);
      return outcome;
    },
  };
  const force = { plan: {}, digest: '', code: new Map(codes.map((each) => [each.tool, each])) };
  const wired = await wire(plugin, [given(PlanInForce, force as never), given(Sandbox, sandbox)]);
  return { source: wired.get(ToolSource), jobs };
}

describe('tools with code', () => {
  test('run in the sandbox, with the limits of the plan and the arguments of the call', async () => {
    const done: Outcome = { status: 'done', value: { id: 1 } };
    const { source: files, jobs } = await source(done);
    const call = sampleCall(tool, { args: { id: 'o-1' } });
    const signal = new AbortController().signal;
    const log = (): void => undefined;
    const outcome = await files.executor(tool)?.({ call, signal, traceparent: undefined, log });
    expect(outcome).toBe(done);
    expect(jobs).toMatchObject([
      {
        id: call.id,
        code,
        args: { id: 'o-1' },
        memoryBytes: 1_000,
        timeMs: 50,
        tenant: 'acme',
        signal,
        log,
      },
    ]);
  });

  test('are the only ones offered', async () => {
    const { source: files } = await source({ status: 'done', value: null });
    expect(files.executor(sampleTool({ name: 'orders.read' }))).toBeUndefined();
  });

  test('without the code in hand, or with other code than was planned, stop the start', async () => {
    const { source: none } = await source({ status: 'done', value: null }, []);
    expect(() => none.executor(tool)).toThrow('`orders.read` (sample.vak:1:1) was not read');
    const other = { ...code, digest: 'sha256:2' };
    const { source: changed } = await source({ status: 'done', value: null }, [other]);
    expect(() => changed.executor(tool)).toThrow('has changed');
  });
});
