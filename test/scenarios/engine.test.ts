import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/dsl/values/value.ts';
import { load } from '../../src/index.ts';
import { folder, started } from '../road/mk.ts';
import { policy, said } from './mk.ts';

const world = `
context { role: string, clearance: int, status: string, usage: int, team: string, limit: money }
tool files.read { effect: read args { name: string } result: string }
tool files.write { effect: write args { name: string } result: string }
tool files.delete { effect: irreversible args { name: string } result: string }
tool pay { effect: irreversible args { amount: money } result: string }
agent a { tools: [files.read, files.write, files.delete, pay] }
agent b { tools: [files.read, files.write, files.delete, pay] }
`;
const rules = (...text: readonly string[]): string =>
  `${world}policy p for a, b {\n${text.map((rule, index) => `  rule r${index} { ${rule} }`).join('\n')}\n}\n`;

type Row = readonly [what: string, tool: string, name: string, context: Json, expected: string];

async function holds(text: string, rows: readonly Row[]): Promise<void> {
  const decide = await policy(text);
  for (const [what, tool, name, context, expected] of rows) {
    const decision = await decide({ agent: 'a', tool, args: { name }, context });
    expect(said(decision), what).toBe(expected);
  }
}

describe('what grants and what objects', () => {
  test('without rules everything is forbidden, whatever it is called', async () => {
    const decide = await policy(world);
    for (const name of ['x', '', '*', 'a.b.c', '../..']) {
      const decision = await decide({ agent: 'a', tool: 'files.read', args: { name } });
      expect(decision).toMatchObject({ verdict: 'forbid', code: 'VAK6002' });
    }
    const odd = await decide({ agent: 'a', tool: '*', args: {} });
    expect(odd).toMatchObject({ verdict: 'forbid', code: 'VAK6101' });
  });

  test('a permit for a pattern', () =>
    holds(rules('permit files.read when args.name like "files/*"'), [
      ['inside', 'files.read', 'files/test.txt', {}, 'permit by p.r0'],
      ['outside', 'files.read', 'other/test.txt', {}, 'forbid by default'],
      ['another tool', 'files.write', 'files/test.txt', {}, 'forbid by default'],
    ]));

  test('a forbid of one tool', () =>
    holds(rules('forbid files.delete'), [
      ['any', 'files.delete', 'files/t', {}, 'forbid by p.r0'],
    ]));

  test('patterns by suffix and by prefix', () =>
    holds(
      rules(
        'permit files.read when args.name like "*.log"',
        'permit files.read, files.write when args.name like "/tmp/*"',
      ),
      [
        ['a log', 'files.read', 'error.log', {}, 'permit by p.r0'],
        ['no log', 'files.read', 'application.txt', {}, 'forbid by default'],
        ['temporary', 'files.write', '/tmp/session/data', {}, 'permit by p.r1'],
        ['not quite', 'files.write', '/var/tmp/cache', {}, 'forbid by default'],
      ],
    ));

  test('two attributes at once', () =>
    holds(rules('permit files.read when context.role == "admin" and context.clearance > 5'), [
      ['both', 'files.read', 'x', { role: 'admin', clearance: 10 }, 'permit by p.r0'],
      ['too low', 'files.read', 'x', { role: 'admin', clearance: 3 }, 'forbid by default'],
      ['another role', 'files.read', 'x', { role: 'user', clearance: 10 }, 'forbid by default'],
    ]));

  test('one of a list, and a bound', () =>
    holds(
      rules(
        'permit files.read when context.status in ["active", "pending", "approved"]',
        'permit files.write when context.usage < 100',
      ),
      [
        ['a member', 'files.read', 'x', { status: 'pending' }, 'permit by p.r0'],
        ['none', 'files.read', 'x', { status: 'closed' }, 'forbid by default'],
        ['below', 'files.write', 'x', { usage: 50 }, 'permit by p.r1'],
        ['above', 'files.write', 'x', { usage: 150 }, 'forbid by default'],
      ],
    ));

  test('a role and a team on a project', () => {
    const when =
      'when context.role == "developer" and context.team in ["backend", "frontend", "platform"]';
    return holds(rules(`permit files.read when args.name like "project/*" ${when}`), [
      ['in', 'files.read', 'project/x', { role: 'developer', team: 'backend' }, 'permit by p.r0'],
      [
        'team',
        'files.read',
        'project/x',
        { role: 'developer', team: 'sales' },
        'forbid by default',
      ],
      [
        'role',
        'files.read',
        'project/x',
        { role: 'manager', team: 'backend' },
        'forbid by default',
      ],
    ]);
  });

  test('a comparison of a name with a number is no policy at all', async () => {
    await expect(policy(rules('permit files.read when args.name > 10'))).rejects.toThrow(/VAK6206/);
  });
});

describe('no order and no priority', () => {
  const [all, secret] = ['permit files.read', 'forbid files.read when args.name like "secrets/*"'];

  test.each([
    ['the permit first', [all, secret]],
    ['the forbid first', [secret, all]],
  ])('%s: a forbid wins', async (_, texts) => {
    const decide = await policy(rules(...texts));
    const ask = (name: string) => decide({ agent: 'a', tool: 'files.read', args: { name } });
    expect((await ask('secrets/k')).verdict).toBe('forbid');
    expect((await ask('data/p')).verdict).toBe('permit');
  });

  test('what is closed by default is opened by a permit, not by rank', () =>
    holds(rules('permit files.read when args.name like "data/*"'), [
      ['opened', 'files.read', 'data/file', {}, 'permit by p.r0'],
      ['closed', 'files.read', 'file', {}, 'forbid by default'],
    ]));

  test('equal patterns: the forbid wins', () =>
    holds(rules('forbid files.read', 'permit files.read'), [
      ['both', 'files.read', 'x', {}, 'forbid by p.r0'],
    ]));

  test('everything but one file', () =>
    holds(rules('permit files.read', 'forbid files.read when args.name == "one"'), [
      ['that one', 'files.read', 'one', {}, 'forbid by p.r1'],
      ['another', 'files.read', 'two', {}, 'permit by p.r0'],
    ]));

  test('six rules of a small company', () =>
    holds(
      rules(
        'permit files.read, files.write, files.delete when context.role == "admin"',
        'permit files.read when args.name like "sensitive/*" and context.clearance > 3',
        'permit files.read when args.name like "data/*" and context.role == "analyst" and context.team == "data"',
        'permit files.read when args.name like "public/*"',
        'forbid files.read, files.write when args.name like "sensitive/*" and context.clearance <= 3',
      ),
      [
        [
          'admin reads public',
          'files.read',
          'public/x',
          { role: 'admin', clearance: 9 },
          'permit by p.r0, p.r3',
        ],
        [
          'user reads public',
          'files.read',
          'public/x',
          { role: 'user', clearance: 1 },
          'permit by p.r3',
        ],
        [
          'analyst reads data',
          'files.read',
          'data/x',
          { role: 'analyst', team: 'data', clearance: 1 },
          'permit by p.r2',
        ],
        [
          'analyst writes data',
          'files.write',
          'data/x',
          { role: 'analyst', team: 'data', clearance: 1 },
          'forbid by default',
        ],
        [
          'user reads data',
          'files.read',
          'data/x',
          { role: 'user', team: 'data', clearance: 1 },
          'forbid by default',
        ],
        [
          'low clearance',
          'files.read',
          'sensitive/x',
          { role: 'user', clearance: 1 },
          'forbid by p.r4',
        ],
        [
          'clearance',
          'files.read',
          'sensitive/x',
          { role: 'security', clearance: 4 },
          'permit by p.r1',
        ],
        [
          'user deletes',
          'files.delete',
          'private/x',
          { role: 'user', clearance: 1 },
          'forbid by default',
        ],
        [
          'admin deletes',
          'files.delete',
          'private/x',
          { role: 'admin', clearance: 1 },
          'permit by p.r0',
        ],
      ],
    ));
});

describe('limits beside rules', () => {
  test.each([
    [2, 3],
    [5, 10],
  ])('of %i a second admits so many of %i quick calls, and another agent all the same', async (max, calls) => {
    const text = `${rules('permit files.read')}limit quick for a, b {\n  on files.read\n  at most ${max} calls per 1s\n  for each agent.name\n}\n`;
    const { vak } = await started(text, { tools: { 'files.read': () => 'x' } });
    const session = vak.agent('a').session();
    const results: boolean[] = [];
    for (let index = 0; index < calls; index += 1) {
      results.push((await session.call('files.read', { name: 'x' })).ok);
    }
    expect(results.filter(Boolean)).toHaveLength(max);
    const last = await session.call('files.read', { name: 'x' });
    expect(last).toMatchObject({ refusal: { code: 'VAK6003', retryAfterMs: expect.any(Number) } });
    expect(await vak.agent('b').call('files.read', { name: 'x' })).toMatchObject({ ok: true });
  });
});

describe('where vak differs from engines that skip a rule that errs', () => {
  test('a forbid that cannot be evaluated forbids, though a permit holds', async () => {
    const decide = await policy(rules('forbid pay when args.amount > context.limit', 'permit pay'));
    const context = { limit: '100.00 USD' };
    const decision = await decide({
      agent: 'a',
      tool: 'pay',
      args: { amount: '1.00 EUR' },
      context,
    });
    expect(said(decision)).toBe('forbid by p.r0');
    expect(decision.opinions.find(({ rule }) => rule === 'p.r0')?.detail).toMatch(/is unknown/);
  });

  test('an attribute that changed is read anew, though all else is equal', async () => {
    const decide = await policy(rules('permit files.read when context.usage < 100'));
    const ask = (usage: number) =>
      decide({ agent: 'a', tool: 'files.read', args: { name: 'x' }, context: { usage } });
    expect((await ask(50)).verdict).toBe('permit');
    expect((await ask(150)).verdict).toBe('forbid');
    expect((await ask(50)).verdict).toBe('permit');
  });

  test('a forbid whose attribute is absent forbids, and says so', async () => {
    const decide = await policy(
      rules('permit files.read', 'forbid files.read when context.usage > 5'),
    );
    const decision = await decide({ agent: 'a', tool: 'files.read', args: { name: 'x' } });
    expect(said(decision)).toBe('forbid by p.r1');
    const { spoke } = await decision.explain();
    const conditions = spoke.find(({ rule }) => rule === 'p.r1')?.conditions;
    expect(conditions).toMatchObject([{ truth: 'unknown', why: '`context.usage` is not known' }]);
  });

  test('the author may say otherwise where absence is meant to be harmless', () =>
    holds(
      rules('permit files.read', 'forbid files.read when context has usage and context.usage > 5'),
      [
        ['absent', 'files.read', 'x', {}, 'permit by p.r0'],
        ['present', 'files.read', 'x', { usage: 6 }, 'forbid by p.r1'],
      ],
    ));

  test('a policy that is not there governs nothing, so nothing runs', async () => {
    await expect(load(`${folder()}/absent.vak`)).rejects.toThrow(/VAK6206/);
  });
});
