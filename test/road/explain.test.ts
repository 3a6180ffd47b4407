import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../src/dsl/values/value.ts';
import type { Explanation } from '../../src/index.ts';
import { started } from './mk.ts';

const desk = `
context { frozen: bool, region: one of ["eu", "us"], level: int }
tool orders.read {
  effect: read
  args { id: string }
  result: { id: string, paid: money }
  returns: trusted
}
tool refunds.issue {
  effect: irreversible
  args { amount: money, fee: money, reason: string?, tags: list of string }
  result: string
}
tool refunds.checked {
  effect: irreversible
  args { order: string, amount: money }
  result: string
  lookup { order: orders.read { id: args.order } }
}
approvers finance { within: 4h, otherwise: forbid }
agent desk { tools: [refunds.issue, refunds.checked] }
policy refunds for desk {
  rule small {
    permit refunds.issue
    when args.amount <= 50 EUR and context.level >= 2
    unless context.frozen
    then tell allowed
  }
  rule asked {
    require approval from finance for refunds.issue
    when args.amount + args.fee > 45 EUR
  }
  rule region {
    forbid refunds.issue
    when context.region == "us"
    because "Not in the US."
  }
  rule blocked { forbid refunds.issue when "blocked" in args.tags }
  rule checked {
    permit refunds.checked
    when args.amount <= lookup.order.paid
  }
}
`;

const good = { amount: '20.00 EUR', fee: '0.00 EUR', tags: [] };
const fine = { frozen: false, region: 'eu', level: 2 };

async function asking() {
  const tools = { 'orders.read': ({ id }: { id: string }) => ({ id, paid: '30.00 EUR' }) };
  const { vak } = await started(desk, { tools: { ...tools, 'refunds.checked': () => 'x' } });
  const decide = (args: Json, context: Json) =>
    vak.decide({ agent: 'desk', tool: 'refunds.issue', args, context });
  return { vak, decide };
}

describe('what an explanation holds', () => {
  test('the decision stays plain data', async () => {
    const { decide } = await asking();
    const decision = await decide(good, fine);
    expect(JSON.parse(JSON.stringify(decision))).toEqual({ ...decision });
    expect(Object.keys(decision)).not.toContain('explain');
  });

  test('the rule that spoke, its deciding conditions with values and places', async () => {
    const { decide } = await asking();
    const decision = await decide(good, { ...fine, region: 'us' });
    const { spoke, verdict, because } = await decision.explain();
    expect({ verdict, because }).toEqual({ verdict: 'forbid', because: 'Not in the US.' });
    const voice = spoke.find(({ rule }) => rule === 'refunds.region');
    expect(voice).toMatchObject({ verdict: 'forbid', at: 'policy.vak:34:8' });
    expect(voice?.conditions).toEqual([
      {
        word: 'when',
        text: 'context.region == "us"',
        at: 'policy.vak:36:10',
        truth: true,
        facts: [{ fact: 'context.region', at: 'policy.vak:36:10', value: 'us' }],
        deciding: true,
      },
    ]);
  });

  test('a condition that is unknown, and why', async () => {
    const { decide } = await asking();
    const decision = await decide(good, { frozen: false, level: 2 });
    const { spoke } = await decision.explain();
    const conditions = spoke.find(({ rule }) => rule === 'refunds.region')?.conditions;
    expect(conditions).toMatchObject([
      { truth: 'unknown', why: '`context.region` is not known', deciding: true },
    ]);
    expect(conditions?.[0]?.facts[0]).not.toHaveProperty('value');
  });

  test('where nothing permits, the permits that kept silent and what stood against them', async () => {
    const { decide } = await asking();
    const decision = await decide({ ...good, amount: '60.00 EUR' }, { ...fine, level: 1 });
    const { silent } = await decision.explain();
    expect(silent.map(({ rule }) => rule)).toEqual(['refunds.small']);
    expect(silent[0]?.conditions.map(({ text, deciding }) => [text, deciding])).toEqual([
      ['args.amount <= 50.00 EUR', true],
      ['context.level >= 2', true],
      ['context.frozen', false],
    ]);
  });

  test('amounts of another currency are unknown and say so', async () => {
    const { decide } = await asking();
    const { silent } = await (await decide({ ...good, amount: '20.00 USD' }, fine)).explain();
    expect(silent[0]?.conditions[0]).toMatchObject({
      truth: 'unknown',
      why: expect.stringMatching(/cannot be compared/),
    });
  });

  test('what was looked up', async () => {
    const { vak } = await asking();
    const session = vak.agent('desk').session();
    const result = await session.call('refunds.checked', { order: 'o1', amount: '31.00 EUR' });
    const { lookups, change } = await result.decision.explain();
    expect(lookups).toMatchObject([
      { name: 'order', tool: 'orders.read', value: { id: 'o1', paid: '30.00 EUR' } },
    ]);
    expect(change).toEqual({
      verdict: 'permit',
      leaves: [{ leaf: 'args.amount', from: '31.00 EUR', to: '30.00 EUR' }],
    });
  });

  test('an argument that a look-up was asked with is not offered for change', async () => {
    const { vak } = await asking();
    const ask = {
      agent: 'desk',
      tool: 'refunds.checked',
      args: { order: 'o', amount: '1.00 EUR' },
    };
    const { change, lookups } = await (await vak.decide(ask)).explain();
    expect(change).toBe(null);
    expect(lookups).toEqual([{ name: 'order', tool: 'orders.read', at: expect.any(String) }]);
  });

  test('what the model may be told: the bound only where a rule tells it', async () => {
    const { decide } = await asking();
    const above = await (await decide({ ...good, amount: '60.00 EUR' }, fine)).explain();
    expect(above.told).toContain('args.amount <= 50.00 EUR');
    const checked = await asking().then(({ vak }) =>
      vak.decide({ agent: 'desk', tool: 'no.such', args: {} }),
    );
    const away = await checked.explain();
    expect(away).toMatchObject({ change: null, silent: [], told: away.because });
  });

  test('a call that was refused, held or done can say why as well', async () => {
    const { vak } = await asking();
    const call = (args: Json, context: Json) =>
      vak.agent('desk').session({ context }).call('refunds.issue', args);
    const refused = await call(good, { ...fine, frozen: true });
    expect((await refused.decision.explain()).change).toEqual({
      verdict: 'permit',
      leaves: [{ leaf: 'context.frozen', from: true, to: false }],
    });
    const held = await call({ ...good, fee: '30.00 EUR' }, fine);
    expect((await held.decision.explain()).change?.leaves).toHaveLength(1);
  });
});

describe('the smallest change that flips a verdict', () => {
  test.each<[string, Json, Json, NonNullable<Explanation['change']>['leaves']]>([
    [
      'a bound',
      { ...good, amount: '60.00 EUR' },
      fine,
      [{ leaf: 'args.amount', from: '60.00 EUR', to: '45.00 EUR' }],
    ],
    [
      'a flag',
      good,
      { ...fine, frozen: true },
      [{ leaf: 'context.frozen', from: true, to: false }],
    ],
    ['a word', good, { ...fine, region: 'us' }, [{ leaf: 'context.region', from: 'us', to: 'eu' }]],
    ['a missing fact', good, { frozen: false, region: 'eu' }, [{ leaf: 'context.level', to: 2 }]],
    [
      'a member',
      { ...good, tags: ['a', 'blocked'] },
      fine,
      [{ leaf: 'args.tags', from: ['a', 'blocked'], to: ['a'] }],
    ],
    [
      'two at once',
      good,
      { ...fine, level: 1, frozen: true },
      [
        { leaf: 'context.level', from: 1, to: 2 },
        { leaf: 'context.frozen', from: true, to: false },
      ],
    ],
  ])('%s', async (_, args, context, leaves) => {
    const { decide } = await asking();
    const { change, searched } = await (await decide(args, context)).explain();
    expect(searched).toBe(true);
    expect(change).toEqual({ verdict: 'permit', leaves });
  });

  test('flips when it is made, and no part of it does', async () => {
    const { decide } = await asking();
    const euros = fc.integer({ min: 0, max: 90 }).map((n) => `${n}.00 EUR`);
    const args = fc.record({
      amount: euros,
      fee: euros,
      tags: fc.subarray(['a', 'blocked']),
    });
    const context = fc.record(
      {
        frozen: fc.boolean(),
        region: fc.constantFrom('eu', 'us'),
        level: fc.integer({ min: 0, max: 4 }),
      },
      { requiredKeys: [] },
    );
    let found = 0;
    await fc.assert(
      fc.asyncProperty(args, context, async (given, around) => {
        const decision = await decide(given, around);
        const { change } = await decision.explain();
        if (change === null) return;
        found += 1;
        for (const part of subsets(change.leaves)) {
          const whole = part.length === change.leaves.length;
          const changed = apply({ args: given, context: around }, part);
          const { verdict } = await decide(changed.args, changed.context);
          expect(verdict).toBe(whole ? change.verdict : decision.verdict);
        }
      }),
      { numRuns: 60 },
    );
    expect(found).toBeGreaterThan(30);
  });

  const kinds = `
tool web.get { effect: egress args { page: url, to: email, file: path, n: int, price: money } result: string }
agent g { tools: [web.get] }
policy p for g {
  rule all { permit web.get }
  rule host { forbid web.get when args.page.host == "evil.example" }
  rule domain { forbid web.get when args.to.domain == "evil.example" }
  rule name { forbid web.get when args.file.name like ".env*" }
  rule times { forbid web.get unless args.n * 2 <= 6 }
  rule cost { forbid web.get when args.price * 3 > 30 EUR }
}
`;
  const usual = {
    page: 'https://a.example/x?y=1',
    to: 'ann@a.example',
    file: '/srv/a.txt',
    n: 1,
    price: '1.00 EUR',
  };
  test.each<[string, Partial<typeof usual>, string, Json]>([
    [
      'the host of a URL',
      { page: 'https://evil.example/x?y=1' },
      'args.page',
      'https://other.example/x?y=1',
    ],
    ['the domain of an address', { to: 'ann@evil.example' }, 'args.to', 'ann@other.example'],
    ['the name of a file', { file: '/srv/.env.local' }, 'args.file', '/srv/other'],
    ['a factor', { n: 9 }, 'args.n', 3],
    ['an amount in a product', { price: '20.00 EUR' }, 'args.price', '10.00 EUR'],
  ])('%s, the rest of it kept', async (_, given, leaf, to) => {
    const { vak } = await started(kinds);
    const ask = { agent: 'g', tool: 'web.get', args: { ...usual, ...given } };
    const { change } = await (await vak.decide(ask)).explain();
    expect(change).toMatchObject({ verdict: 'permit', leaves: [{ leaf, to }] });
  });

  test('a permit is flipped as well', async () => {
    const { decide } = await asking();
    const { change } = await (await decide(good, fine)).explain();
    expect(change?.leaves).toHaveLength(1);
    expect(change?.verdict).not.toBe('permit');
  });
});

type Leaves = NonNullable<Explanation['change']>['leaves'];

function subsets(leaves: Leaves): readonly Leaves[] {
  let all: readonly Leaves[] = [[]];
  for (const leaf of leaves) all = [...all, ...all.map((some) => [...some, leaf])];
  return all;
}

function apply(call: { args: Json; context: Json }, leaves: Leaves) {
  const copy = structuredClone(call) as Record<string, Record<string, unknown>>;
  for (const { leaf, to } of leaves) {
    const [root = '', field = ''] = leaf.split('.');
    const record = copy[root] as Record<string, unknown>;
    if (to === undefined) delete record[field];
    else record[field] = to;
  }
  return copy as unknown as { args: Json; context: Json };
}
