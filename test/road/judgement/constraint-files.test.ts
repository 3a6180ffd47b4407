import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folder as files, vak } from '../../cli/vak.ts';
import { folder, started } from '../mk.ts';

const policy = `
context { tier: string }
tool refunds.issue { effect: write args { amount: money, order: string } result: string }
tool files.read { effect: read args { path: path } result: string }
agent desk { tools: [refunds.issue, files.read] }
policy open for desk { rule all { permit any tool } }
limit some for desk { on any tool at most 100 calls per 1h }
use "vak/constraints" for opinions { files: ["./rules.yaml"] }
`;
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
      ['VAK4607 a.yaml:5', 'VAK4607 b.json:1', 'VAK4600 desk.vak:9'],
    ]);
  });
});
