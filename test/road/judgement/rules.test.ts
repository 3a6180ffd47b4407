import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, started } from '../mk.ts';

const policy = (symbolic: string): string => `
tool files.write { effect: write args { path: path, text: string } result: string }
tool files.read { effect: read args { path: path } result: string }
tool shell.run { effect: irreversible args { line: command } result: string }
tool web.fetch { effect: egress args { url: url } result: string }
tool refunds.issue { effect: write args { amount: money } result: string }
approvers security { within: 1h }
agent coder { tools: [files.write, files.read, shell.run, web.fetch, refunds.issue] }
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

async function coder(symbolic: string, rules = own) {
  const state = folder();
  writeFileSync(join(state, 'own.dl'), rules);
  const tools = Object.fromEntries(
    ['files.write', 'files.read', 'shell.run', 'web.fetch', 'refunds.issue'].map((name) => [
      name,
      () => 'done',
    ]),
  );
  const one = await started(policy(symbolic), { state, tools });
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

  test('approval of a group that is not there forbids', async () => {
    const { session } = await coder(symbolic, 'approval("x", "nobody", "Hm.") :- tool(_).');
    const { decision } = await session.call('refunds.issue', { amount: '1.00 EUR' });
    expect(decision.verdict).toBe('forbid');
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
