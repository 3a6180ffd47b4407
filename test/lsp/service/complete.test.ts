import { describe, expect, test } from 'vitest';
import { check } from '../../../src/dsl/model/check.ts';
import { Source } from '../../../src/dsl/text/source.ts';
import { keysOf } from '../../../src/lsp/service/completion/keys.ts';
import { desk, labels, proposed, rule } from '../mk.ts';

describe('words of the grammar', () => {
  test('at the beginning of a line, what begins a declaration', () => {
    const found = labels(`${desk}\n<|>`);
    expect(found).toEqual(expect.arrayContaining(['tool', 'policy', 'limit', 'test']));
    expect(found).not.toContain('permit');
  });

  test('in a rule its verbs, after the verb its clauses', () => {
    expect(labels(`${desk}\npolicy p for lender {\n  rule r {\n    <|>`)).toEqual([
      'permit',
      'forbid',
      'require',
    ]);
    const clauses = labels(rule('permit items.lend\n    <|>'));
    expect(clauses).toEqual(expect.arrayContaining(['when', 'unless', 'because', 'example']));
    expect(clauses).not.toContain('tool');
  });

  test('nothing in a comment', () => {
    expect(labels(`${desk}\n// wh<|>`)).toEqual([]);
  });
});

describe('names', () => {
  test('tools where a rule wants tools, agents where a block is for agents', () => {
    expect(labels(rule('permit <|>'))).toEqual(
      expect.arrayContaining(['items.find', 'items.lend', 'any', 'agent.reply']),
    );
    expect(labels(`${desk}\npolicy p for <|> {\n}`)).toEqual(['any', 'lender']);
    expect(labels(rule('require approval from <|> for items.lend'))).toEqual(['owners']);
    expect(labels(rule('forbid any tool labelled <|>'))).toContain('lending');
  });

  test('behind a dot only how the name goes on', () => {
    expect(labels(rule('permit items.<|>'))).toEqual(['find', 'lend']);
    expect(labels(rule('permit items.f<|>'))).toContain('find');
  });

  test('through an import, and what it may take', () => {
    const others = { 'base.vak': 'vak 1\n\ntool base.read {\n  effect: read\n}\n' };
    const text = (rest: string): string => `vak 1\n\nimport "base.vak" as b\n\n${rest}`;
    expect(labels(text('agent a {\n  tools: [<|>]\n}'), others)).toEqual(['b.base.read']);
    expect(labels('vak 1\n\nimport "base.vak" as b taking <|>', others)).toContain('permits');
  });

  test('types and built-in types where a field wants one', () => {
    expect(labels(`${desk}\ntype Box {\n  of: <|>`)).toEqual(
      expect.arrayContaining(['Item', 'money', 'list', 'one']),
    );
  });

  test('rules where a test wants who decided', () => {
    const text = `${rule('permit items.lend')}\ntest "t" for lender {\n  call items.find { id: "1" }\n  expect permit by <|>\n}\n`;
    expect(labels(text)).toEqual(
      expect.arrayContaining(['default', 'lending.find', 'lending.lend', 'loans']),
    );
  });
});

describe('inside expressions', () => {
  test('roots, then the fields of the tools spoken of', () => {
    expect(labels(rule('permit items.lend\n    when <|>'))).toEqual(
      expect.arrayContaining(['args', 'lookup', 'context', 'not']),
    );
    expect(labels(rule('permit items.lend\n    when args.<|>'))).toEqual([
      'id',
      'days',
      'deposit',
      'place',
      'until',
    ]);
    expect(labels(rule('permit items.lend\n    when lookup.item.<|>'))).toEqual([
      'id',
      'price',
      'state',
    ]);
    expect(labels(rule('permit items.lend\n    when args.place.<|>'))).toEqual([
      'name',
      'extension',
    ]);
    expect(labels(rule('permit items.lend\n    when context.member.<|> == "x"'))).toEqual([
      'name',
      'level',
    ]);
  });

  test('members of the enum on the other side, in quotes or not yet', () => {
    const before = 'permit items.lend\n    when lookup.item.state';
    const [first] = proposed(rule(`${before} == <|>`));
    expect(first).toMatchObject({ label: 'new', insert: '"new"', kind: 'member' });
    expect(labels(rule(`${before} in ["used", <|>`))).toEqual(
      expect.arrayContaining(['new', 'used']),
    );
    expect(labels(rule(`${before} == "ne<|>"`))).toEqual(['new', 'used']);
  });

  test('the field itself in its own `where`', () => {
    expect(labels(`${desk}\ntype Box {\n  site: url where site.<|>\n}`)).toEqual(
      expect.arrayContaining(['host', 'port']),
    );
    expect(labels(`${desk}\ntype Box {\n  site: url where <|>\n}`)).toContain('site');
  });

  test('keys of a record as the tool, the look-up or the context has them', () => {
    const call = `${rule('permit items.lend')}\ntest "t" for lender {\n`;
    expect(labels(`${call}  call items.lend { <|> }\n}`)).toContain('deposit');
    expect(labels(`${call}  given context { member: { <|> } }\n}`)).toEqual(['name', 'level']);
    expect(labels(`${call}  given result items.find { id: "1", <|> }\n}`)).toContain('price');
    expect(labels(rule('permit items.lend\n    example { <|> }'))).toContain('deposit');
    expect(labels(`${call}  given context { member: { level: <|>`)).toEqual(
      expect.arrayContaining(['guest', 'owner']),
    );
  });
});

describe('units', () => {
  test('of the type that is wanted', () => {
    expect(labels(rule('permit items.lend\n    within 4<|>'))).toEqual(
      expect.arrayContaining(['4m', '4h']),
    );
    expect(labels(rule('permit items.lend\n    when args.deposit <= 50 <|>'))).toContain('EUR');
    expect(labels(rule('permit items.lend\n    when args.deposit <= 50 E<|>'))).toContain('EUR');
    expect(labels(rule('permit items.lend\n    when args.until <= 5<|>'))).not.toContain('5MB');
  });
});

describe('keys and values of facts', () => {
  test('keys not yet written, words of a key', () => {
    const found = labels('vak 1\n\ntool a.b {\n  effect: read\n  <|>\n}');
    expect(found).toEqual(expect.arrayContaining(['labels', 'args', 'lookup', 'returns']));
    expect(found).not.toContain('effect');
    expect(labels('vak 1\n\ntool a.b {\n  effect: <|>\n}')).toEqual(
      expect.arrayContaining(['read', 'irreversible']),
    );
    expect(labels('vak 1\n\ntool a.b {\n  sandbox: { <|> }\n}')).toEqual(
      expect.arrayContaining(['memory', 'time']),
    );
    expect(labels(`${desk}\nagent other {\n  tools: [<|>]\n}`)).toEqual(
      expect.arrayContaining(['items.find', 'items.lend']),
    );
    expect(labels('vak 1\n\napprovers a { otherwise: <|> }')).toEqual(
      expect.arrayContaining(['forbid', 'require']),
    );
  });

  test('the keys proposed are those that the checker knows', () => {
    const texts: Readonly<Record<string, string>> = {
      tool: 'tool a.b { wrong: 1 }',
      sandbox: 'tool a.b { sandbox: { wrong: 1 } }',
      agent: 'agent a { wrong: 1 }',
      approvers: 'approvers a { wrong: 1 }',
      secret: 'secret a { wrong: 1 }',
      memory: 'memory a { wrong: 1 }',
      audit: 'audit { wrong: 1 }',
      trace: 'trace { wrong: 1 }',
      grant: 'use "./x.ts" as x grant { wrong: 1 }',
    };
    expect(Object.keys(texts).sort()).toEqual(Object.keys(keysOf).sort());
    for (const [block, text] of Object.entries(texts)) {
      const source = new Source('keys.vak', `vak 1\n\n${text}\n`);
      const { diagnostics } = check(source, { read: () => undefined });
      const said = diagnostics.find((each) => each.help?.startsWith('known here:'))?.help ?? '';
      const known = [...said.matchAll(/`([a-z]+)`/g)].map(([, key]) => key);
      expect(Object.keys(keysOf[block] ?? {}).sort(), block).toEqual(known.sort());
    }
  });
});

describe('broken files', () => {
  test('a mistake before the cursor does not silence it', () => {
    const broken = 'permit items.lend\n    when args.days == \n    when args.<|>';
    expect(labels(rule(broken))).toContain('deposit');
    expect(labels(`tool x {{{ ]\n${rule('permit items.lend\n    when args.<|>')}`)).toContain(
      'deposit',
    );
  });

  test('any cut of a file has an answer', () => {
    const whole = rule('permit items.lend\n    when args.days < 3 and args has until');
    for (let end = 0; end <= whole.length; end += 3) {
      expect(Array.isArray(labels(`${whole.slice(0, end)}<|>`))).toBe(true);
    }
  });
});
