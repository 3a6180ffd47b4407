import { describe, expect, test } from 'vitest';
import { canonicalJson, meaning } from '../../../src/dsl/plan/canonical.ts';
import type { Compiled, Plan } from '../../../src/dsl/plan/plan.ts';
import type { Json } from '../../../src/dsl/values/value.ts';
import { analysed, desk } from '../model/desk.ts';

function compiled(fragment = ''): Compiled {
  const { compiled, diagnostics } = analysed(`${desk}\n${fragment}\n`);
  const errors = diagnostics.filter((each) => each.severity === 'error');
  expect(errors.map((each) => `${each.code} ${each.message}`)).toEqual([]);
  if (compiled === undefined) throw new Error('no plan');
  return compiled;
}
const ruleOf = (plan: Plan, name: string) => plan.rules.find((rule) => rule.name === name);

/** A plan's part without its places. */
const bare = (part: unknown): unknown =>
  JSON.parse(JSON.stringify(part, (key, value: unknown) => (key === 'at' ? undefined : value)));

describe('a plan', () => {
  test('is plain JSON with one canonical spelling', () => {
    const { plan } = compiled();
    expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
    expect(canonicalJson(plan as unknown as Json)).toBe(
      canonicalJson(JSON.parse(JSON.stringify(plan)) as Json),
    );
  });

  test('is the same whatever the order of blocks and rules, but for places', () => {
    const [head = '', ...blocks] = desk.split(/\n\n/);
    const turned = [head, ...blocks.reverse()].join('\n\n');
    const other = analysed(turned).compiled;
    expect(other).toBeDefined();
    const [one, two] = [compiled().plan, other?.plan as Plan];
    expect(canonicalJson(meaning(two))).toBe(canonicalJson(meaning(one)));
    expect(canonicalJson(two as unknown as Json)).not.toBe(canonicalJson(one as unknown as Json));
  });

  test('changes with every change of meaning', () => {
    const text = canonicalJson(meaning(compiled().plan));
    const changes = [
      ['<= 50 EUR', '<= 51 EUR'],
      ['when args.to ==', 'when args.to !='],
      ['effect: egress', 'effect: write'],
      ['permit orders.read, files.read', 'permit orders.read'],
      ['within: 4h', 'within: 5h'],
      ['where amount > 0 EUR', 'where amount >= 1 EUR'],
      ['note: string?', 'note: string'],
      ['labels: [payments]', 'labels: [payments, money_out]'],
    ] as const;
    for (const [from, to] of changes) {
      const plan = analysed(desk.replace(from, to)).compiled?.plan;
      expect(plan, to).toBeDefined();
      expect(canonicalJson(meaning(plan as Plan)), to).not.toBe(text);
    }
  });

  test('knows the place of every rule, condition and tool', () => {
    const rule = ruleOf(compiled().plan, 'base.small_refund');
    const line = desk.split('\n').findIndex((each) => each.includes('rule small_refund')) + 1;
    expect(rule?.at).toBe(`page.vak:${line}:8`);
    expect(rule?.conditions[0]?.at).toMatch(new RegExp(`^page\\.vak:${line}:\\d+$`));
  });
});

describe('literals are in canonical spelling', () => {
  const literal = (expr: string): unknown => {
    const fragment = `tool t.t {
  effect: read
  args { m: money, d: decimal, i: int, w: duration, s: size, p: percent, f: path, u: url, h: host, t: time }
}
agent tester { tools: [t.t] }
policy p for tester { rule r { permit t.t when ${expr} } }`;
    const condition = ruleOf(compiled(fragment).plan, 'p.r')?.conditions[0]?.expr;
    return condition !== undefined && 'right' in condition ? bare(condition.right) : undefined;
  };
  test.each([
    ['args.m < 50 EUR', { op: 'literal', type: 'money', json: '50.00 EUR' }],
    ['args.m < 2_000 JPY', { op: 'literal', type: 'money', json: '2000 JPY' }],
    ['args.m > -1.5 EUR', { op: 'literal', type: 'money', json: '-1.50 EUR' }],
    ['args.i < 1_000', { op: 'literal', type: 'int', json: 1000 }],
    ['args.i < 9007199254740993', { op: 'literal', type: 'int', json: '9007199254740993' }],
    ['args.i > -5', { op: 'literal', type: 'int', json: -5 }],
    ['args.d < 1', { op: 'literal', type: 'decimal', json: '1' }],
    [
      'args.u == "HTTPS://Shop.Example:443/a/../b"',
      { op: 'literal', type: 'url', json: 'https://shop.example/b' },
    ],
    ['args.h == "SHOP.example"', { op: 'literal', type: 'host', json: 'shop.example' }],
    ['args.f in "/data/./x/../y"', { op: 'literal', type: 'path', json: '/data/y' }],
    [
      'args.t > time("2026-01-01T00:00:00.000Z")',
      { op: 'literal', type: 'time', json: '2026-01-01T00:00:00Z' },
    ],
  ])('%s', (expr, wanted) => {
    expect(literal(expr)).toEqual(wanted);
  });

  test('equal amounts in different units are one', () => {
    expect(literal('args.w < 60m')).toEqual(literal('args.w < 1h'));
    expect(literal('args.s < 1024KB')).toEqual(literal('args.s < 1MB'));
    expect(literal('args.p < 50.0%')).toEqual(literal('args.p < 50%'));
    expect(literal('args.d < 0.50')).toEqual(literal('args.d < 0.5'));
  });
});

describe('limits', () => {
  const windows = (clauses: string): unknown =>
    bare(
      compiled(`limit l for desk {\n  on refunds.issue\n  ${clauses}\n}`).plan.limits[0]?.windows,
    );

  test('count calls as they are and sums in billionths', () => {
    expect(windows('at most 20 calls per 1h')).toEqual([
      { form: 'at most', max: '20', perMs: 3_600_000 },
    ]);
    expect(windows('rate 10 calls per 1s burst 20')).toEqual([
      { form: 'rate', max: '10', burst: '20', perMs: 1_000 },
    ]);
    expect(windows('at most 2_000.50 EUR of args.amount per 1d')).toEqual([
      {
        form: 'at most',
        max: '2000500000000',
        currency: 'EUR',
        of: { op: 'ref', root: 'args', path: ['amount'] },
        perMs: 86_400_000,
      },
    ]);
  });

  test('forbid where nothing else is said, and keep tools and keys', () => {
    const { plan } = compiled(`limit l for any agent {
  on any tool labelled payments
  at most 3 calls per 1h
  for each context.customer.email
  for each args.order_id
  because "No more."
}`);
    expect(plan.limits[0]).toMatchObject({
      name: 'l',
      agents: null,
      tools: ['refunds.issue'],
      otherwise: { verdict: 'forbid' },
      because: 'No more.',
      forEach: [{ path: ['customer', 'email'] }, { path: ['order_id'] }],
    });
  });
});

describe('blocks of facts', () => {
  test('approvers wait four hours and then forbid, where nothing is said', () => {
    const plan = compiled('approvers quiet {}').plan;
    expect(plan.approvers.find((each) => each.name === 'quiet')).toMatchObject({
      ask: null,
      withinMs: 4 * 60 * 60 * 1000,
      otherwise: { verdict: 'forbid' },
    });
  });

  test('uses keep their config as JSON, with secrets by name', () => {
    const { plan } = compiled(`use "./x.ts" for channels as chat {
  url: "redis://cache.shop.example"
  timeout: 300ms
  tries: 3
  mode: strict
  keys: [secret(stripe_key), "b"]
  nested: { on: true, size: 64MB }
} grant { network: ["cache.shop.example:6379"], process: true }`);
    expect(bare(plan.uses)).toEqual([
      {
        package: './x.ts',
        point: 'channels',
        alias: 'chat',
        config: [
          { name: 'url', json: 'redis://cache.shop.example' },
          { name: 'timeout', json: '300ms' },
          { name: 'tries', json: 3 },
          { name: 'mode', json: 'strict' },
          { name: 'keys', json: [{ $secret: 'stripe_key' }, 'b'] },
          { name: 'nested', json: { on: true, size: '64MB' } },
        ],
        grant: [
          { name: 'network', json: ['cache.shop.example:6379'] },
          { name: 'process', json: true },
        ],
        declaredIn: 'page.vak',
      },
    ]);
  });

  test('audit and trace hide arguments of every tool that has them', () => {
    const { plan } = compiled(`audit { to: dir("./log"), hide: [args.body, args.reason], keep: 7y }
trace { sample: 12.5%, hide: [args.command] }`);
    expect(plan.audit).toMatchObject({
      to: { name: 'dir', json: ['./log'] },
      hide: [['body'], ['reason']],
      keepMs: 7 * 365 * 86_400_000,
    });
    expect(plan.trace).toMatchObject({ sampleNano: '125000000', hide: [['command']] });
  });
});

describe('rules', () => {
  test('carry their conditions, duties and examples', () => {
    const { plan } = compiled(`/// Small refunds need nobody.
policy more for desk {
  /// Says so.
  rule small {
    permit refunds.issue
    when args.amount < 5 EUR
    unless context.customer.frozen
    because "Small."
    then hide args.reason from records, remove args.reason, remove result.receipt, notify finance, tell allowed
    example { order_id: "a", amount: 1 EUR }
  }
  rule two {
    require approval from 2 of finance for refunds.issue
    within 30m
  }
}`);
    expect(bare(ruleOf(plan, 'more.small'))).toMatchObject({
      verdict: 'permit',
      agents: ['desk'],
      tools: ['refunds.issue'],
      because: 'Small.',
      doc: 'Says so.',
      conditions: [{ word: 'when' }, { word: 'unless' }],
      duties: [
        { duty: 'hide', path: ['reason'] },
        { duty: 'remove', root: 'args', path: ['reason'] },
        { duty: 'remove', root: 'result', path: ['receipt'] },
        { duty: 'notify', approvers: 'finance' },
        { duty: 'tell allowed' },
      ],
      examples: [
        {
          word: 'example',
          args: [
            { name: 'order_id', value: { op: 'literal', type: 'string', json: 'a' } },
            { name: 'amount', value: { op: 'literal', type: 'money', json: '1.00 EUR' } },
          ],
        },
      ],
    });
    expect(ruleOf(plan, 'more.two')).toMatchObject({
      from: { count: 2, approvers: 'finance' },
      withinMs: 1_800_000,
    });
  });
});

describe('tests of the file', () => {
  test('come with values in canonical spelling and names of the plan', () => {
    const { tests } = compiled(`test "a refund" for desk {
  given context { customer: { email: "A@SHOP.example", frozen: false } }
  given clock "2026-03-01T08:00:00Z"
  given user "please"
  given result orders.read { id: "ord_1", status: "paid", paid: 80 EUR }
  call refunds.issue { order_id: "ord_1", amount: 40 EUR } returns { receipt: "r" }
  expect permit by base.small_refund
  expect args.amount == 40 EUR and lookup.order.paid > 40 EUR and result.receipt == "r"
  wait 2h
  call refunds.issue { order_id: "ord_1", amount: 60 EUR }
  expect forbid by default
  expect approval from finance
  expect hide args.reason
}`);
    expect(bare(tests)).toMatchObject([
      {
        name: 'a refund',
        agent: 'desk',
        steps: [
          { step: 'context', json: { customer: { email: 'a@shop.example', frozen: false } } },
          { step: 'clock', time: '2026-03-01T08:00:00Z' },
          { step: 'user', text: 'please' },
          {
            step: 'result',
            tool: 'orders.read',
            json: { id: 'ord_1', status: 'paid', paid: '80.00 EUR' },
          },
          {
            step: 'call',
            tool: 'refunds.issue',
            args: { order_id: 'ord_1', amount: '40.00 EUR' },
            returns: { receipt: 'r' },
          },
          { step: 'expect verdict', verdict: 'permit', by: 'base.small_refund' },
          { step: 'expect', expr: { op: 'and' } },
          { step: 'wait', ms: 7_200_000 },
          { step: 'call', tool: 'refunds.issue' },
          { step: 'expect verdict', verdict: 'forbid', by: 'default' },
          { step: 'expect approval', from: { count: 1, approvers: 'finance' } },
          { step: 'expect hide', path: ['reason'] },
        ],
      },
    ]);
  });

  test.each([
    ['given context { customer: { email: "a@shop.example" } }', 'VAK3202'],
    ['given context { customr: { email: "a@shop.example", frozen: true } }', 'VAK2110'],
    ['given clock "yesterday"', 'VAK3203'],
    ['given result orders.read { id: "a", status: "gone", paid: 1 EUR }', 'VAK3103'],
    ['call orders.raed { id: "a" }', 'VAK2101'],
    ['call orders.read { id: "a" } returns { id: 1, status: "paid", paid: 1 EUR }', 'VAK3201'],
    ['call orders.read { id: "a" }\n  expect permit by base', 'VAK2107'],
    ['call orders.read { id: "a" }\n  expect approval from fnance', 'VAK2104'],
    ['call orders.read { id: "a" }\n  expect hide args.body', 'VAK2110'],
    ['call orders.read { id: "a" }\n  expect result.paid == 5', 'VAK3102'],
    ['expect permit', 'VAK4212'],
  ])('%s draws %s', (steps, code) => {
    const text = `${desk}\ntest "t" for desk {\n  ${steps}\n}\n`;
    expect(analysed(text).diagnostics.map((each) => each.code)).toContain(code);
  });
});
