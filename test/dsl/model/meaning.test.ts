import { describe, expect, test } from 'vitest';
import { analysed, codes, desk, findings } from './desk.ts';

const tool = (effect: string, args: string): string =>
  `tool probe.it {\n${effect}  args { ${args} }\n}`;
const effectOf = (effect: string, args: string): string | undefined => {
  const { compiled } = analysed(`${desk}\n${tool(effect, args)}`);
  return compiled?.plan.tools.find((each) => each.name === 'probe.it')?.effect;
};

describe('effects', () => {
  test('where none is stated the gravest is meant', () => {
    expect(effectOf('', 'id: string')).toBe('irreversible');
  });

  test.each([
    'link: url',
    'site: host',
    'to: email',
    'to: list of email',
    'who: { mail: email? }',
  ])('an argument %s makes a tool at least egress, and says so', (args) => {
    for (const stated of ['pure', 'read']) {
      expect(effectOf(`  effect: ${stated}\n`, args)).toBe('egress');
      expect(codes(tool(`  effect: ${stated}\n`, args))).toEqual(['VAK4301']);
    }
    expect(effectOf('  effect: write\n', args)).toBe('write');
    expect(codes(tool('  effect: egress\n', args))).toEqual([]);
  });

  test('`any tool where` goes by the effect that counts', () => {
    const text = `${desk}
tool pages.get {
  effect: read
  args { page: url }
}
agent surfer { tools: [orders.read, pages.get] }
policy surfing for surfer {
  rule reading { permit any tool where tool.effect == read }
  rule reaching { forbid any tool where tool.effect >= egress }
}`;
    const rules = analysed(text).compiled?.plan.rules;
    expect(rules?.find((rule) => rule.name === 'surfing.reading')?.tools).toEqual(['orders.read']);
    expect(rules?.find((rule) => rule.name === 'surfing.reaching')?.tools).toEqual(['pages.get']);
  });
});

describe('events', () => {
  const event = (rest: string): string => `rule watch {\n  ${rest}\n}`;

  test('can be named by rules and limits, with their fields', () => {
    expect(codes(event('forbid agent.reply when args.text like "*password*"'))).toEqual([]);
    expect(
      codes(event('forbid agent.input when args has source and args.source == "mail"')),
    ).toEqual([]);
    expect(codes(event('forbid model.call when args.cost > 1 EUR'))).toEqual([]);
    expect(
      codes(event('require approval from finance for agent.delegate when args.agent == "desk"')),
    ).toEqual([]);
    expect(
      codes('limit tokens for desk {\n  on model.call\n  at most 10_000 of args.tokens per 1d\n}'),
    ).toEqual([]);
    expect(codes(event('forbid agent.reply when args.txet == "x"'))).toEqual(['VAK2110']);
  });

  test('are in every plan and no `any tool` selects them', () => {
    const plan = analysed(desk).compiled?.plan;
    const events = ['agent.delegate', 'agent.input', 'agent.reply', 'model.call'];
    expect(plan?.tools.filter((each) => each.event).map((each) => each.name)).toEqual(events);
    const text = `${desk}\npolicy all for desk { rule any { forbid any tool when context.customer.frozen } }`;
    const rule = analysed(text).compiled?.plan.rules.find((each) => each.name === 'all.any');
    expect(rule?.tools).not.toContain('agent.reply');
    expect(rule?.tools).toContain('orders.read');
  });
});

describe('rules that could do nothing', () => {
  test('name tools that their agents do not hold', () => {
    const agent = 'agent clerk { tools: [orders.read] }\n';
    const policy = (rule: string): string => `${agent}policy c for clerk { rule r { ${rule} } }`;
    expect(codes(policy('permit refunds.issue'))).toEqual(['VAK4101']);
    expect(codes(policy('forbid refunds.issue'))).toEqual(['VAK4101']);
    expect(codes(policy('permit any tool labelled payments'))).toEqual(['VAK4101']);
    expect(codes(policy('permit any tool where tool.effect == pure'))).toEqual(['VAK4101']);
    expect(codes(policy('permit orders.read, refunds.issue'))).toEqual([]);
  });

  test('but to forbid any tool of some kind is a guard that may stand', () => {
    const agent = 'agent clerk { tools: [orders.read] }\n';
    expect(
      codes(`${agent}policy c for clerk { rule r { forbid any tool labelled payments } }`),
    ).toEqual([]);
  });

  test('limits and constraints too', () => {
    const agent = 'agent clerk { tools: [orders.read] }\n';
    expect(codes(`${agent}limit l for clerk { on refunds.issue at most 5 calls per 1h }`)).toEqual([
      'VAK4101',
    ]);
    const holds = 'for every refunds.issue holds args.amount < 5 EUR';
    expect(codes(`${agent}constraint c for clerk { ${holds} }`)).toEqual(['VAK4101']);
  });
});

describe('rules that another always overrides', () => {
  const two = (permit: string, forbid: string): string[] =>
    codes(
      `rule one {\n  permit refunds.issue\n  ${permit}\n}\nrule two {\n  forbid refunds.issue\n  ${forbid}\n}`,
    );
  test.each([
    ['when args.amount < 5 EUR', 'when args.amount < 5 EUR'],
    ['when args.amount < 5 EUR', 'when args.amount < 9 EUR'],
    ['when args.amount < 5 EUR', 'when args.amount <= 5 EUR'],
    ['when args.amount == 5 EUR', 'when 9 EUR > args.amount'],
    ['when args.amount > 9 EUR', 'unless args.amount <= 5 EUR'],
    ['when args.order_id == "a" and args.amount > 9 EUR', 'when args.amount >= 9 EUR'],
    ['when args.order_id == "a"', 'when args.order_id != "b"'],
    ['unless args.amount > 5 EUR', 'when args.amount < 9 EUR'],
  ])('permit %s, forbid %s', (permit, forbid) => {
    expect(two(permit, forbid)).toEqual(['VAK4102']);
  });

  test.each([
    ['', 'when args.amount < 5 EUR'],
    ['when args.amount < 9 EUR', 'when args.amount < 5 EUR'],
    ['when args.amount <= 5 EUR', 'when args.amount < 5 EUR'],
    ['when args.order_id == "a"', 'when args.order_id == "b"'],
    ['when args.amount < 5 EUR', 'when args.amount < 9 EUR and args.order_id == "a"'],
    ['when args.amount < 5 EUR or args.amount > 9 EUR', 'when args.amount < 9 EUR'],
  ])('but not permit %s, forbid %s', (permit, forbid) => {
    expect(two(permit, forbid)).toEqual([]);
  });

  test('only where the other is for all of its agents and tools', () => {
    const clerk = 'agent clerk { tools: [orders.read] }\n';
    const permit = (who: string): string =>
      `policy a for ${who} { rule r { permit orders.read } }\n`;
    const forbid = (who: string): string => `policy b for ${who} { rule r { forbid orders.read } }`;
    expect(codes(clerk + permit('clerk') + forbid('clerk'))).toEqual(['VAK4102']);
    expect(codes(clerk + permit('clerk, desk') + forbid('clerk'))).toEqual([]);
    expect(codes(clerk + permit('clerk') + forbid('any agent'))).toContain('VAK4102');
  });
});

describe('approvals that open nothing', () => {
  const ask = (when: string): string[] =>
    codes(`rule ask {\n  require approval from finance for email.send\n  ${when}\n}`);

  test('where every permit is of other calls', () => {
    expect(
      codes(
        'rule ask {\n  require approval from finance for refunds.issue\n  when args.amount > 50 EUR\n}',
      ),
    ).toEqual(['VAK4103']);
    expect(
      codes(
        'rule ask {\n  require approval from finance for refunds.issue\n  when args.amount >= 50 EUR\n}',
      ),
    ).toEqual([]);
    expect(ask('when args.to != context.customer.email')).toEqual([]);
  });

  test('where nothing permits the tool at all', () => {
    const block = `tool orders.close { effect: write args { id: string } }
agent clerk { tools: [orders.close] }
policy closing for clerk { rule ask { require approval from finance for orders.close } }`;
    expect(codes(block)).toEqual(['VAK4103']);
  });
});

describe('tools that change things', () => {
  const close = (more: string): string[] =>
    codes(`tool orders.close { effect: write, labels: [closing] }
agent clerk { tools: [orders.close] }
policy closing for clerk { rule close { permit any tool labelled closing } }
${more}`);

  test('want a limit or an approval, for every agent that may call them', () => {
    expect(close('')).toEqual(['VAK4110']);
    expect(close('limit l for clerk { on orders.close at most 3 calls per 1h }')).toEqual([]);
    expect(close('limit l for any agent { on any tool at most 3 calls per 1h }')).toEqual([]);
    expect(
      close('policy p for clerk { rule ask { require approval from finance for orders.close } }'),
    ).toEqual([]);
    expect(
      close(
        'agent other { tools: [orders.close] }\nlimit l for other { on orders.close at most 3 calls per 1h }',
      ),
    ).toEqual(['VAK4110']);
  });

  test('and nothing is said of those that nobody may call', () => {
    expect(codes('tool orders.close { effect: write }')).toEqual([]);
  });

  test('what to add is said', () => {
    const text = `${desk}\ntool a.b { effect: write }\nagent c { tools: [a.b] }\npolicy p for c { rule r { permit a.b } }`;
    const [found] = analysed(text).diagnostics;
    expect(found?.message).toBe('`a.b` changes things and has no limit');
    expect(found?.help).toContain('add `limit a_b_rate for c { on a.b');
  });
});

describe('labels', () => {
  test('are used where a rule, a selection or a condition names them', () => {
    const list = (labels: string, rule: string): string[] =>
      codes(`tool orders.list { effect: read, labels: [${labels}] }
agent lister { tools: [orders.list] }
policy listing for lister { rule r { ${rule} } }`);
    expect(list('bulk', 'permit orders.list')).toEqual(['VAK4112']);
    expect(list('bulk', 'forbid any tool labelled bulk')).toEqual([]);
    expect(list('bulk', 'forbid any tool where "bulk" in tool.labels')).toEqual([]);
    expect(list('bulk', 'forbid any tool when "bulk" in tool.labels')).toEqual([]);
    expect(list('bulk, slow', 'forbid any tool labelled bulk')).toEqual(['VAK4112']);
    expect(list('bulk', 'forbid any tool labelled bukl')).toEqual(['VAK2106']);
    expect(list('bulk', 'forbid any tool where "bukl" in tool.labels')).toEqual(['VAK3103']);
  });

  test('of fields count; those of the language need no use', () => {
    expect(codes('tool a.b { effect: read, result: { x: string untrusted } }')).toEqual([]);
    expect(codes('tool a.b { effect: read, result: { x: string pii } }')).toEqual(['VAK4112']);
    expect(codes('type T { x: string pii }')).toEqual(['VAK4112']);
  });
});

describe('examples', () => {
  const rule = (clauses: string): string[] =>
    codes(`rule small {\n  permit refunds.issue\n  when args.amount <= 20 EUR\n  ${clauses}\n}`);
  test.each([
    ['example { order_id: "a", amount: 20 EUR }', []],
    ['example { order_id: "a", amount: 21 EUR }', ['VAK4104']],
    ['counterexample { order_id: "a", amount: 21 EUR }', []],
    ['counterexample { order_id: "a", amount: 20 EUR }', ['VAK4105']],
    ['when lookup.order.status == "paid"\n  example { order_id: "a", amount: 5 EUR }', []],
    [
      'when lookup.order.status == "paid"\n  counterexample { order_id: "a", amount: 5 EUR }',
      ['VAK4105'],
    ],
    ['unless context.customer.frozen\n  example { order_id: "a", amount: 5 EUR }', []],
    ['example { order_id: "a" }', ['VAK3202']],
    ['example { order_id: "a", amount: 5 EUR, extra: 1 }', ['VAK2110']],
    ['example { order_id: "a", amount: 5 }', ['VAK3201']],
    ['example { order_id: "a", amount: 0 EUR }', ['VAK4106']],
    ['counterexample { order_id: "a", amount: 30 USD }', ['VAK4106']],
  ])('%s', (clauses, wanted) => {
    expect(rule(clauses)).toEqual(wanted);
  });

  test('every tool that the rule selects must accept them', () => {
    expect(codes('rule two {\n  forbid orders.read, files.read\n  example { id: "a" }\n}')).toEqual(
      ['VAK3202', 'VAK2110'],
    );
  });
});

test('whatever has an error gives no plan, and what has none gives one', () => {
  expect(analysed(desk).compiled).toBeDefined();
  expect(
    analysed(desk.replace('permit orders.read', 'permit orders.raed')).compiled,
  ).toBeUndefined();
  expect(
    findings(
      'prove "p" {\n  never desk calls refunds.issue when args.amount > 5 EUR unless approved\n}',
    ),
  ).toEqual(['VAK4306 1:7 “p” is checked for its names and types, and not proved']);
});

describe('conditions that are never all true', () => {
  const rule = (clauses: string) => codes(`policy more for desk { rule r { ${clauses} } }`);

  test.each([
    'permit refunds.issue when args.amount > 30 EUR when args.amount <= 30 EUR',
    'permit refunds.issue when args.order_id == "a" and args.order_id == "b"',
    'permit refunds.issue unless args.order_id == "a" or args.order_id != "a"',
    'permit shell.run when args.command runs "ls" unless args.command runs "ls"',
    'forbid email.send when 1 == 2',
    'permit refunds.issue when lookup.order.status == "paid" when lookup.order.status != "paid"',
  ])('%s', (clauses) => {
    expect(rule(clauses)).toContain('VAK4115');
  });

  test.each([
    'permit refunds.issue when args.amount >= 30 EUR when args.amount <= 30 EUR',
    'permit refunds.issue when args.order_id == "a" or args.order_id == "b"',
    'permit refunds.issue when args.amount < 30 EUR unless args.amount < 10 EUR',
    'permit shell.run when args.command runs "ls" unless args.command runs "rm"',
  ])('%s can hold', (clauses) => {
    expect(rule(clauses)).not.toContain('VAK4115');
  });
});

test('a field that is misspelt is not reported as missing, too', () => {
  const given = 'given context { custmer: { email: "a@b.example", frozen: false } }';
  expect(
    codes(`test "t" for desk { ${given} call files.read { path: "a" } expect permit }`),
  ).toEqual(['VAK2110']);
});

test.each([
  ['forbd', 'forbid'],
  ['requir', 'require'],
])('`otherwise: %s` is told which word is near', (written, meant) => {
  const { diagnostics } = analysed(`${desk}\napprovers board { otherwise: ${written} }`);
  expect(diagnostics.map(({ code, help }) => [code, help])).toEqual([
    ['VAK3205', `did you mean \`${meant}\`?`],
  ]);
  expect(diagnostics[0]?.fixes?.map(({ title, safe }) => [title, safe])).toEqual([
    [`replace with \`${meant}\``, false],
  ]);
});
