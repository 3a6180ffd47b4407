import { expect, test } from 'vitest';
import { invoker } from '../../../src/runtime/call/execution/invoke.ts';
import type { Caller, Road } from '../../../src/runtime/call/road.ts';
import { sampleCall, sampleTool } from '../../../src/runtime/testing/sample-call.ts';

const loop = sampleTool({ name: 'loop', grants: { tools: ['loop'] } });
const road = { tools: new Map([['loop', loop]]) } as unknown as Road;
const { signal } = new AbortController();

/** A tool whose code calls itself so often, and so on; gives what was said, and how often it was run. */
async function unroll(times: number, most: number) {
  const said: string[] = [];
  let runs = 0;
  const run = async (caller?: Caller): Promise<void> => {
    runs += 1;
    if (runs > most) throw new Error('it never ends');
    const invoke = invoker(road, sampleCall(loop), caller, async (_, next) => {
      await run(next);
      return { ok: true, value: null } as never;
    });
    for (let i = 0; i < times; i += 1) {
      const answer = await invoke('loop', {}, signal);
      if (!answer.ok) said.push(answer.message);
    }
  };
  await run();
  return { said, runs };
}

test('tools that call themselves end eight deep', async () => {
  expect(await unroll(1, 100)).toEqual({
    said: ['tools call one another 8 deep at most'],
    runs: 8,
  });
});

test('and share one budget, however they branch', async () => {
  expect((await unroll(3, 100)).runs).toBe(65);
});
