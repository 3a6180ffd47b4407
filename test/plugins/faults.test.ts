import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import hostApprovals from '../../src/plugins/host/host-approvals.ts';
import scrubber from '../../src/plugins/keeping/scrubber/index.ts';
import secretsPlugin from '../../src/plugins/keeping/secrets/index.ts';
import approvals from '../../src/plugins/policy/approvals/index.ts';
import limits from '../../src/plugins/policy/limits/index.ts';
import files from '../../src/plugins/sources/files.ts';
import functions from '../../src/plugins/sources/functions/index.ts';
import { otel } from '../../src/plugins/telemetry/otel/index.ts';
import {
  ApprovalChannel,
  Approvals,
  Clock,
  every,
  HostSide,
  type HostTool,
  PlanInForce,
  RateLimiter,
  Sandbox,
  Scrubber,
  SecretSource,
  Secrets,
  SpanSink,
  type Take,
  type ToolJob,
  ToolSource,
} from '../../src/runtime/contract/index.ts';
import { given, wire } from '../../src/runtime/testing/conformance/harness.ts';
import { fakeClock } from '../../src/runtime/testing/fake-clock.ts';
import { sampleCall, sampleTool } from '../../src/runtime/testing/sample-call.ts';

// What each plugin does when the things around it throw, hang or lie. Where a plugin decides, executes
// or opens secrets, the failure must come out as a throw or a refusal: the runtime forbids on both.

const never = new Promise<never>(() => undefined);
const host = (more: Partial<HostSide> = {}): HostSide => ({
  tools: {},
  approve: undefined,
  authorize: undefined,
  state: '',
  base: '',
  audit: undefined,
  ...more,
});
const job = (tool = sampleTool()): ToolJob => ({
  call: sampleCall(tool),
  signal: new AbortController().signal,
  traceparent: undefined,
  log: () => undefined,
});

describe('limits', () => {
  const take: Take = {
    window: 'w',
    key: 'k',
    form: 'at most',
    amount: 1n,
    max: 1n,
    perMs: 1_000,
  };

  test('given what cannot be counted, throw and count nothing', async () => {
    const limiter = (await wire(limits)).get(RateLimiter);
    const wrong: readonly Partial<Take>[] = [
      { amount: -1n },
      { max: -1n },
      { burst: -1n, form: 'rate' },
      { perMs: 0 },
      { perMs: Number.NaN },
      { perMs: 0.5 },
    ];
    for (const more of wrong) {
      const takes = [take, { ...take, ...more }];
      expect(() => limiter.reserve('r', takes, 0)).toThrow(RangeError);
      expect(() => limiter.peek(takes, 0)).toThrow(RangeError);
      expect(() => limiter.restore('r', takes, 0)).toThrow(RangeError);
    }
    for (const now of [Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => limiter.reserve('r', [take], now)).toThrow(RangeError);
      expect(() => limiter.peek([take], now)).toThrow(RangeError);
    }
    expect(limiter.peek([take], 0)).toEqual({ ok: true });
  });
});

describe('approvals', () => {
  test('take no answer but `grant` for one', async () => {
    const tickets = (await wire(approvals)).get(Approvals);
    const requirements = [{ approvers: 'leads', count: 1, withinMs: 100 }];
    const binding = { tenant: 't', principal: 'p' } as never;
    await tickets.apply({
      fact: 'opened',
      ticket: 't',
      at: 0,
      expires: 100,
      binding,
      requirements,
    });
    const answered = { fact: 'answered', ticket: 't', at: 1, approvers: 'leads' } as const;
    for (const answer of ['yes', 'granted', true, undefined, null]) {
      await tickets.apply({ ...answered, by: 'a', attested: 'host', answer: answer as never });
    }
    expect(await tickets.status('t', 2)).toMatchObject({ status: 'open' });
  });
});

describe('the channel `host`', () => {
  const ask = async (approve: unknown) =>
    (await wire(hostApprovals, [given(HostSide, host({ approve: approve as never }))]))
      .get(ApprovalChannel)
      .ask({} as never, [], new AbortController().signal);

  test('passes on no answer that is none', async () => {
    const lies = [true, 'grant', {}, { by: '', answer: 'grant' }, { by: 'a', answer: 'yes' }, null];
    for (const lie of lies) await expect(ask(async () => lie)).rejects.toThrow();
    await expect(ask(() => ({ by: 7, answer: 'grant' }))).rejects.toThrow(TypeError);
  });
});

describe('secrets', () => {
  const plan = {
    secrets: [
      { name: 'key', from: { name: 'vault', json: [] }, for: ['x'], to: [], as: null, at: 'a:1:1' },
    ],
  };
  const over = (read: SecretSource['read']) =>
    wire(secretsPlugin, [
      given(PlanInForce, { plan, digest: '', code: new Map() } as never),
      given(every(SecretSource), [{ name: 'vault', read }]),
    ]);

  test('pass on nothing of what a vault throws, not even as a cause', async () => {
    const thrown = Object.assign(new Error('the value is s3cr3t-value'), { value: 's3cr3t-value' });
    for (const cause of [thrown, 's3cr3t-value', { toString: () => 's3cr3t-value' }]) {
      const wired = await over(async () => {
        throw cause;
      });
      await wired.start();
      const failure = await wired
        .get(Secrets)
        .open('key', 'x')
        .catch((refused: unknown) => refused);
      expect(failure).toMatchObject({ code: 'VAK6106' });
      expect(inspect(failure, { depth: 9, showHidden: true })).not.toContain('s3cr3t');
      expect(inspect(await wired.health(), { depth: 9 })).not.toContain('s3cr3t');
    }
  });

  test('take nothing but text for a value', async () => {
    const lies = [undefined, null, 7, '', ['a-long-value'], new String('a-long-value')];
    for (const lie of lies) {
      const wired = await over(async () => lie as never);
      await wired.start();
      await expect(wired.get(Secrets).open('key', 'x')).rejects.toMatchObject({ code: 'VAK6106' });
    }
  });

  test('still refuse other tools while a vault hangs', async () => {
    const secrets = (await over(() => never)).get(Secrets);
    await expect(secrets.open('key', 'y')).rejects.toMatchObject({ code: 'VAK7007' });
    const known: string[] = [];
    secrets.reveal((name) => void known.push(name));
    expect(known).toEqual([]);
  });
});

describe('the scrubber', () => {
  const over = async (reveal: Secrets['reveal']) =>
    (await wire(scrubber, [given(Secrets, { open: async () => '', reveal })])).get(Scrubber);

  test('lets no text through when the secrets cannot be seen', async () => {
    const one = await over(() => {
      throw new Error('locked');
    });
    expect(() => one.scrub('text')).toThrow('locked');
  });

  test('bears values that are empty, and blanks short ones all the same', async () => {
    const one = await over((visit) => {
      visit('empty', '');
      visit('short', 'abc');
    });
    expect(one.scrub('x abc y')).toEqual({ text: 'x [secret:short] y', found: ['short'] });
    expect(one.scrub('nothing else')).toEqual({ text: 'nothing else', found: [] });
  });
});

describe('functions', () => {
  const executor = async (
    tool: HostTool,
    { secrets, clock = fakeClock(0) }: { secrets?: Partial<Secrets>; clock?: Clock } = {},
  ) => {
    const all: Secrets = { open: async () => '', reveal: () => undefined, ...secrets };
    const wired = await wire(functions, [
      given(HostSide, host({ tools: { 'sample.tool': tool } })),
      given(Secrets, all),
      given(Clock, clock),
    ]);
    const found = wired.get(ToolSource).executor(sampleTool());
    if (found === undefined) throw new Error('not offered');
    return found;
  };

  test('that are none stop the start', async () => {
    for (const lie of [
      5,
      'code',
      {},
      { run: 1, trusted: true },
      { run: () => 1, trusted: 'yes' },
    ]) {
      await expect(executor(lie as never)).rejects.toMatchObject({ code: 'VAK6203' });
    }
  });

  test('end unknown when the clock fails: nobody can tell whether they were in time', async () => {
    const clock: Clock = {
      now: () => 0,
      sleep: () => Promise.reject(new Error('the clock has stopped')),
    };
    const run = await executor(() => never, { clock });
    expect(await run(job())).toMatchObject({ status: 'unknown' });
  });

  test('still answer when the clock never wakes anyone', async () => {
    const run = await executor(() => 1, { clock: { now: () => 0, sleep: () => never } });
    expect(await run(job())).toMatchObject({ status: 'done', value: 1 });
  });

  test('fail when a secret cannot be opened, and end in time when the vault hangs', async () => {
    const asks: HostTool = { run: (_args, { secret }) => secret('key'), trusted: true };
    const failing = await executor(asks, {
      secrets: { open: () => Promise.reject(new Error('sealed')) },
    });
    expect(await failing(job())).toMatchObject({ status: 'failed', code: 'VAK7004' });

    const clock = fakeClock(0);
    const hanging = await executor(asks, { secrets: { open: () => never }, clock });
    const running = hanging(job());
    await clock.advance(60_000);
    expect(await running).toMatchObject({ status: 'unknown', code: 'VAK7001' });
  });

  test('whose result lies about itself have failed', async () => {
    const lies: readonly (() => unknown)[] = [
      () => new Proxy({}, { ownKeys: () => ['a'], get: () => 1 }),
      () => Object.defineProperty({}, 'a', { enumerable: true, get: () => 1n }),
      () =>
        new Proxy(
          {},
          {
            getPrototypeOf: () => {
              throw new Error('no');
            },
          },
        ),
      () => Object.defineProperty([1], 'length', { value: 4 }),
    ];
    for (const lie of lies) {
      const outcome = await (await executor(lie))(job());
      if (outcome.status === 'done') expect(() => structuredClone(outcome.value)).not.toThrow();
      else expect(outcome).toMatchObject({ status: 'failed', code: 'VAK7006' });
    }
  });
});

describe('files', () => {
  const tool = sampleTool({ run: { path: './x.ts', at: 'a:1:1' } });
  const code = { tool: tool.name, file: 'x.ts', text: '', digest: 'sha256:1' };
  const over = async (run: Sandbox['run']) => {
    const wired = await wire(files, [
      given(PlanInForce, { plan: {}, digest: '', code: new Map([[tool.name, code]]) } as never),
      given(Sandbox, { check: async () => undefined, run }),
    ]);
    const found = wired.get(ToolSource).executor(tool);
    if (found === undefined) throw new Error('not offered');
    return found;
  };

  test('claim no outcome when the sandbox throws', async () => {
    const run = await over(() => Promise.reject(new Error('no children left')));
    await expect(run(job(tool))).rejects.toThrow('no children left');
  });
});

describe('the tracer', () => {
  const spanThat = (fails: readonly string[]) => {
    const act = (name: string) => () => {
      if (fails.includes(name)) throw new Error(name);
    };
    return {
      spanContext: () => {
        act('spanContext')();
        return { traceId: 'nonsense', spanId: '', traceFlags: 9 };
      },
      addEvent: act('addEvent'),
      setAttributes: act('setAttributes'),
      setAttribute: act('setAttribute'),
      setStatus: act('setStatus'),
      end: act('end'),
    };
  };
  const over = async (startSpan: () => unknown) => {
    const api = await import('@opentelemetry/api');
    const trace = Object.create(api.trace, { getTracer: { value: () => ({ startSpan }) } });
    const plugin = otel(async () => ({ ...api, trace }) as never);
    const wired = await wire(plugin, [
      given(PlanInForce, { plan: { trace: null }, digest: '', code: new Map() } as never),
      given(every(Scrubber), []),
    ]);
    await wired.start();
    return wired;
  };
  const begun = { name: 'execute_tool x', at: 0, traceparent: undefined, attributes: {} };

  test('bears an SDK that throws anywhere, and counts it', async () => {
    const methods = ['spanContext', 'addEvent', 'setAttributes', 'setStatus', 'end'];
    for (const fails of [...methods.map((name) => [name]), methods]) {
      const wired = await over(() => spanThat(fails));
      const span = wired.get(SpanSink).begin(begun);
      span.event('decided');
      span.end({ attributes: {}, error: 'VAK6001' });
      expect(await wired.health(), fails.join()).toMatchObject([{ state: 'degraded' }]);
    }
    const wired = await over(() => {
      throw new Error('no spans today');
    });
    wired.get(SpanSink).begin(begun).end({ attributes: {} });
    expect(await wired.health()).toMatchObject([{ state: 'degraded' }]);
  });

  test('hands on no trace context that is none, whatever the SDK says', async () => {
    const wired = await over(() => spanThat([]));
    const span = wired.get(SpanSink).begin(begun);
    span.end({ attributes: {} });
    expect(span.traceparent).toBeUndefined();
    expect(await wired.health()).toEqual([{ state: 'ok' }]);
  });
});
