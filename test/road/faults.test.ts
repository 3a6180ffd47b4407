import { describe, expect, test } from 'vitest';
import {
  type AnyToken,
  Approvals,
  AuditLog,
  definePlugin,
  OpinionSource,
  type Plugin,
  PolicyEngine,
  RateLimiter,
  Scrubber,
  Secrets,
  SpanSink,
  ToolSource,
} from '../../src/runtime/contract/index.ts';
import { started } from './mk.ts';

const policy = `
tool a.go { effect: write args { n: int } result: int }
approvers boss {}
agent g { tools: [a.go] }
policy p for g {
  rule go { permit a.go }
  rule big { require approval from boss for a.go when args.n > 9 }
}
limit few for g { on a.go at most 100 calls per 1h }
`;
const base = { name: '@acme/bad', version: '1.0.0', api: 1, runs: 'process' } as const;
const bad = (point: AnyToken, object: object): Plugin =>
  definePlugin({
    ...base,
    provides: [point],
    setup: (api) => (isSlot(point) ? api.fill : api.add)(point, [], () => object),
  });
const isSlot = (point: AnyToken): boolean => point.description?.includes('/slot/') === true;

const boom = (): never => {
  throw new Error('boom');
};
const reject = () => Promise.reject(new Error('boom'));
const hang = () => new Promise<never>(() => undefined);

type Case = [string, Plugin, string, RegExp, number?];

/** What a limiter may answer that is no admission. */
const liars = [
  ['nothing', undefined],
  ['a word', { ok: 'yes' }],
  ['no shortage', { ok: false, short: [] }],
  ['a shortage of what was not asked', { ok: false, short: [{ take: 7 }] }],
].map(([what, answer]): Case => {
  const [reserve, peek] = [() => answer, () => answer];
  const lying = bad(RateLimiter, { reserve, peek, release: () => {}, settle: () => {} });
  return [`a limiter that answers with ${what}`, lying, 'VAK6106', /@acme\/bad/];
});

/** Each plugin, what it does wrong, and the call that meets it. */
const cases: Case[] = [
  ['a policy engine that throws', bad(PolicyEngine, { decide: boom }), 'VAK6106', /policy/],
  ['a policy engine that rejects', bad(PolicyEngine, { decide: reject }), 'VAK6106', /policy/],
  ['a policy engine that hangs', bad(PolicyEngine, { decide: hang }), 'VAK6106', /policy/],
  ['a policy engine that says nothing', bad(PolicyEngine, { decide: () => [] }), 'VAK6002', /./],
  ['a policy engine that lies', bad(PolicyEngine, { decide: () => 'permit' }), 'VAK6106', /policy/],
  [
    'a policy engine that makes up a verdict',
    bad(PolicyEngine, { decide: () => [{ by: 'policy', verdict: 'allow' }] }),
    'VAK6106',
    /policy/,
  ],
  ['a voice that throws', bad(OpinionSource, { name: 'v', object: boom }), 'VAK6106', /`v`/],
  ['a voice that hangs', bad(OpinionSource, { name: 'v', object: hang }), 'VAK6106', /`v`/],
  [
    'a voice that grants',
    bad(OpinionSource, { name: 'v', object: () => [{ by: 'v', verdict: 'permit' }] }),
    'VAK6106',
    /`v`/,
  ],
  [
    'a limiter that throws',
    bad(RateLimiter, { reserve: boom, release: boom, settle: boom }),
    'VAK6106',
    /@acme\/bad/,
  ],
  [
    'a limiter that hangs',
    bad(RateLimiter, { reserve: hang, release: hang, settle: hang }),
    'VAK6106',
    /@acme\/bad/,
  ],
  ...liars,
  [
    'a voice that asks people who are not there',
    bad(OpinionSource, {
      name: 'v',
      object: () => [
        { by: 'v', verdict: 'approval', from: { approvers: 'nobody', count: 1, withinMs: 1_000 } },
      ],
    }),
    'VAK6106',
    /`v`/,
  ],
  [
    'a voice whose words are none',
    bad(OpinionSource, {
      name: 'v',
      object: () => [{ by: 'v', verdict: 'forbid', because: {} }],
    }),
    'VAK6106',
    /`v`/,
  ],
  [
    'a keeper of tickets that throws',
    bad(Approvals, { status: boom, openedSince: boom, apply: boom }),
    'VAK6106',
    /@acme\/bad/,
    10,
  ],
  [
    'a keeper of tickets that hangs',
    bad(Approvals, { status: hang, openedSince: hang, apply: hang }),
    'VAK6106',
    /@acme\/bad/,
    10,
  ],
  [
    'a tool source that throws',
    bad(ToolSource, { name: 's', executor: () => boom }),
    'VAK6106',
    /boom/,
  ],
  [
    'a tool source that hangs',
    bad(ToolSource, { name: 's', executor: () => hang }),
    'VAK7001',
    /./,
  ],
  [
    'a tool source that lies about the type',
    bad(ToolSource, {
      name: 's',
      executor: () => async () => ({ status: 'done', value: 'text' }),
    }),
    'VAK7006',
    /result/,
  ],
];

describe('a call is forbidden, with a code that names the cause, by', () => {
  test.each(cases)('%s', async (_, plugin, code, because, n = 1) => {
    const replaced = plugin.provides.some(isSlot);
    const source = plugin.provides.some((token) => token === ToolSource);
    const { vak } = await started(policy, {
      ...(replaced ? { replace: [plugin] } : { plugins: [plugin] }),
      tools: source ? {} : { 'a.go': ({ n }: { n: number }) => n },
    });
    const session = vak.agent('g').session();
    const result = await session.call('a.go', { n });
    expect(result).toMatchObject({ ok: false, refusal: { code } });
    if (result.ok || result.refusal === undefined) return;
    expect(`${result.refusal.because} ${result.refusal.detail ?? ''}`).toMatch(because);
  });

  test('a hook that throws while arguments may change', async () => {
    const plugin = definePlugin({
      ...base,
      provides: [],
      setup: ({ on }) => on('transform', {}, boom),
    });
    const { vak } = await started(policy, { plugins: [plugin], tools: { 'a.go': () => 1 } });
    const result = await vak.agent('g').session().call('a.go', { n: 1 });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6106' } });
  });

  test('a scrubber that gives back no text', async () => {
    let loaded = false;
    const plugin = bad(Scrubber, {
      name: 'c',
      scrub: (text: string) => ({ text: loaded ? 7 : text, found: [] }),
    });
    const { vak } = await started(policy, { plugins: [plugin], tools: { 'a.go': () => 1 } });
    loaded = true;
    const result = await vak.agent('g').session().call('a.go', { n: 1 });
    expect(result).toMatchObject({ ok: false });
  });

  test('a voice that changes the arguments changes nothing', async () => {
    const plugin = bad(OpinionSource, {
      name: 'v',
      object: (call: { json: { n: number } }) => {
        call.json.n = 8;
        return [];
      },
    });
    const { vak } = await started(policy, {
      plugins: [plugin],
      tools: { 'a.go': ({ n }: { n: number }) => n },
    });
    const result = await vak.agent('g').session().call('a.go', { n: 1 });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6106' } });
  });

  test('a scrubber that throws, and its message is not passed on', async () => {
    let fail = false;
    const scrubber = {
      name: 'sieve',
      scrub: (text: string) => (fail ? boom() : { text, found: [] }),
    };
    const { vak } = await started(policy, {
      plugins: [bad(Scrubber, scrubber)],
      tools: { 'a.go': () => 1 },
    });
    const session = vak.agent('g').session();
    fail = true;
    const result = await session.call('a.go', { n: 1 });
    fail = false;
    expect(result).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6106', because: 'plugin `sieve` failed' },
    });
    expect(JSON.stringify(result)).not.toContain('boom');
  });

  test.each([
    ['throws', boom],
    ['rejects', reject],
  ])('a log that %s, before anything is executed', async (_, append) => {
    let open = true;
    let ran = 0;
    const failing = definePlugin({
      ...base,
      provides: [AuditLog],
      setup: ({ fill }) =>
        fill(AuditLog, [], () => ({
          append: (_entry) => (open ? Promise.resolve({ index: 0, leaf: '' }) : append()),
          async *read() {
            yield* [];
          },
        })),
    });
    const { vak } = await started(policy, {
      replace: [failing],
      tools: {
        'a.go': () => {
          ran += 1;
          return 1;
        },
      },
    });
    open = false;
    const result = await vak.agent('g').session().call('a.go', { n: 1 });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6105' } });
    expect(ran).toBe(0);
  });

  test('secrets that cannot be opened', async () => {
    const secret = `${policy}
secret key { from: env("VAK_TEST_NO_SUCH_NAME"), for: [a.go] }`;
    const { vak } = await started(secret, {
      replace: [bad(Secrets, { open: reject, reveal: () => undefined })],
      tools: {
        'a.go': {
          trusted: true,
          run: async (_: { n: number }, host: { secret(name: string): Promise<string> }) =>
            (await host.secret('key')).length,
        },
      },
    });
    const result = await vak.agent('g').session().call('a.go', { n: 1 });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK7004' } });
  });
});

describe('an observer that fails changes nothing and is named in health', () => {
  test.each([
    ['a span sink', bad(SpanSink, { name: 'spans', begin: boom }), 'spans'],
    ['one that gives no span', bad(SpanSink, { name: 'spans', begin: () => null }), 'spans'],
    [
      'one that cannot say whether it looks',
      bad(SpanSink, Object.defineProperty({ name: 'spans' }, 'idle', { get: boom })),
      'spans',
    ],
    [
      'one whose span has no context to be read',
      bad(SpanSink, {
        name: 'spans',
        begin: () => Object.defineProperty({ event: () => {} }, 'traceparent', { get: boom }),
      }),
      'spans',
    ],
    [
      'a hook after decisions',
      definePlugin({ ...base, provides: [], setup: ({ on }) => on('decided', {}, boom) }),
      '@acme/bad',
    ],
    [
      'a hook after entries',
      definePlugin({ ...base, provides: [], setup: ({ on }) => on('recorded', {}, boom) }),
      '@acme/bad',
    ],
  ])('%s', async (_, plugin, name) => {
    const { vak } = await started(policy, {
      plugins: [plugin],
      tools: { 'a.go': ({ n }: { n: number }) => n },
    });
    expect((await vak.agent('g').session().call('a.go', { n: 1 })).ok).toBe(true);
    expect((await vak.health()).faults[name]?.count).toBeGreaterThan(0);
  });
});

const ids = '4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7';

test.each([
  [`00-${ids}-01`, `00-${ids}-01`],
  [`cc-${ids}-03`, `00-${ids}-01`],
  [`01-${ids}-00-what-comes-later`, `00-${ids}-00`],
  [`00-${ids}-01-more`, undefined],
  [`ff-${ids}-01`, undefined],
  [`01-${ids}-01more`, undefined],
  [`01-${ids}-01-more\r\nset-cookie: a=b`, undefined],
])('the context %j is handed on as %j', async (given, expected) => {
  const seen: unknown[] = [];
  const { vak } = await started(policy, {
    tools: {
      'a.go': ({ n }: { n: number }, { traceparent }: { traceparent?: string }) => {
        seen.push(traceparent);
        return n;
      },
    },
  });
  await vak.agent('g').session().call('a.go', { n: 1 }, { traceparent: given });
  expect(seen).toEqual([expected]);
});

test('a context that a span sink makes up is not handed on where it is none', async () => {
  const seen: unknown[] = [];
  const source = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  const span = { traceparent: `${source}\r\nset-cookie: a=b`, event: () => {}, end: () => {} };
  const { vak } = await started(policy, {
    plugins: [bad(SpanSink, { name: 'spans', begin: () => span })],
    tools: {
      'a.go': ({ n }: { n: number }, { traceparent }: { traceparent?: string }) => {
        seen.push(traceparent);
        return n;
      },
    },
  });
  await vak.agent('g').session().call('a.go', { n: 1 }, { traceparent: source });
  await vak.agent('g').session().call('a.go', { n: 1 });
  expect(seen).toEqual([source, undefined]);
});
