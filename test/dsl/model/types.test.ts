import { describe, expect, test } from 'vitest';
import { analysed, codes, findings } from './desk.ts';

const when = (expr: string, tools = 'refunds.issue'): string[] =>
  codes(`rule asked {\n  forbid ${tools}\n  when ${expr}\n}`);

/** A tool with one argument of every type, and an agent that holds it. */
const everything = `type Address { street: string, zip: int? }
tool all.types {
  effect: write
  args {
    text: string, count: int, share: decimal, flag: bool, price: money, span: duration, bytes: size,
    part: percent, moment: time, file: path, link: url, site: host, mail: email, line: command,
    free: json, tier: one of ["basic", "gold", "and"], tags: list of string, home: Address, note: string?
  }
}
agent tester { tools: [all.types] }
limit tester_rate for tester { on all.types at most 5 calls per 1h }
`;
const asked = (expr: string): string[] =>
  codes(`${everything}policy typing for tester {
  rule given { permit all.types }
  rule asked {
    forbid all.types
    when ${expr}
  }
}`);

describe('what may be compared', () => {
  test.each([
    'args.text == "a"',
    '"a" == args.text',
    'args.count >= 3',
    'args.count < 3.5',
    'args.share == 1',
    'args.flag',
    'not args.flag',
    'args.flag == true',
    'args.price > 20 EUR',
    'args.price + 1.50 EUR <= 30 EUR',
    'args.price * 2 <= 30 EUR',
    'args.price * 10% <= 30 EUR',
    'args.span < 4h',
    'args.span * 2 < 4h',
    'args.bytes <= 64MB',
    'args.part == 80%',
    'args.moment < time("2030-01-01T00:00:00Z")',
    'session.now - args.moment > 1d',
    'args.moment + 1d > session.now',
    'args.file in "/workspace"',
    'args.file in ["/workspace/a", "/workspace/b"]',
    'args.file like "*.pem"',
    'args.file.name == ".env"',
    'args.file.extension in ["key", "pem"]',
    'args.link.host in ["docs.shop.example"]',
    'args.link.scheme == "https"',
    'args.link has port and args.link.port == 8443',
    'args.link like "https://docs.shop.example/*"',
    'args.site == "shop.example"',
    'args.mail.domain == "shop.example"',
    'args.mail.local like "no-reply*"',
    'args.line runs "rm" with ["-r", "-f"]',
    'args.tier == gold',
    'args.tier == "and"',
    'gold == args.tier',
    'args.tier in [basic, gold]',
    'args.tier in ["basic"]',
    '"urgent" in args.tags',
    'args.tags == ["a", "b"]',
    'args.home.street like "Main*"',
    'args.home has zip and args.home.zip > 1',
    'args has note',
    'args.note == "x"',
    '-3 < args.count',
    'args.count - 3 > -args.count',
    'tool.effect < irreversible',
    'tool.name == "all.types"',
    'agent.name == tester',
    'session.tenant == "acme"',
  ])('%s', (expr) => {
    expect(asked(expr)).toEqual([]);
  });
});

describe('what can never hold', () => {
  test.each([
    ['args.text == 5', 'VAK3102'],
    ['args.count == "5"', 'VAK3102'],
    ['args.price > 20', 'VAK3102'],
    ['args.price == 20%', 'VAK3102'],
    ['args.span > 64MB', 'VAK3102'],
    ['args.part > 0.5', 'VAK3102'],
    ['args.file == args.text', 'VAK3102'],
    ['args.home == "x"', 'VAK3102'],
    ['args.free == "x"', 'VAK3102'],
    ['args.flag == 1', 'VAK3102'],
    ['args.moment > "2030-01-01T00:00:00Z"', 'VAK3102'],
    ['args.text < "b"', 'VAK3110'],
    ['args.file < "/b"', 'VAK3110'],
    ['args.tier < gold', 'VAK3110'],
    ['args.tier == silver', 'VAK3103'],
    ['args.tier in ["silver"]', 'VAK3103'],
    ['tool.name == "all.typos"', 'VAK3103'],
    ['tool.effect == wirte', 'VAK3103'],
    ['args.text == gold', 'VAK3106'],
    ['gold == basic', 'VAK3106'],
    ['args.price + 1 < 5 EUR', 'VAK3104'],
    ['args.text + "a" == "b"', 'VAK3104'],
    ['args.span * args.span > 1h', 'VAK3104'],
    ['20 EUR < 20 USD', 'VAK3105'],
    ['20 EUR + 1 USD == args.price', 'VAK3105'],
    ['args.count in "x"', 'VAK3109'],
    ['args.count in []', 'VAK3109'],
    ['not args.text in []', 'VAK3109'],
    ['args.text in [1, 2]', 'VAK3201'],
    ['args.text in "/workspace"', 'VAK3109'],
    ['args.count like "1*"', 'VAK3108'],
    ['args.text like args.text', 'VAK3107'],
    ['args.text runs "rm"', 'VAK3113'],
    ['args.line runs "rm" with ["r"]', 'VAK3114'],
    ['args.free.x == 1', 'VAK3111'],
    ['args.count.x == 1', 'VAK3112'],
    ['args.tags.length == 1', 'VAK3112'],
    ['args.link.hots == "a.example"', 'VAK2110'],
    ['args.home.stret == "a"', 'VAK2110'],
    ['args has nte', 'VAK2110'],
    ['args.count has x', 'VAK3112'],
    ['args.count', 'VAK3101'],
    ['args.flag and args.count', 'VAK3101'],
    ['not args.text', 'VAK3101'],
    ['args.mail == "not an address"', 'VAK3203'],
    ['args.link == "shop"', 'VAK3203'],
    ['args.share == 0.1234567891', 'VAK3203'],
    ['args.moment < time("soon")', 'VAK3203'],
    ['-args.text == "a"', 'VAK3115'],
  ])('%s draws %s, once', (expr, code) => {
    expect(asked(expr)).toEqual([code]);
  });
});

describe('one mistake is one report', () => {
  test.each([
    'args.amuont + 5 EUR <= lookup.order.paid and args.order_id == "x"',
    'not (args.amount > context.custmer.limit)',
    'args.amount in [20 EUR, 30]',
    'lookup.order.statsu in ["paid", "delivered"]',
  ])('%s', (expr) => {
    expect(when(expr)).toHaveLength(1);
  });
});

describe('what `has` shows', () => {
  const tools = 'files.read, email.send';
  test.each([
    ['args has path and args.path in "/etc"', []],
    ['args.path in "/etc" and args has path', []],
    ['not args has path or args.path in "/etc"', []],
    ['not (not args has path) and args.path in "/etc"', []],
    ['args has path and (args.path in "/etc" or args.path in "/root")', []],
    ['args has path or args.path in "/etc"', ['VAK3116']],
    ['not args has path and args.path in "/etc"', ['VAK3116']],
    ['args.path in "/etc"', ['VAK3116']],
    ['args has paht and args.paht in "/etc"', ['VAK2110', 'VAK2110']],
  ])('%s', (expr, wanted) => {
    expect(when(expr, tools)).toEqual(wanted);
  });

  test('in one clause holds for all clauses of the rule', () => {
    expect(
      codes(`rule asked {
  forbid ${tools}
  when args has path
  when args.path in "/etc"
  unless args.path like "*.md"
}`),
    ).toEqual([]);
    expect(
      codes(`rule asked {
  forbid ${tools}
  unless not args has path
  when args.path in "/etc"
}`),
    ).toEqual([]);
  });
});

describe('money', () => {
  test('is in the currency that `where` holds it against', () => {
    expect(when('args.amount > 50 USD')).toEqual(['VAK3105']);
    expect(when('lookup.order.paid > 50 USD')).toEqual([]);
  });

  test('must be a currency', () => {
    expect(
      findings('rule a {\n  permit refunds.issue\n  when args.amount > 5 EUX\n}'),
    ).toHaveLength(1);
  });
});

describe('a type of another language', () => {
  test.each([
    ['boolean', '`bool`'],
    ['str', '`string`'],
    ['number', '`int` or `decimal`'],
    ['Date', '`time`'],
    ['enum', '`one of ["a", "b"]`'],
  ])('%s: the message says what it is here', (name, here) => {
    const text = `vak 1\ntool a.b {\n  effect: read\n  args { x: ${name} }\n}\n`;
    const { diagnostics } = analysed(text);
    expect(diagnostics.map(({ code, help }) => [code, help])).toEqual([
      ['VAK2103', `what other languages call \`${name}\` is ${here} here`],
    ]);
  });
});
