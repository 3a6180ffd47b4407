import { describe, expect, test } from 'vitest';
import { hostOf, isLiteralOrigin, networkOrigin } from '../../../src/dsl/plan/grants.ts';
import { analysed, codes, desk, findings } from './desk.ts';

const tool = (sandbox: string, facts = 'run: "./probe.ts"', effect = 'irreversible'): string =>
  `tool probe.it {\n  effect: ${effect}\n  ${facts}\n  sandbox: ${sandbox}\n}`;
const planOf = (fragment: string) =>
  analysed(`${desk}\n${fragment}`).compiled?.plan.tools.find(({ name }) => name === 'probe.it');

describe('what a sandbox grants', () => {
  test('stands in the plan in one spelling and one order', () => {
    const grants = `{ network: ["B.example", "http://a.example", "[::1]:8443"], read: ["./in"],
      write: ["/out"], env: ["LANG"], tools: [refunds.issue, orders.read], calls: 20 }`;
    expect(planOf(tool(grants))?.grants).toEqual({
      network: ['http://a.example:80', 'https://[::1]:8443', 'https://b.example:443'],
      read: ['./in'],
      write: ['/out'],
      env: ['LANG'],
      tools: ['orders.read', 'refunds.issue'],
      calls: 20,
    });
  });

  test('is absent where nothing is granted', () => {
    expect(planOf(tool('{ memory: 32MB, network: [] }'))).not.toHaveProperty('grants');
  });

  test.each([
    ['{ network: ["*.example"] }', 'VAK3205 4:24'],
    ['{ network: ["https://a.example/path"] }', 'VAK3205 4:24'],
    ['{ network: ["a.example:0"] }', 'VAK3205 4:24'],
    ['{ network: ["u@a.example"] }', 'VAK3205 4:24'],
    ['{ network: ["a.example", "A.example:443"] }', 'VAK2201 4:37'],
    ['{ read: ["~/x"] }', 'VAK3205 4:21'],
    ['{ env: ["A B"] }', 'VAK3205 4:20'],
    ['{ env: ["LANG", "vak_audit_key"] }', 'VAK3205 4:28'],
    ['{ calls: 0 }', 'VAK3205 4:21'],
    ['{ tools: [orders.raed] }', 'VAK2101 4:22'],
    ['{ tools: [agent.reply] }', 'VAK4305 4:22'],
  ])('%s is refused at its place', (grants, found) => {
    expect(findings(tool(grants)).map((each) => each.slice(0, found.length))).toEqual([found]);
  });

  test('is refused for a tool whose code runs in no sandbox', () => {
    expect(codes(tool('{ network: ["a.example"] }', 'labels: []'))).toEqual(['VAK4307']);
  });

  test.each([
    ['network: ["a.example"]', 'read', 'egress'],
    ['write: ["/out"]', 'egress', 'write'],
    ['read: ["/in"]', 'pure', 'read'],
    ['env: ["LANG"]', 'pure', 'read'],
  ])('%s makes a tool that says `%s` count as `%s`', (grant, stated, counts) => {
    const fragment = tool(`{ ${grant} }`, 'run: "./probe.ts"', stated);
    expect(planOf(fragment)?.effect).toBe(counts);
    expect(codes(fragment)).toEqual(['VAK4301']);
    expect(codes(tool(`{ ${grant} }`, 'run: "./probe.ts"', counts))).toEqual([]);
  });
});

test('what code may remember is a size up to a megabyte', () => {
  expect(codes(tool('{ remember: 64KB }'))).toEqual([]);
  expect(codes(tool('{ remember: 2MB }'))).toEqual(['VAK3205']);
  expect(codes(tool('{ remember: 3 }'))).toEqual(['VAK3205']);
});

test.each([
  ['memory: 8MB', []],
  ['memory: 2GB', []],
  ['memory: 8191KB', ['VAK3205']],
  ['memory: 3GB', ['VAK3205']],
  ['time: 1ms', []],
  ['time: 1d', []],
  ['time: 25h', ['VAK3205']],
  ['time: 30d', ['VAK3205']],
])('`%s` is refused where no tier could hold it', (fact, found) => {
  expect(codes(tool(`{ ${fact} }`))).toEqual(found);
});

describe('secrets of code in a sandbox', () => {
  const secret = (facts: string): string =>
    `secret key { from: env("PROBE_KEY"), for: [probe.it]${facts} }`;
  const sent = ', to: ["https://a.example/v1"], as: header("Authorization", "Bearer {}")';

  test('need an address that is granted, and a place in the request', () => {
    const granted = tool('{ network: ["a.example"] }');
    expect(codes(`${granted}\n${secret(sent)}`)).toEqual([]);
    expect(codes(`${granted}\n${secret('')}`)).toEqual(['VAK4309']);
    expect(codes(`${granted}\n${secret(', to: ["https://a.example/"]')}`)).toEqual(['VAK4309']);
    expect(codes(`${tool('{ network: ["b.example"] }')}\n${secret(sent)}`)).toEqual(['VAK4309']);
  });

  test.each([
    'as: header("Host", "{}")',
    'as: header("content_length", "{}")',
    'as: header("X Y", "{}")',
    'as: header("X", "a\\r\\nb: {}")',
    'as: header("{}")',
    'as: header("X", "{}", "more")',
    'as: query("", "{}")',
  ])('do not load with a place that no request has: %s', (as) => {
    const granted = tool('{ network: ["a.example"] }');
    const facts = `, to: ["https://a.example/"], ${as}`;
    expect(codes(`${granted}\n${secret(facts)}`)).toEqual(['VAK3205']);
  });

  test.each([
    '/v1?user=1',
    '/v1#part',
  ])('do not load for an address that seems narrower than it is: %s', (path) => {
    const granted = tool('{ network: ["a.example"] }');
    const facts = `, to: ["https://a.example${path}"], as: query("key", "{}")`;
    expect(codes(`${granted}\n${secret(facts)}`)).toEqual(['VAK3205']);
  });

  test('are not shown to it as variables', () => {
    const open = tool('{ network: ["a.example"], env: ["PROBE_KEY"] }');
    expect(codes(`${open}\n${secret(sent)}`)).toEqual(['VAK4308']);
  });
});

describe('an origin', () => {
  test('is HTTPS unless it says otherwise, with its port always', () => {
    expect(networkOrigin('Api.Example')).toBe('https://api.example:443');
    expect(networkOrigin('http://api.example')).toBe('http://api.example:80');
    expect(networkOrigin('0x7f.1:8080')).toBe('https://127.0.0.1:8080');
    expect(networkOrigin('[::ffff:10.0.0.1]:1')).toBe('https://10.0.0.1:1');
    expect(networkOrigin('ftp://api.example')).toBeUndefined();
    expect(networkOrigin('api.example:65536')).toBeUndefined();
  });

  test('that names an address says so', () => {
    const literal = ['10.0.0.1', '[::1]:9', 'localhost:80'].map(
      (text) => networkOrigin(text) ?? '',
    );
    expect(literal.map(isLiteralOrigin)).toEqual([true, true, true]);
    expect(literal.map(hostOf)).toEqual(['10.0.0.1', '[::1]', 'localhost']);
    expect(isLiteralOrigin('https://localhost.example:443')).toBe(false);
  });
});
