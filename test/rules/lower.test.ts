import { describe, expect, test } from 'vitest';
import { meaning } from '../../src/dsl/plan/canonical.ts';
import type { Plan } from '../../src/dsl/plan/plan.ts';
import { Source } from '../../src/dsl/text/source.ts';
import { analyseSource } from '../../src/reading/analysis.ts';
import { withRules } from '../../src/rules/lower.ts';
import { policy } from '../../src/rules/policy.ts';
import type { PolicyCondition, PolicyRule } from '../../src/rules/rule.ts';

const declarations = `vak 1
context { role: string, region: one of ["eu", "us"], frozen: bool, clearance: int }
tool orders.read {
  effect: read
  args { id: string }
  result: { paid: money, tags: list of string }
  returns: trusted
}
tool pay {
  effect: irreversible
  args { amount: money, share: percent?, to: email, note: string?, tags: list of string, free: json }
  result: string
  lookup { order: orders.read { id: args.note } }
}
tool files.read { effect: egress args { path: path, at: time, size: size, url: url } result: string }
approvers finance { within: 1h, otherwise: forbid }
agent desk { tools: [pay, files.read, orders.read] }
`;

function planOf(text: string): Plan {
  const { compiled, diagnostics } = analyseSource(new Source('p.vak', declarations + text), '/');
  if (compiled === undefined) throw new Error(diagnostics.map(({ message }) => message).join('; '));
  return compiled.plan;
}
const bare = planOf('');

const condition = (attribute: string, operator: string, value?: unknown): PolicyCondition =>
  ({ attribute, operator, ...(value === undefined ? {} : { value }) }) as PolicyCondition;
const lowered = (tool: string, when: PolicyCondition) =>
  withRules(bare, [
    { name: 'p.r', effect: 'permit', tools: [tool], agents: ['desk'], when: [when] },
  ]);

describe('a rule in code is the same node of the plan as one in the file', () => {
  test.each<[string, PolicyCondition, string]>([
    ['pay', condition('args.amount', 'equals', '5.00 EUR'), 'args.amount == 5 EUR'],
    ['pay', condition('context.region', 'equals', 'eu'), 'context.region == "eu"'],
    ['pay', condition('context.role', 'not_equals', 'x'), 'context.role != "x"'],
    ['pay', condition('args.tags', 'contains', 'vip'), '"vip" in args.tags'],
    ['pay', condition('args.tags', 'not_contains', 'vip'), 'not ("vip" in args.tags)'],
    ['pay', condition('context.role', 'contains', 'min*'), 'context.role like "*min\\\\**"'],
    ['files.read', condition('args.path', 'starts_with', 'src/'), 'args.path like "src/*"'],
    ['files.read', condition('args.path', 'ends_with', '.log'), 'args.path like "*.log"'],
    ['files.read', condition('args.path.extension', 'equals', 'ts'), 'args.path.extension == "ts"'],
    ['files.read', condition('args.path', 'in', '/srv/app'), 'args.path in "/srv/app"'],
    ['files.read', condition('args.size', 'less_than', '1MB'), 'args.size < 1MB'],
    [
      'files.read',
      condition('args.at', 'at_least', '2026-01-01T00:00:00Z'),
      'args.at >= time("2026-01-01T00:00:00Z")',
    ],
    ['pay', condition('args.amount', 'greater_than', '5.00 EUR'), 'args.amount > 5 EUR'],
    ['pay', condition('context.clearance', 'at_most', 3), 'context.clearance <= 3'],
    ['pay', condition('context.role', 'in', ['a', 'b']), 'context.role in ["a", "b"]'],
    ['pay', condition('context.role', 'not_in', ['a']), 'not (context.role in ["a"])'],
    ['pay', condition('args.note', 'exists'), 'args has note'],
    ['pay', condition('args.note', 'exists', false), 'not (args has note)'],
    ['pay', condition('context.role', 'regex', '^admin.*$'), 'context.role like "admin*"'],
    ['pay', condition('principal.id', 'equals', 'ann'), 'session.principal == "ann"'],
    ['pay', condition('principal.clearance', 'equals', 3), 'context.clearance == 3'],
    ['pay', condition('lookup.order.paid', 'at_least', '1.00 EUR'), 'lookup.order.paid >= 1 EUR'],
    [
      'pay',
      { all: [condition('context.frozen', 'equals', false), condition('args.note', 'exists')] },
      'context.frozen == false and args has note',
    ],
    [
      'pay',
      {
        any: [
          condition('context.frozen', 'equals', true),
          { not: condition('args.note', 'exists') },
        ],
      },
      'context.frozen == true or not (args has note)',
    ],
  ])('%s %j', (tool, when, written) => {
    const file = planOf(
      `policy p for desk {\n  rule r {\n    permit ${tool}\n    when ${written}\n  }\n}\n`,
    );
    expect(meaning({ ...lowered(tool, when), uses: [] })).toEqual(meaning(file));
  });

  test('the builder gives plain rules', () => {
    const { approval, attribute } = policy<{
      args: { amount: string };
      principal: { role: string };
    }>('money');
    const rule = approval('large', { approvers: 'finance', count: 2 })
      .on('pay')
      .for('desk')
      .where(attribute('args.amount').greaterThan('50.00 EUR'))
      .where(attribute('principal.role').notEquals('boss'))
      .says('Two of finance sign large payments.');
    expect(JSON.parse(JSON.stringify(rule))).toEqual({ ...rule });
    const [made] = withRules(bare, [rule]).rules;
    expect(made).toMatchObject({
      name: 'money.large',
      verdict: 'approval',
      from: { approvers: 'finance', count: 2 },
      tools: ['pay'],
      agents: ['desk'],
      because: 'Two of finance sign large payments.',
      at: 'rules:1:1',
    });
    expect(made?.conditions).toHaveLength(2);
    // @ts-expect-error an attribute that calls of this shape do not have
    expect(() => withRules(bare, [rule.where(attribute('args.amuont').exists())])).toThrow(
      /amuont/,
    );
  });

  test('the order of rules in code changes nothing', () => {
    const rule = (name: string): PolicyRule => ({ name, effect: 'forbid', tools: ['pay'] });
    const [one, other] = [
      ['p.a', 'p.b'],
      ['p.b', 'p.a'],
    ].map((names) => meaning(withRules(bare, names.map(rule))));
    expect(one).toEqual(other);
  });
});

test.each([
  ['args.path', 'starts_with', './secrets'],
  ['args.path', 'ends_with', '/'],
  ['args.url', 'starts_with', 'https://h.example:443/'],
  ['args.url', 'regex', '^https://bücher\\.example/'],
])('a pattern that no value of the kind can match is refused: %s %s %s', (name, operator, text) => {
  expect(() => lowered('files.read', condition(name, operator, text))).toThrow(/is ever like/);
});

describe('what does not fit the file is refused at load, with the rule and what is wrong', () => {
  test.each<[string, PolicyCondition, RegExp]>([
    ['an unknown operator', condition('context.role', 'matches', 'x'), /no operator `matches`/],
    ['an operator of a prototype', condition('context.role', 'constructor', 'x'), /no operator/],
    ['an unknown attribute', condition('args.amuont', 'equals', 1), /no attribute `args.amuont`/],
    ['an unknown root', condition('secret.x', 'equals', 1), /no attribute `secret.x`/],
    ['a root alone', condition('args', 'exists'), /no attribute `args`/],
    ['a value of another type', condition('args.amount', 'equals', 5), /5 is no money/],
    ['an amount without currency', condition('args.amount', 'at_most', '50'), /is no money/],
    ['order where there is none', condition('context.role', 'less_than', 'b'), /has no order/],
    ['text of an amount', condition('args.amount', 'starts_with', '5'), /is no text/],
    [
      'a member there is none of',
      condition('context.region', 'equals', 'mars'),
      /one of `eu`, `us`/,
    ],
    ['a look into free JSON', condition('args.free', 'equals', 1), /looks into `json`/],
    ['`in` without a list', condition('context.role', 'in', 'a'), /take a list/],
    ['a missing value', condition('context.role', 'equals'), /value is missing/],
    ['a pattern of super-linear time', condition('context.role', 'regex', '(a+)+$'), /linear time/],
    ['a text no pattern can spell', condition('context.role', 'starts_with', 'a\\'), /backslash/],
    ['an empty composition', { all: [] }, /not empty/],
    ['two forms in one', { all: [], attribute: 'x' } as unknown as PolicyCondition, /no key/],
    ['no record', null as unknown as PolicyCondition, /must be a record/],
  ])('%s', (_, when, why) => {
    expect(() => lowered('pay', when)).toThrow(why);
    expect(() => lowered('pay', when)).toThrow(/VAK6202: rule `p\.r` \(rules:1:1\)/);
  });

  test.each<[string, object, RegExp]>([
    ['a name without policy', { name: 'r' }, /policy\.rule/],
    ['another effect', { effect: 'allow' }, /`permit`, `forbid`, `approval`/],
    ['no tool', { tools: [] }, /names no tool/],
    ['a tool there is none of', { tools: ['x'] }, /no tool `x`/],
    ['an agent there is none of', { agents: ['x'] }, /no agent `x`/],
    ['no agent at all', { agents: [] }, /agents is empty/],
    ['an unknown key', { priority: 1 }, /no key `priority`/],
    ['approval of nobody', { effect: 'approval' }, /whose approval/],
    [
      'approvers there are none of',
      { effect: 'approval', from: { approvers: 'x' } },
      /approvers `x`/,
    ],
    [
      'a count of none',
      { effect: 'approval', from: { approvers: 'finance', count: 0 } },
      /`count`/,
    ],
    ['`from` of a permit', { from: { approvers: 'finance' } }, /`approval` only/],
  ])('%s', (_, part, why) => {
    const rule = { name: 'p.r', effect: 'permit', tools: ['pay'], ...part } as PolicyRule;
    expect(() => withRules(bare, [rule])).toThrow(why);
  });

  test('a name that the file or another rule has', () => {
    const file = planOf('policy p for desk {\n  rule r { permit pay }\n}\n');
    const rule: PolicyRule = { name: 'p.r', effect: 'permit', tools: ['pay'] };
    expect(() => withRules(file, [rule])).toThrow(/another rule of this name/);
    expect(() => withRules(bare, [rule, rule])).toThrow(/another rule of this name/);
  });

  test('an attribute of different types in the tools of one rule', () => {
    const text = 'tool other { effect: read args { amount: int } result: string }\n';
    const when = [condition('args.amount', 'equals', 5)];
    const rule: PolicyRule = { name: 'p.r', effect: 'permit', tools: ['other', 'pay'], when };
    expect(() => withRules(planOf(text), [rule])).toThrow(/VAK6202/);
  });
});
