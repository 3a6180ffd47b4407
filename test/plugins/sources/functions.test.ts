import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import plugin from '../../../src/plugins/sources/functions/index.ts';
import {
  Clock,
  HostSide,
  type HostTool,
  type Json,
  type Outcome,
  Secrets,
  type ToolHost,
  ToolSource,
  VakError,
} from '../../../src/runtime/contract/index.ts';
import { given, wire } from '../../../src/runtime/testing/conformance/harness.ts';
import { describeToolSource } from '../../../src/runtime/testing/conformance/tool-source.ts';
import { type FakeClock, fakeClock } from '../../../src/runtime/testing/fake-clock.ts';
import { sampleCall, sampleTool } from '../../../src/runtime/testing/sample-call.ts';

const secrets: Secrets = {
  open: async (name, tool) => {
    if (tool !== 'trusted.tool') throw new VakError('VAK7007', `no \`${name}\` for \`${tool}\``);
    return `value of ${name}`;
  },
  reveal: () => undefined,
};
const host = (tools: Readonly<Record<string, HostTool>>): HostSide => ({
  tools,
  approve: undefined,
  authorize: undefined,
  state: '',
  base: '',
  audit: undefined,
});
const provided = (tools: Readonly<Record<string, HostTool>>, clock: Clock) => [
  given(HostSide, host(tools)),
  given(Secrets, secrets),
  given(Clock, clock),
];

const suiteClock = fakeClock(0);
const suiteTools: Readonly<Record<string, HostTool>> = {
  'test.echo': (args: Json) => args,
  'test.fail': () => {
    throw new Error('it does not work');
  },
  'test.hang': () => new Promise(() => undefined),
};
describeToolSource(plugin, {
  provided: () => provided(suiteTools, suiteClock),
  tools: {
    echoes: sampleTool({ name: 'test.echo' }),
    fails: sampleTool({ name: 'test.fail' }),
    hangs: sampleTool({ name: 'test.hang' }),
  },
  advance: (ms) => suiteClock.advance(ms),
});

interface Ran {
  readonly clock?: FakeClock;
  readonly name?: string;
  readonly args?: Json;
  readonly signal?: AbortSignal;
  readonly logged?: string[];
}
/** Starts a call of one function and gives what comes of it. */
async function run(tool: HostTool, more: Ran = {}): Promise<Outcome> {
  const { clock = fakeClock(0), name = 'trusted.tool', args = {}, logged = [] } = more;
  const wired = await wire(plugin, provided({ [name]: tool }, clock));
  const plan = sampleTool({ name });
  const executor = wired.get(ToolSource).executor(plan);
  if (executor === undefined) throw new Error('not offered');
  return executor({
    call: sampleCall(plan, { args }),
    signal: more.signal ?? new AbortController().signal,
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    log: (text) => void logged.push(text),
  });
}
const trusting = (run: (args: Json, host: ToolHost) => unknown): HostTool => ({
  run,
  trusted: true,
});

describe('a host function', () => {
  test('gets the arguments as a copy of its own, the id, the trace context and the log', async () => {
    const logged: string[] = [];
    const outcome = await run(
      (args: { list: number[] }, { call, traceparent, log }) => {
        args.list.push(4);
        log('at work');
        return { id: call, traceparent, list: args.list };
      },
      { args: { list: [1, 2, 3] }, logged },
    );
    expect(outcome).toMatchObject({
      status: 'done',
      value: {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        traceparent: expect.stringMatching(/^00-/),
        list: [1, 2, 3, 4],
      },
    });
    expect(logged).toEqual(['at work']);
  });

  test('that throws has failed, and its words are kept short', async () => {
    const fail = (error: unknown) =>
      run(() => {
        throw error;
      });
    expect(await fail(new Error('no such order'))).toMatchObject({
      status: 'failed',
      code: 'VAK7004',
      message: 'no such order',
    });
    const long = await fail(new Error('x'.repeat(10_000)));
    expect('message' in long && long.message.length).toBe(500);
    for (const odd of [undefined, null, 7, Symbol('s'), Object.create(null), new Error('')]) {
      expect(await fail(odd)).toMatchObject({ status: 'failed', code: 'VAK7004' });
    }
    const spiteful = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('gotcha');
      },
    });
    expect(await fail(spiteful)).toMatchObject({
      status: 'failed',
      message: 'the tool failed and did not say why',
    });
  });

  test('that answers with something else than JSON has failed, with the place', async () => {
    const circle: unknown[] = [];
    circle.push(circle);
    const bad: readonly (readonly [unknown, string])[] = [
      [{ order: { total: 5n } }, '$.order.total is a bigint'],
      [[1, () => 1], '$[1] is a function'],
      [Number.NaN, '$ is NaN'],
      [{ at: new Date(0) }, '$.at is an object of a class'],
      [new Map(), '$ is an object of a class'],
      [[undefined], '$[0] is undefined'],
      [JSON.parse('{"a":{"__proto__":{}}}'), '$.a has a key named `__proto__`'],
      [circle, 'or in a circle'],
    ];
    for (const [value, words] of bad) {
      const outcome = await run(() => value);
      expect(outcome).toMatchObject({ status: 'failed', code: 'VAK7006' });
      expect('message' in outcome && outcome.message).toContain(words);
    }
  });

  test('that answers nothing answers null, and leaves out what is undefined', async () => {
    expect(await run(() => undefined)).toMatchObject({ status: 'done', value: null });
    const outcome = await run(() => ({ a: undefined, b: 1 }));
    expect(outcome).toMatchObject({ status: 'done', value: { b: 1 } });
    expect(outcome.status === 'done' && Object.keys(outcome.value as object)).toEqual(['b']);
  });

  test('cannot change its answer once it is given', async () => {
    const answer = { list: [1] };
    const outcome = await run(() => answer);
    answer.list.push(2);
    expect(outcome).toMatchObject({ value: { list: [1] } });
  });

  test('is told by its signal when its time is over, and what it does then is dropped', async () => {
    const clock = fakeClock(0);
    const heard: unknown[] = [];
    const running = run(
      (_args, { signal }) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            heard.push(signal.reason);
            reject(new Error('stopped'));
          });
        }),
      { clock },
    );
    await clock.advance(59_999);
    expect(heard).toEqual([]);
    await clock.advance(1);
    expect(await running).toEqual({
      status: 'unknown',
      code: 'VAK7001',
      message: 'no answer within 60000 ms',
      usage: { wallMs: 60_000 },
    });
    expect(inspect(heard)).toContain('no answer within 60000 ms');
  });

  test('that was cancelled under way ends unknown, even if it fails at once', async () => {
    const abort = new AbortController();
    const running = run(
      (_args, { signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      { signal: abort.signal },
    );
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort(new Error('session ended'));
    expect(await running).toMatchObject({ status: 'unknown', code: 'VAK6107' });
  });

  test('that fails because it was cancelled has not just failed: what it did is unknown', async () => {
    const abort = new AbortController();
    const clock = { ...fakeClock(0), sleep: () => new Promise<void>(() => undefined) };
    const running = run(
      (_args, { signal }) =>
        new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
      { signal: abort.signal, clock },
    );
    await new Promise((resolve) => setImmediate(resolve));
    abort.abort(new Error('session ended'));
    expect(await running).toMatchObject({ status: 'unknown', code: 'VAK6107' });
  });

  test('is never told to stop once it has answered', async () => {
    let kept: AbortSignal | undefined;
    const clock = fakeClock(0);
    await run(
      (_args, { signal }) => {
        kept = signal;
      },
      { clock },
    );
    await clock.advance(120_000);
    expect(kept?.aborted).toBe(false);
  });
});

describe('secrets', () => {
  test('are opened for a tool marked trusted, in its own name', async () => {
    const outcome = await run(trusting((_args, { secret }) => secret('key')));
    expect(outcome).toMatchObject({ status: 'done', value: 'value of key' });
  });

  test('are not opened for a function that is not marked trusted', async () => {
    for (const tool of [
      (_args: Json, { secret }: ToolHost) => secret('key'),
      { run: (_args: Json, { secret }: ToolHost) => secret('key'), trusted: false },
    ]) {
      expect(await run(tool)).toMatchObject({ status: 'failed', code: 'VAK7007' });
    }
  });

  test('are refused with their own code when the secret is not for this tool', async () => {
    const outcome = await run(
      trusting((_args, { secret }) => secret('key')),
      { name: 'other.tool' },
    );
    expect(outcome).toMatchObject({ status: 'failed', code: 'VAK7007' });
  });

  test('stay shut, and the log silent, once the call is over', async () => {
    let kept: ToolHost | undefined;
    const logged: string[] = [];
    await run(
      trusting((_args, given) => {
        kept = given;
      }),
      { logged },
    );
    kept?.log('still here');
    expect(logged).toEqual([]);
    await expect(kept?.secret('key')).rejects.toMatchObject({ code: 'VAK7007' });
  });

  test('a function does not become trusted by a code that it makes up', async () => {
    const outcome = await run(() => {
      throw new VakError('VAK6001', 'forged');
    });
    expect(outcome).toMatchObject({ status: 'failed', code: 'VAK7004' });
  });
});
