import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/dsl/values/value.ts';
import { policy, said } from './mk.ts';

// What three everyday policies are meant to say, call by call.

const nobody = {
  role: 'nobody',
  dual_approval: false,
  board_notified: false,
  board_approved: false,
  quorum: false,
  initiator: false,
};
const execute = 'transactions.execute';

test.each<[string, string, Json, Json, string]>([
  [
    'a clerk moves a little',
    execute,
    { amount: '999.00 EUR' },
    { role: 'ap_clerk' },
    'permit by finance.small',
  ],
  [
    'a clerk at the bound',
    execute,
    { amount: '1000.00 EUR' },
    { role: 'ap_clerk' },
    'forbid by default',
  ],
  ['an amount as bare text', execute, { amount: '999' }, { role: 'ap_clerk' }, 'forbid by default'],
  [
    'a manager below ten thousand',
    execute,
    { amount: '9999.99 EUR' },
    { role: 'finance_manager' },
    'permit by finance.medium',
  ],
  ['the cfo alone', execute, { amount: '50000.00 EUR' }, { role: 'cfo' }, 'forbid by default'],
  [
    'the cfo with a second',
    execute,
    { amount: '50000.00 EUR' },
    { role: 'cfo', dual_approval: true },
    'permit by finance.large',
  ],
  [
    'half a million with a second only',
    execute,
    { amount: '500000.00 EUR' },
    { role: 'cfo', dual_approval: true },
    'forbid by default',
  ],
  [
    'half a million with the board told',
    execute,
    { amount: '500000.00 EUR' },
    { role: 'cfo', dual_approval: true, board_notified: true },
    'permit by finance.executive',
  ],
  [
    'the board with its quorum',
    execute,
    { amount: '5000000.00 EUR' },
    { role: 'board_member', board_approved: true, quorum: true },
    'permit by finance.board',
  ],
  [
    'the board without',
    execute,
    { amount: '5000000.00 EUR' },
    { role: 'board_member', board_approved: true },
    'forbid by default',
  ],
  [
    'a controller approves',
    'payments.approve',
    { id: 'p' },
    { role: 'controller' },
    'permit by finance.approve',
  ],
  [
    'a controller approves their own',
    'payments.approve',
    { id: 'p' },
    { role: 'controller', initiator: true },
    'forbid by finance.segregation',
  ],
])('finance: %s', async (_, tool, args, more, expected) => {
  const decide = await policy('finance');
  const context = { ...nobody, ...(more as object) } as Json;
  expect(said(await decide({ agent: 'finance', tool, args, context }))).toBe(expected);
});

test.each<[string, string, Json, Json, string]>([
  [
    'a super admin with a second factor',
    'config.write',
    { key: 'k', value: 'v' },
    { role: 'super_admin', mfa: true },
    'permit by admin.super_admin',
  ],
  [
    'a super admin without',
    'config.write',
    { key: 'k', value: 'v' },
    { role: 'super_admin', mfa: false },
    'forbid by default',
  ],
  [
    'a super admin deletes the audit log',
    'trail.change',
    { entry: '1', how: 'delete' },
    { role: 'super_admin', mfa: true },
    'forbid by admin.audit_log_stays',
  ],
  [
    'compliance writes the audit log',
    'trail.change',
    { entry: '1', how: 'write' },
    { role: 'compliance', mfa: true },
    'forbid by admin.audit_log_stays',
  ],
  [
    'an auditor reads it',
    'trail.read',
    { entry: '1' },
    { role: 'auditor', mfa: false },
    'permit by admin.auditor',
  ],
  [
    'an operator reads configuration',
    'config.read',
    { key: 'k' },
    { role: 'operator', mfa: false },
    'permit by admin.operator',
  ],
  [
    'an operator writes it',
    'config.write',
    { key: 'k', value: 'v' },
    { role: 'operator', mfa: false },
    'forbid by default',
  ],
  [
    'an admin makes a user',
    'users.create',
    { under: 'users/sales' },
    { role: 'admin', mfa: false },
    'permit by admin.create_users',
  ],
  [
    'an admin makes an admin',
    'users.create',
    { under: 'users/admin' },
    { role: 'admin', mfa: false },
    'forbid by admin.no_new_admins',
  ],
])('admin: %s', async (_, tool, args, context, expected) => {
  const decide = await policy('admin');
  expect(said(await decide({ agent: 'admin', tool, args, context }))).toBe(expected);
});

test.each<[string, string, string, Json, string]>([
  [
    'a guest reads',
    'data.read',
    'public/a',
    { role: 'guest', clearance: 0, nda: false },
    'permit by data.public_read',
  ],
  [
    'a guest writes',
    'data.write',
    'public/a',
    { role: 'guest', clearance: 0, nda: false },
    'forbid by data.guests_only_read',
  ],
  [
    'a user writes',
    'data.write',
    'public/a',
    { role: 'user', clearance: 0, nda: false },
    'permit by data.public_write',
  ],
  [
    'cleared and bound',
    'data.read',
    'confidential/a',
    { role: 'user', clearance: 2, nda: true },
    'permit by data.confidential',
  ],
  [
    'too little clearance',
    'data.read',
    'confidential/a',
    { role: 'user', clearance: 1, nda: true },
    'forbid by default',
  ],
])('data: %s', async (_, tool, set, context, expected) => {
  const decide = await policy('data');
  expect(said(await decide({ agent: 'data', tool, args: { set }, context }))).toBe(expected);
});

describe('what access of agents was meant to be', () => {
  const mine = { owner: 'me', service_internal: true, restricted: false };
  test.each<[string, string, string, Json, Json, string]>([
    [
      'reads shadow passwords',
      'agent',
      'files.read',
      { path: '/etc/shadow' },
      {},
      'forbid by agent.system_files',
    ],
    [
      'writes the password file',
      'agent',
      'files.write',
      { path: '/etc/passwd' },
      {},
      'forbid by agent.system_files',
    ],
    ['runs dd', 'agent', 'tools.run', { name: 'dd' }, {}, 'forbid by agent.disks'],
    [
      'reads a temporary file',
      'agent',
      'files.read',
      { path: '/tmp/x.txt' },
      {},
      'permit by agent.work_files',
    ],
    [
      'reads a file at home',
      'agent',
      'files.read',
      { path: '/home/me/x.txt' },
      {},
      'permit by agent.work_files',
    ],
    [
      'reads secrets of production',
      'agent',
      'files.read',
      { path: '/app/prod.env' },
      {},
      'forbid by agent.environments',
    ],
    ['runs a tool', 'agent', 'tools.run', { name: 'ls' }, {}, 'permit by agent.tools'],
    [
      'runs a restricted tool',
      'agent',
      'tools.run',
      { name: 'ls' },
      { restricted: true },
      'forbid by default',
    ],
    [
      'calls an endpoint outside',
      'agent',
      'net.call',
      { url: 'https://evil.example/' },
      {},
      'forbid by default',
    ],
    [
      'calls an endpoint inside',
      'agent',
      'net.call',
      { url: 'https://a.internal.example/' },
      {},
      'permit by agent.endpoints',
    ],
    ['reads another’s memory', 'agent', 'recall.read', { owner: 'other' }, {}, 'forbid by default'],
    [
      'reads its own memory',
      'agent',
      'recall.read',
      { owner: 'me' },
      {},
      'permit by agent.own_memory',
    ],
    [
      'an outside service acts',
      'service',
      'services.act',
      { what: 'x' },
      { service_internal: false },
      'forbid by default',
    ],
    [
      'an inside service acts',
      'service',
      'services.act',
      { what: 'x' },
      {},
      'permit by service.internal',
    ],
    [
      'a user reads a file',
      'person',
      'files.read',
      { path: '/home/me/deep/x.txt' },
      {},
      'permit by agent.work_files',
    ],
  ])('%s', async (_, agent, tool, args, more, expected) => {
    const decide = await policy('agents');
    const context = { ...mine, ...(more as object) } as Json;
    expect(said(await decide({ agent, tool, args, context }))).toBe(expected);
  });
});
