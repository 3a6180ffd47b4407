import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder, started } from '../../../road/mk.ts';

const schema = `
type Money = { amount: decimal, currency: String };
entity Group;
entity User in [Group];
entity Agent;
entity Tool = { risk: Long };
action "orders.read" appliesTo {
  principal: [Agent], resource: [Tool], context: { session: { principal: User } }
};
action "orders.refund" appliesTo {
  principal: [Agent], resource: [Tool],
  context: {
    args: { amount: Money, days?: Long },
    context: { frozen?: Bool },
    session: { principal: User, tenant: String },
  }
};
`;
const policies = `// Who may do what.
@id("read")
permit(principal, action == Action::"orders.read", resource);

@id("small")
@because("Small refunds are fine.")
permit(principal == Agent::"desk", action == Action::"orders.refund", resource)
when {
  context.args.amount.currency == "EUR" &&
  context.args.amount.amount.lessThanOrEqual(decimal("50.00"))
};

@because("The account is frozen.")
forbid(principal, action == Action::"orders.refund", resource)
when { context.context has frozen && context.context.frozen };

@id("no-interns")
forbid(principal, action, resource)
when { context.session.principal in Group::"interns" };

@id("soon")
forbid(principal, action == Action::"orders.refund", resource)
when { context.args has days && context.args.days * 4611686018427387904 > 0 };
`;
const entities = `[
  { "uid": { "type": "Tool", "id": "orders.read" }, "attrs": { "risk": 1 }, "parents": [] },
  { "uid": { "type": "Tool", "id": "orders.refund" }, "attrs": { "risk": 5 }, "parents": [] },
  { "uid": { "type": "User", "id": "ivan" }, "attrs": {},
    "parents": [{ "type": "Group", "id": "interns" }] },
  { "uid": { "type": "Group", "id": "interns" }, "attrs": {}, "parents": [] }
]`;
const vak = `
use "vak/cedar" for policy { policies: "./desk.cedar", schema: "./desk.cedarschema", entities: "./who.json" }
context { frozen: bool }
tool orders.read { effect: read args { id: string } returns: trusted }
tool orders.refund { effect: write args { id: string, amount: money, days: int? } }
tool orders.drop { effect: write args { id: string } }
agent desk { tools: [orders.read, orders.refund, orders.drop] }
limit few for desk { on orders.read at most 2 calls per 1h }
`;
const tools = { 'orders.read': () => 'read', 'orders.refund': () => 1, 'orders.drop': () => 1 };

const desk = async (text = vak, files: Readonly<Record<string, string>> = {}) => {
  const state = folder();
  const all = { 'desk.cedar': policies, 'desk.cedarschema': schema, 'who.json': entities };
  for (const [name, body] of Object.entries({ ...all, ...files })) {
    writeFileSync(join(state, name), body);
  }
  const { vak: runtime } = await started(text, { state, tools });
  return runtime;
};
const refund = (amount: string, more: object = {}) => ({ id: 'o1', amount, ...more });

describe('a file whose calls Cedar decides', () => {
  test('grants what a policy permits, and says which one and why', async () => {
    const session = (await desk()).agent('desk').session({ principal: 'alice' });
    const result = await session.call('orders.refund', refund('50.00 EUR'));
    expect(result).toMatchObject({ ok: true, value: 1 });
    expect(result.decision.opinions).toEqual([
      {
        by: 'policy',
        verdict: 'permit',
        rule: 'small',
        at: 'desk.cedar:5:1',
        because: 'Small refunds are fine.',
      },
    ]);
  });

  test('forbids by default, and compares money exactly', async () => {
    const session = (await desk()).agent('desk').session({ principal: 'alice' });
    for (const amount of ['50.0001 EUR', '50.00 USD', '999999999999.9999 EUR']) {
      const result = await session.call('orders.refund', refund(amount));
      expect(result, amount).toMatchObject({ ok: false, refusal: { code: 'VAK6002' } });
    }
  });

  test('forbids an amount that Cedar could only round', async () => {
    const session = (await desk()).agent('desk').session({ principal: 'alice' });
    const result = await session.call('orders.refund', refund('50.00001 EUR'));
    expect(result).toMatchObject({
      ok: false,
      refusal: {
        code: 'VAK6001',
        detail: '`args.amount.amount` has more than four decimal places',
      },
    });
  });

  test('gives the determining forbid as its reason', async () => {
    const session = (await desk()).agent('desk').session({ principal: 'alice' });
    const result = await session.call('orders.refund', refund('5.00 EUR'), {
      context: { frozen: true },
    });
    expect(result).toMatchObject({
      ok: false,
      refusal: {
        code: 'VAK6001',
        because: 'The account is frozen.',
        rule: 'policy2',
        at: 'desk.cedar:13:1',
      },
    });
  });

  test('forbids where the evaluation of a forbid fails', async () => {
    const session = (await desk()).agent('desk').session({ principal: 'alice' });
    const result = await session.call('orders.refund', refund('5.00 EUR', { days: 2 }));
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6001', rule: 'soon' } });
    expect(JSON.stringify(result)).toContain('overflow');
  });

  test('knows groups from the entities', async () => {
    const runtime = await desk();
    const ask = (principal: string) =>
      runtime.agent('desk').session({ principal }).call('orders.read', { id: 'o1' });
    expect(await ask('ivan')).toMatchObject({ ok: false, refusal: { rule: 'no-interns' } });
    expect(await ask('alice')).toMatchObject({ ok: true });
  });

  test('permits nothing that the schema does not declare', async () => {
    const session = (await desk()).agent('desk').session({ principal: 'alice' });
    expect(await session.call('orders.drop', { id: 'o1' })).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6002' },
    });
    expect(await session.reply('done')).toMatchObject({ ok: true });
  });

  test('keeps limits beside it', async () => {
    const session = (await desk()).agent('desk').session({ principal: 'alice' });
    await session.call('orders.read', { id: 'o1' });
    await session.call('orders.read', { id: 'o1' });
    expect(await session.call('orders.read', { id: 'o1' })).toMatchObject({
      ok: false,
      refusal: { code: 'VAK6003' },
    });
  });

  test('has a digest that covers the policies', async () => {
    const one = await desk();
    const same = await desk();
    const other = await desk(vak, { 'desk.cedar': `${policies}\n// more` });
    expect(same.plan).toBe(one.plan);
    expect(other.plan).not.toBe(one.plan);
  });
});

describe('does not start, and says where, with', () => {
  const cases: readonly [string, string, Readonly<Record<string, string>>, string, RegExp][] = [
    [
      'a policy that does not parse',
      vak,
      { 'desk.cedar': 'permit(principal' },
      'VAK5208',
      /desk\.cedar:1:17: /,
    ],
    [
      'a policy that does not fit the schema',
      vak,
      { 'desk.cedar': '// é\npermit(principal, action, resource)\nwhen { context.nope };' },
      'VAK5208',
      /desk\.cedar:3:8: .*`nope`/,
    ],
    [
      'a template',
      vak,
      { 'desk.cedar': 'permit(principal == ?principal, action, resource);' },
      'VAK5208',
      /template/,
    ],
    [
      'two policies of one id',
      vak,
      {
        'desk.cedar':
          '@id("a") permit(principal, action, resource);\n@id("a") forbid(principal, action, resource);',
      },
      'VAK5208',
      /desk\.cedar:2:1: .*`a`/,
    ],
    [
      'a schema that does not resolve',
      vak,
      { 'desk.cedarschema': 'entity A in [B];' },
      'VAK5208',
      /desk\.cedarschema:1:/,
    ],
    [
      'a schema without agents',
      vak,
      {
        'desk.cedarschema':
          'entity U, Tool; action a appliesTo { principal: [U], resource: [Tool] };',
      },
      'VAK5208',
      /`Agent`/,
    ],
    [
      'entities that do not fit',
      vak,
      { 'who.json': '[{ "uid": { "type": "Nobody", "id": "x" }, "attrs": {}, "parents": [] }]' },
      'VAK5208',
      /who\.json: .*N/,
    ],
    [
      'a file that is not there',
      vak.replace('desk.cedar"', 'no.cedar"'),
      {},
      'VAK5208',
      /policy\.vak:3:1.*no\.cedar/,
    ],
    [
      'a key that it does not know',
      vak.replace('entities:', 'things:'),
      {},
      'VAK5205',
      /`things` \(policy\.vak:3:/,
    ],
    ['no schema', vak.replace('schema: "./desk.cedarschema", ', ''), {}, 'VAK5205', /schema/],
    [
      'rules that nobody would read',
      `${vak}\npolicy p for desk { rule r { permit orders.read } }`,
      {},
      'VAK5201',
      /`p\.r` \(policy\.vak:/,
    ],
  ];
  test.each(cases)('%s', async (_, text, files, code, message) => {
    await expect(desk(text, files)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
});
