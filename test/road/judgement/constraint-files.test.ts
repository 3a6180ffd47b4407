import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { NeuroSymbolicPipeline } from '../../../src/index.ts';
import { folder as files, vak } from '../../cli/vak.ts';
import { folder, started } from '../mk.ts';

const policy = `
context { tier: string, country: string }
tool refunds.issue { effect: write args { amount: money, order: string } result: string }
tool files.read { effect: read args { path: path, ratio: decimal? } result: string }
constraint in_policy { for every files.read holds args.path != "/nowhere" }
agent desk { tools: [refunds.issue, files.read] }
policy open for desk { rule all { permit any tool } }
limit some for desk { on any tool at most 100 calls per 1h }
use "vak/constraints" for opinions { files: ["./rules.yaml"] }
`;
const oneOf = (constraint: string) => `version: "1.0"\nconstraints:\n  - ${constraint}\n`;
const rules = `version: "1.0"
constraints:
  - name: small
    description: Refunds stay small.
    type: LESS_THAN_OR_EQUAL
    field: amount
    value: 50.00 EUR
  - name: no_secrets
    type: FORBIDDEN
    field: path
    resources: [/srv/secrets]
  - name: gold_only
    type: IMPLIES
    tools: [refunds.issue]
    condition: { type: GREATER_THAN, field: amount, value: 20.00 EUR }
    consequence: { type: EQUALS, field: context.tier, value: gold }
`;

async function desk(text = rules) {
  const state = folder();
  writeFileSync(join(state, 'rules.yaml'), text);
  const tools = { 'refunds.issue': () => 'done', 'files.read': () => 'text' };
  const { vak } = await started(policy, { state, tools });
  return vak.agent('desk').session({ context: { tier: 'basic' } });
}

describe('constraints in a file', () => {
  test.each<[string, object, string | undefined]>([
    ['refunds.issue', { order: 'o', amount: '20.00 EUR' }, undefined],
    ['refunds.issue', { order: 'o', amount: '20.01 EUR' }, 'gold_only'],
    ['refunds.issue', { order: 'o', amount: '50.01 EUR' }, 'small'],
    ['refunds.issue', { order: 'o', amount: '1.00 USD' }, 'small'],
    ['files.read', { path: '/srv/secrets/../secrets/a' }, 'no_secrets'],
    ['files.read', { path: '/srv/secrets2' }, undefined],
  ])('%s %j', async (tool, args, rule) => {
    const session = await desk();
    const { decision } = await session.call(tool, args);
    const objecting = decision.opinions.filter(({ by }) => by === 'constraint');
    if (rule === undefined) expect(objecting).toEqual([]);
    else expect(objecting.map((each) => each.rule)).toContain(rule);
    expect(decision.verdict).toBe(rule === undefined ? 'permit' : 'forbid');
  });

  test('as JSON too', async () => {
    const session = await desk(
      '{ "version": "1.0", "constraints": [{ "name": "none", "type": "LESS_THAN", "field": "amount", "value": "1.00 EUR" }] }',
    );
    expect(await session.call('refunds.issue', { order: 'o', amount: '2.00 EUR' })).toMatchObject({
      refusal: { code: 'VAK6004', rule: 'none' },
    });
  });

  test.each<[string, string, RegExp]>([
    [
      'an unknown operator',
      rules.replace('LESS_THAN_OR_EQUAL', 'LESS_THEN'),
      /rules\.yaml:5:11: `LESS_THEN` is no kind/,
    ],
    [
      'an unknown key',
      rules.replace('value: 50.00', 'valeu: 50.00'),
      /rules\.yaml:\d+:\d+: LESS_THAN_OR_EQUAL (has no|wants)/,
    ],
    [
      'a value of another type',
      rules.replace('50.00 EUR', 'much'),
      /rules\.yaml:3:5: `much` is no money/,
    ],
    ['a field that no tool has', rules.replace('field: path', 'field: file'), /no tool has `file`/],
    [
      'a tool that is not there',
      rules.replace('[refunds.issue]', '[refunds.isue]'),
      /no tool `refunds\.isue`/,
    ],
    [
      'a name twice',
      rules.replace('name: gold_only', 'name: small'),
      /there is a constraint `small` already/,
    ],
    [
      'a key twice',
      rules.replace('    field: path', '    field: path\n    field: path'),
      /rules\.yaml:11:5/,
    ],
    ['an alias', 'version: &a "1.0"\nconstraints: [*a]', /alias/i],
    ['no YAML', '{', /rules\.yaml:1:/],
    [
      'a kind that is missing',
      rules.replace('    type: FORBIDDEN\n', ''),
      /:8:5: a constraint has a `type`/,
    ],
    [
      'more digits than a number holds',
      oneOf('{ name: a, type: LESS_THAN, field: ratio, value: 0.10000000000000000001 }'),
      /:3:54: `0\.10000000000000000001` has more digits than a number holds/,
    ],
    [
      'what is no number',
      oneOf('{ name: a, type: LESS_THAN, field: ratio, value: .nan }'),
      /:3:54: `\.nan` is no number/,
    ],
    [
      'a field of the context that is not declared',
      oneOf('{ name: a, type: EQUALS, field: context.teir, value: gold }'),
      /:3:5: `context\.teir` is no field/,
    ],
    [
      'a look-up that no tool has',
      oneOf('{ name: a, type: EQUALS, field: lookup.order.id, value: x }'),
      /no tool has `lookup\.order`/,
    ],
    [
      'a part of what has none',
      oneOf('{ name: a, type: EQUALS, field: order.id, value: x }'),
      /`order\.id` is no field/,
    ],
    [
      'an order of what has none, at its place inside',
      oneOf('{ name: a, type: NOT, constraint: { type: LESS_THAN, field: order, value: m } }'),
      /:3:39: LESS_THAN wants an order, and `order` is a string/,
    ],
    [
      'a number where a text is',
      oneOf('{ name: a, type: EQUALS, field: order, value: 3 }'),
      /`3` is no string, as `order` is/,
    ],
    [
      'a path where a text is',
      oneOf('{ name: a, type: FORBIDDEN, field: order, resources: [/etc] }'),
      /FORBIDDEN wants a path, and `order` is a string/,
    ],
    [
      'a list where a text is',
      oneOf('{ name: a, type: EQUALS, field: order, value: [a, b] }'),
      /a list is no string, as `order` is/,
    ],
    [
      'a priority that is no number',
      oneOf('{ name: a, priority: high, type: EQUALS, field: order, value: x }'),
      /:3:26: `priority` is a number/,
    ],
    [
      'a tool twice',
      oneOf('{ name: a, tools: [files.read, files.read], type: EQUALS, field: path, value: /a }'),
      /:3:23: `tools` names each tool once/,
    ],
    [
      'the name of a block',
      oneOf('{ name: in_policy, type: EQUALS, field: order, value: x }'),
      /there is a constraint `in_policy` already/,
    ],
    [
      'a key with a meaning for objects',
      oneOf('{ name: a, __proto__: { type: EQUALS } }'),
      /:3:5: a constraint has/,
    ],
    [
      'ever deeper lists',
      `version: "1.0"\nconstraints: ${'['.repeat(20_000)}`,
      /:2:\d+: this stands deeper than/,
    ],
    ['two documents', `${rules}---\n${rules}`, /one document/],
    [
      'bytes that are no text',
      rules.replace('Refunds', '\uFFFD'),
      /:4:18: what stands here is no UTF-8/,
    ],
  ])('%s stops the start with its place', async (_, text, said) => {
    await expect(desk(text)).rejects.toThrow(said);
  });

  test('is held by `vak check` too: of each file what is wrong, at its place in it', () => {
    const here = files({
      'desk.vak': `vak 1\n${policy.replace('"./rules.yaml"', '"./a.yaml", "b.json", "none.yaml"')}`,
      'a.yaml': rules.replace('LESS_THAN_OR_EQUAL', 'LESS_THEN'),
      'b.json': '{ "version": "1.0", "constraints": [{ "name": "none" }] }',
    });
    const { status, json } = vak(here, ['check', 'desk.vak', '--json']);
    const told = (json().diagnostics as { code: string; file: string; line: number }[])
      .filter(({ code }) => code.startsWith('VAK46'))
      .map(({ code, file, line }) => `${code} ${file}:${line}`);
    expect([status, told]).toEqual([
      1,
      ['VAK4607 a.yaml:5', 'VAK4607 b.json:1', 'VAK4600 desk.vak:10'],
    ]);
  });

  test('read with a byte order mark, ends of lines of any kind, and tools by their look-ups', async () => {
    const text = `\uFEFF${rules.replaceAll('\n', '\r\n')}`;
    const session = await desk(text);
    const { decision } = await session.call('refunds.issue', { order: 'o', amount: '90.00 EUR' });
    expect(decision.opinions.map(({ rule }) => rule)).toContain('small');
  });

  test('a fact that is missing is named, to a proposer too, and never taken for met', async () => {
    const session = await desk(
      oneOf('{ name: paid, type: EQUALS, field: context.country, value: DE, tools: [files.read] }'),
    );
    const result = await session.call('files.read', { path: '/a' });
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6004', rule: 'paid' } });
    expect(result.decision.opinions).toContainEqual(
      expect.objectContaining({ by: 'constraint', missing: ['context.country'] }),
    );
    const action = { tool: 'files.read', args: { path: '/a' } };
    const propose = { name: 'fixed', propose: () => action };
    const { critiques } = await new NeuroSymbolicPipeline(session, { propose, attempts: 1 }).run(
      '',
    );
    expect(critiques).toMatchObject([{ verdict: 'needs-fact', missing: ['context.country'] }]);
  });

  test('all that is wrong in a file is told, and what its constraints mean together', () => {
    const check = (text: string) => {
      const here = files({ 'desk.vak': `vak 1\n${policy}`, 'rules.yaml': text });
      const { status, json } = vak(here, ['check', 'desk.vak', '--json']);
      const told = (json().diagnostics as { code: string; file: string; line: number }[])
        .filter(({ file }) => file === 'rules.yaml')
        .map(({ code, line }) => `${code} ${line}`);
      return { status, told: told.sort() };
    };
    const wrong = rules.replace('50.00 EUR', 'much').replace('[/srv/secrets]', '3');
    expect(check(wrong)).toEqual({ status: 1, told: ['VAK4607 11'] });
    expect(check(rules.replace('50.00 EUR', 'much').replace('field: path', 'field: file'))).toEqual(
      {
        status: 1,
        told: ['VAK4607 3', 'VAK4607 8'],
      },
    );
    const more = [
      '  - { name: none, type: GREATER_THAN, field: amount, value: 60.00 EUR }',
      '  - { name: again, type: LESS_THAN, field: amount, value: 70.00 EUR }',
      '  - { name: always, type: GREATER_THAN_OR_EQUAL, field: amount, value: 0.00 EUR }',
    ];
    expect(check(`${rules}${more.join('\n')}\n`)).toEqual({
      status: 0,
      told: ['VAK4240 17', 'VAK4242 18', 'VAK4242 19'],
    });
  });
});
