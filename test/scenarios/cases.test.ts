import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/dsl/values/value.ts';
import { started } from '../road/mk.ts';
import { policy, said } from './mk.ts';

type Case = readonly [id: string, tool: string, args: Json, context: Json, expected: string];

/** Decides each case with a context in which nothing speaks against it but what the case says. */
function cases(name: string, agent: string, plain: object, all: readonly Case[]): void {
  describe(name, () => {
    test.each(all)('%s %s %j %j', async (_, tool, args, more, expected) => {
      const decide = await policy(name);
      const context = { ...plain, ...(more as object) } as Json;
      expect(said(await decide({ agent, tool, args, context }))).toBe(expected);
    });
  });
}

const paid = {
  trust: 4,
  spent_today: '0.00 EUR',
  daily_limit: '10000.00 EUR',
  manager_approved: false,
  human_approved: false,
  dual_control: false,
  customer_verified: true,
  kyc: 'verified',
};
cases('money', 'finance', paid, [
  [
    'fin-pos-001',
    'refunds.issue',
    { amount: '150.00 EUR' },
    { spent_today: '500.00 EUR' },
    'permit by fin.refund_001',
  ],
  [
    'fin-pos-002',
    'refunds.elevated',
    { amount: '2500.00 EUR' },
    { trust: 5, manager_approved: true, human_approved: true },
    'permit by fin.refund_002',
  ],
  [
    'fin-pos-003',
    'transfers.internal',
    { amount: '25000.00 EUR' },
    { dual_control: true, daily_limit: '100000.00 EUR' },
    'permit by fin.transfer_001',
  ],
  [
    'fin-pos-004',
    'accounts.withdraw',
    { amount: '5000.00 EUR' },
    {},
    'permit by fin.withdrawal_001',
  ],
  ['fin-neg-001', 'refunds.issue', { amount: '50.00 EUR' }, { trust: 1 }, 'forbid by default'],
  [
    'fin-neg-002',
    'refunds.issue',
    { amount: '750.00 EUR' },
    { spent_today: '9500.00 EUR' },
    'forbid by fin.refund_limit_001',
  ],
  [
    'fin-neg-003',
    'transfers.wire',
    { amount: '50000.00 EUR' },
    {},
    'forbid by fin.transfer_external_001',
  ],
  [
    'fin-neg-004',
    'accounts.withdraw',
    { amount: '5000.00 EUR' },
    { kyc: 'pending' },
    'forbid by fin.withdrawal_kyc_001',
  ],
  [
    'fin-bound-001',
    'refunds.issue',
    { amount: '1000.00 EUR' },
    { spent_today: '9000.00 EUR' },
    'permit by fin.refund_001',
  ],
  [
    'fin-bound-002',
    'refunds.issue',
    { amount: '1000.01 EUR' },
    { spent_today: '9000.00 EUR' },
    'forbid by fin.refund_limit_001',
  ],
]);

const held = {
  access: 'internal',
  permissions: ['data:write'],
  legal_hold: false,
  human_approved: true,
  irb: true,
  dua: true,
  verified_destination: false,
};
cases('rows', 'data', held, [
  ['data-pos-001', 'rows.read', { class: 'internal' }, {}, 'permit by data.access'],
  [
    'data-neg-001',
    'rows.read',
    { class: 'confidential' },
    { access: 'public' },
    'forbid by data.classification_001',
  ],
  ['data-pos-002', 'rows.write', { target: 'crm' }, {}, 'permit by data.write_001'],
  [
    'data-neg-002',
    'rows.write',
    { target: 'crm' },
    { permissions: ['data:read'] },
    'forbid by default',
  ],
  ['data-pos-003', 'rows.erase', { subject: 's' }, {}, 'permit by data.erase_001'],
  [
    'data-neg-003',
    'rows.erase',
    { subject: 's' },
    { legal_hold: true },
    'forbid by data.legal_hold_001',
  ],
  ['data-pos-004', 'rows.export', { anonymised: true }, {}, 'permit by data.export_001'],
  ['data-neg-004', 'rows.export', { anonymised: false }, {}, 'forbid by data.export_pii_001'],
  ['data-bound-001', 'rows.query', { rows: 1_000_000 }, {}, 'permit by data.query_001'],
  ['data-bound-002', 'rows.query', { rows: 1_000_001 }, {}, 'forbid by data.query_limit_001'],
]);

const quiet = {
  permissions: ['config:write'],
  maintenance: true,
  ticket: 'T-1',
  ciso_approved: false,
  manager_approved: true,
  incident: 'critical',
};
cases('system', 'admin', quiet, [
  [
    'admin-pos-001',
    'config.write',
    { scope: 'service', destructive: false },
    {},
    'permit by admin.config',
  ],
  [
    'admin-neg-001',
    'config.write',
    { scope: 'service', destructive: false },
    { permissions: [] },
    'forbid by default',
  ],
  ['admin-pos-002', 'users.create', { admin: false }, {}, 'permit by admin.create'],
  ['admin-neg-002', 'users.create', { admin: true }, {}, 'forbid by admin.new_admin'],
  ['admin-pos-003', 'users.disable', { count: 1 }, {}, 'permit by admin.disable'],
  ['admin-neg-003', 'users.delete', { protected: true }, {}, 'forbid by admin.protected'],
  [
    'admin-esc-001',
    'config.write',
    { scope: 'global', destructive: true },
    {},
    'approval by admin.global_config',
  ],
  ['admin-esc-002', 'users.disable', { count: 150 }, {}, 'approval by admin.bulk_disable'],
]);

const day = {
  hour: 14,
  weekday: 'thu',
  scanned: true,
  key_found: false,
  signed: true,
  registered: ['hooks.example.com'],
};
const mail = { to: 'ann@example.com', bulk: false };
cases('api', 'api', day, [
  ['api-pos-001', 'http.get', { url: 'https://api.example.com/v1' }, {}, 'permit by api.ext_001'],
  ['api-neg-001', 'http.get', { url: 'https://hidden.onion/' }, {}, 'forbid by api.ext_002'],
  ['api-neg-003', 'http.get', { url: 'http://api.example.com/' }, {}, 'forbid by api.ext_plain'],
  ['api-pos-002', 'mail.send', mail, {}, 'permit by api.ext_010'],
  ['api-neg-002', 'mail.send', { ...mail, attachment: 'setup.exe' }, {}, 'forbid by api.ext_exe'],
  ['api-neg-004', 'mail.send', mail, { key_found: true }, 'forbid by api.ext_key'],
  [
    'api-pos-003',
    'hooks.post',
    { url: 'https://hooks.example.com:443/x' },
    {},
    'permit by api.ext_020',
  ],
  ['agent-time-001', 'mail.send', { ...mail, bulk: true }, {}, 'permit by api.ext_010'],
  ['agent-time-002', 'mail.send', { ...mail, bulk: true }, { hour: 22 }, 'forbid by api.ext_011'],
  [
    'agent-time-003',
    'scan.subdomains',
    { domain: 'example.com' },
    { hour: 3 },
    'permit by api.ext_scan',
  ],
  ['agent-time-004', 'scan.subdomains', { domain: 'example.com' }, {}, 'forbid by api.ext_041'],
]);

const peer = {
  trust: 5,
  peer_trust: 5,
  peer_verified: true,
  me: 'me',
  queries: 30,
  mediated: true,
  voted: false,
};
cases('peers', 'peer', peer, [
  ['agent-pos-001', 'peers.register', { name: 'p' }, {}, 'permit by agent.sys_010'],
  ['agent-neg-004', 'peers.deregister', { name: 'p' }, { trust: 4 }, 'forbid by agent.sys_011'],
  ['agent-pos-002', 'state.read', { owner: 'me' }, {}, 'permit by agent.sys_040'],
  ['agent-neg-002', 'state.write', { owner: 'other' }, {}, 'forbid by agent.sys_041'],
  ['agent-pos-003', 'peers.query', { name: 'p' }, { trust: 3 }, 'permit by agent.sys_030'],
  ['agent-neg-001', 'peers.query', { name: 'p' }, { trust: 0 }, 'forbid by agent.sys_033'],
  ['agent-pos-004', 'votes.cast', { tokens: 10 }, { trust: 2 }, 'permit by agent.sys_050'],
  ['agent-neg-003', 'votes.propose', { text: 't' }, { trust: 2 }, 'forbid by agent.sys_051'],
  ['agent-esc-001', 'capabilities.raise', { capability: 'c' }, {}, 'approval by agent.sys_060'],
  ['agent-esc-002', 'state.roll_back', { scope: 'global' }, {}, 'approval by agent.sys_061'],
]);

describe('whom an approval asks, and how long the question stands', () => {
  test.each([
    [
      'system',
      'admin',
      quiet,
      'config.write',
      { scope: 'global', destructive: true },
      'human_supervisor',
      15,
    ],
    ['system', 'admin', quiet, 'users.disable', { count: 150 }, 'ciso_approval', 60],
    ['peers', 'peer', peer, 'capabilities.raise', { capability: 'c' }, 'elders', 30],
    ['peers', 'peer', peer, 'state.roll_back', { scope: 'global' }, 'keepers', 15],
  ])('%s: %s %j %s', async (name, agent, context, tool, args, approvers, minutes) => {
    const decide = await policy(name);
    const { requirements } = await decide({ agent, tool, args, context });
    expect(requirements).toEqual([{ approvers, count: 1, withinMs: minutes * 60_000 }]);
  });
});

describe('composite operations', () => {
  test('every step is decided for itself, and one forbid stops the rest', async () => {
    const decide = await policy('money');
    const context = { ...paid, dual_control: true };
    const steps = [
      ['transfers.internal', 'permit by fin.transfer_001'],
      ['accounts.withdraw', 'permit by fin.withdrawal_001'],
      ['transfers.wire', 'forbid by fin.transfer_external_001'],
    ] as const;
    for (const [tool, expected] of steps) {
      const args = { amount: '10.00 EUR' };
      expect(said(await decide({ agent: 'finance', tool, args, context }))).toBe(expected);
    }
  });

  test('every rule that holds is named', async () => {
    const { vak } = await started(
      `context { x: bool }
tool t { effect: read args { n: int } result: string }
agent a { tools: [t] }
policy p for a {
  rule one { permit t when args.n > 1 }
  rule two { permit t when args.n > 2 }
}
`,
    );
    const decision = await vak.decide({ agent: 'a', tool: 't', args: { n: 3 } });
    expect(said(decision)).toBe('permit by p.one, p.two');
  });
});

describe('rates', () => {
  const url = 'https://api.example.com/';
  const run = async (calls: number) => {
    const { readFileSync } = await import('node:fs');
    const text = readFileSync(new URL('./policies/api.vak', import.meta.url), 'utf8');
    const tools = { 'http.get': () => 'page' };
    const { vak, clock } = await started(text.replace(/^vak 1\n/, ''), { tools });
    const session = vak.agent('api').session({ context: day });
    for (let index = 0; index < calls; index += 1) await session.call('http.get', { url });
    return { clock, next: () => session.call('http.get', { url }) };
  };

  test('api-rate-001: the hundredth call of a minute passes', async () => {
    const { next } = await run(99);
    expect(await next()).toMatchObject({ ok: true });
  });

  test('api-rate-002: the next waits for the minute to pass', async () => {
    const { next, clock } = await run(100);
    const refused = await next();
    expect(refused).toMatchObject({ refusal: { code: 'VAK6003', retryAfterMs: 60_000 } });
    await clock.advance(60_000);
    expect(await next()).toMatchObject({ ok: true });
  });
});
