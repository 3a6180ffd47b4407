import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, started } from '../mk.ts';

const reaching = `tool web.post {
  effect: egress
  args { more: json }
  result: string
  run: "./post.ts"
  sandbox: { network: ["https://a.example"] }
}\n`;

const policy = (symbolic: string, reaching = ''): string => `
tool files.write { effect: write args { path: path, text: string } result: string }
tool files.read { effect: read args { path: path } result: string }
tool shell.run { effect: irreversible args { line: command } result: string }
tool web.fetch { effect: egress args { url: url } result: string }
tool refunds.issue {
  effect: write
  args { amount: money, parts: list of money?, notes: list of string? }
  result: string
}
${reaching}approvers security { within: 1h }
agent coder { tools: [files.write, files.read, shell.run, web.fetch, ${reaching && 'web.post, '}refunds.issue] }
policy coding for coder { rule open { permit any tool } }
limit some for coder { on any tool at most 1_000 calls per 1h }
${symbolic}
`;
const staged =
  'pipeline safe for coder { stage safety: symbolic { rules: ["vak/safety", "./own.dl"] } }';
const spoken = 'use "vak/symbolic" for opinions { rules: ["vak/safety", "./own.dl"] }';

const own = `
capability("coder", "network").
capability("coder", "external").
critical("/srv/ledger").
approval("big_refund", "security", "Somebody signs large refunds.") :-
  money_at("args.amount", Amount), Amount > 50 EUR.
`;

async function coder(symbolic: string, rules = own, more = '') {
  const state = folder();
  writeFileSync(join(state, 'own.dl'), rules);
  writeFileSync(join(state, 'post.ts'), 'export default () => "done";');
  const tools = Object.fromEntries(
    ['files.write', 'files.read', 'shell.run', 'web.fetch', 'refunds.issue'].map((name) => [
      name,
      () => 'done',
    ]),
  );
  const one = await started(policy(symbolic, more), { state, tools });
  return { ...one, session: one.vak.agent('coder').session() };
}

describe.each([
  ['as a stage', staged],
  ['as a voice', spoken],
])('rules %s', (_, symbolic) => {
  test.each<[string, string, unknown, string | undefined]>([
    ['a file of one’s own', 'files.write', { path: '/desk/a.txt', text: '' }, undefined],
    ['a critical file', 'files.write', { path: '/etc/passwd', text: '' }, 'critical_modify'],
    [
      'by a winding path',
      'files.write',
      { path: '/x/..//etc/./passwd', text: '' },
      'critical_delete',
    ],
    [
      'a folder that only begins alike',
      'files.write',
      { path: '/variable/a', text: '' },
      undefined,
    ],
    ['a system folder', 'files.write', { path: '/var/log/x', text: '' }, 'system_path'],
    [
      'a critical folder of the author',
      'files.write',
      { path: '/srv/ledger/1', text: '' },
      'critical_delete',
    ],
    ['a secret file', 'files.read', { path: '/app/.env' }, 'sensitive_access'],
    ['a public one', 'files.read', { path: '/app/env.ts' }, undefined],
    ['rm of a whole tree', 'shell.run', { line: 'cd /x && rm -fr .' }, 'restricted_tool'],
    [
      'rm in its long spelling',
      'shell.run',
      { line: 'rm --force --recursive .' },
      'restricted_tool',
    ],
    ['a program nobody should run', 'shell.run', { line: 'sudo dd if=a of=b' }, 'restricted_tool'],
    ['a line that cannot be read', 'shell.run', { line: '$X "' }, 'restricted_tool'],
    ['an ordinary line', 'shell.run', { line: 'ls -l' }, undefined],
    ['a host outside', 'web.fetch', { url: 'https://a.example/' }, undefined],
  ])('%s', async (_what, tool, args, rule) => {
    const { session } = await coder(symbolic);
    const { ok, decision } = await session.call(tool, args);
    if (rule === undefined) expect(decision).toMatchObject({ verdict: 'permit' });
    else {
      expect(ok).toBe(false);
      expect(decision.opinions.map((opinion) => opinion.rule)).toContain(rule);
      expect(decision.code).toBe('VAK6010');
    }
  });

  test('an agent without the capability reaches no host', async () => {
    const { session } = await coder(symbolic, '');
    const { decision } = await session.call('web.fetch', { url: 'https://a.example/' });
    const rules = decision.opinions.map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(['external_network', 'network_capability']));
  });

  test('an agent of high risk reaches none either', async () => {
    const { session } = await coder(symbolic, `${own}\nagent_risk("coder", 0.8).`);
    const { decision } = await session.call('web.fetch', { url: 'https://a.example/' });
    const rules = decision.opinions.map(({ rule }) => rule);
    expect(rules).toEqual(expect.arrayContaining(['high_risk_network', 'risky_external']));
  });

  test('a rule of the author asks for approval', async () => {
    const { session } = await coder(symbolic);
    expect(await session.call('refunds.issue', { amount: '50.00 EUR' })).toMatchObject({
      ok: true,
    });
    expect(await session.call('refunds.issue', { amount: '50.01 EUR' })).toMatchObject({
      pending: { card: {} },
      decision: { requirements: [{ approvers: 'security' }] },
    });
  });

  test('what does not compare is undecided, and undecided is no permit', async () => {
    const { session } = await coder(symbolic);
    expect(await session.call('refunds.issue', { amount: '1.00 USD' })).toMatchObject({
      ok: false,
    });
  });

  test('rules that never come to an end are cut off, and the call is forbidden', async () => {
    const { session } = await coder(
      symbolic,
      `${own}\n.decl n(x: int)\nn(0).\nn(Y) :- n(X), Y = X + 1.`,
    );
    const { decision } = await session.call('refunds.issue', { amount: '1.00 EUR' });
    expect(decision.verdict).toBe('forbid');
  });

  test('approval of a group that is not there stops the start, or forbids where it is computed', async () => {
    await expect(coder(symbolic, 'approval("x", "nobody", "Hm.") :- tool(_).')).rejects.toThrow(
      /own\.dl:1:15: the policy declares no approvers `nobody`/,
    );
    const { session } = await coder(symbolic, 'approval("x", Who, "Hm.") :- agent(Who).');
    const { decision } = await session.call('refunds.issue', { amount: '1.00 EUR' });
    expect(decision.verdict).toBe('forbid');
  });

  test('equal items of a list count each, and are never counted as one', async () => {
    const sum = (of: string) => `forbid("much", "Too much.") :- T = sum A : { ${of} }, T > 5 EUR.`;
    const amounts = { amount: '1.00 EUR', parts: ['2.00 EUR', '2.00 EUR', '2.00 EUR'] };
    const items = await coder(symbolic, sum('item("args.parts", _, A)'));
    const one = await items.session.call('refunds.issue', amounts);
    expect(one.decision.opinions).toContainEqual(
      expect.objectContaining({
        rule: 'much',
        detail: expect.stringContaining('item("args.parts", 2,'),
      }),
    );
    const two = { ...amounts, parts: ['2.00 EUR', '3.00 EUR'] };
    expect(await items.session.call('refunds.issue', two)).toMatchObject({ ok: true });
    const set = await coder(symbolic, sum('money_at("args.parts", A)'));
    expect(await set.session.call('refunds.issue', two)).toMatchObject({ ok: true });
    const { decision } = await set.session.call('refunds.issue', amounts);
    expect(decision.verdict).toBe('forbid');
    const why = /own\.dl:1:32: equal items of a list are one fact/;
    expect(JSON.stringify([decision.opinions, decision.stages])).toMatch(why);
  });

  test('what a sum looked at is shown with why it holds itself', async () => {
    const rules = `.decl part(a: money)
part(A) :- item("args.parts", _, A), A > 1 EUR.
forbid("much", "Too much.") :- T = sum A : { part(A) }, T > 5 EUR.`;
    const { session } = await coder(symbolic, rules);
    const amounts = { amount: '1.00 EUR', parts: ['0.50 EUR', '2.00 EUR', '4.00 EUR'] };
    const { decision } = await session.call('refunds.issue', amounts);
    const { detail = '' } = decision.opinions.find(({ rule }) => rule === 'much') ?? {};
    expect(detail).toMatch(
      / {2}part\(4\.00 EUR\) {2}by .*own\.dl:2:1\n {4}item\("args\.parts", 2, 4\.00 EUR\)/,
    );
    expect(detail).toMatch(
      / {2}part\(2\.00 EUR\) {2}by .*own\.dl:2:1\n {4}item\("args\.parts", 1, 2\.00 EUR\)/,
    );
    expect(detail).not.toContain('0.50');
  });

  test('the session, what a sandbox may reach, and what no rule can look into are facts', async () => {
    const rules = `forbid("seen", S) :- session(S), grant("network", "https://a.example:443"), opaque_at("args.more").`;
    const { session } = await coder(symbolic, rules, reaching);
    const { decision } = await session.call('web.post', { more: { any: 'thing' } });
    const seen = decision.opinions.filter(({ rule }) => rule === 'seen');
    expect(seen.map(({ because }) => because)).toEqual([session.id]);
  });

  test('however much follows, some of it is told', async () => {
    const parts = Array.from({ length: 3_000 }, (_, at) => `${at}.00 EUR`);
    const call = { amount: '1.00 EUR', parts };
    const many = await coder(
      symbolic,
      '.decl p(a: money)\np(A) :- money_at("args.parts", A).\nforbid("r", "No.") :- p(_).\nforbid(R, "Never.") :- p(_), R = "s".',
    );
    const { decision } = await many.session.call('refunds.issue', call);
    expect(decision.opinions.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['r', 's']));
    const asking = `approval(X, "security", "Sign.") :- string_at("args.notes", X).`;
    const asked = await coder(symbolic, asking);
    const notes = Array.from({ length: 33 }, (_, at) => `n${at}`);
    const few = { amount: '1.00 EUR', notes: notes.slice(0, 32) };
    expect(await asked.session.call('refunds.issue', few)).toMatchObject({ pending: {} });
    expect(await asked.session.call('refunds.issue', { ...few, notes })).toMatchObject({
      refusal: {},
    });
  });

  test('rules that permit, or are unsound, stop the start with their place', async () => {
    await expect(coder(symbolic, 'permit("x").')).rejects.toThrow(/own\.dl:1:1/);
    await expect(coder(symbolic, '\nforbid("x", Y) :- tool(_).')).rejects.toThrow(/own\.dl:2:13/);
  });

  test('the plan’s digest covers what the rules say', async () => {
    const [one, same, other] = [
      await coder(symbolic),
      await coder(symbolic),
      await coder(symbolic, `${own} `),
    ];
    expect(one.vak.plan).toBe(same.vak.plan);
    expect(one.vak.plan).not.toBe(other.vak.plan);
  });
});

test('a finding in the log says what it follows from', async () => {
  const { session, entries } = await coder(staged);
  await session.call('files.write', { path: '/etc/hosts', text: '' });
  const entry = (await entries()).findLast(({ kind }) => kind === 'decision');
  expect(entry?.stages).toMatchObject([
    {
      stage: 'safe.safety',
      verdict: 'violated',
      evidence: [
        {
          rule: 'critical_delete',
          why: {
            fact: 'forbid("critical_delete", "A critical file is never deleted.")',
            by: expect.stringMatching(/^vak\/safety\.dl:\d+:1$/),
            from: [
              { fact: 'can("delete")', from: [{ fact: 'effect("write")' }, {}] },
              { fact: 'touched("/etc/hosts")' },
              { fact: 'critical("/etc/hosts")' },
            ],
            where: ['within("/etc/hosts", "/etc/hosts")'],
          },
        },
        { rule: 'critical_modify' },
        { rule: 'system_path' },
      ],
    },
  ]);
});
