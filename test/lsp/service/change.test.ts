import { describe, expect, test } from 'vitest';
import { format } from '../../../src/dsl/tools/format.ts';
import { actionsAt, fixAll } from '../../../src/lsp/service/change/actions.ts';
import { formatting, rangeFormatting } from '../../../src/lsp/service/change/formatting.ts';
import { applied, renamable, rename } from '../../../src/lsp/service/change/rename.ts';
import { diagnose } from '../../../src/lsp/service/diagnose.ts';
import { desk, mk, rule } from '../mk.ts';

/** The texts of all files after a rename at the cursor, or why there is none. */
function renamed(
  marked: string,
  name: string,
  others: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> | string {
  const { workspace, document, at } = mk(marked, others);
  const result = rename(workspace, document, at, name);
  if (!result.ok) return result.why;
  return Object.fromEntries(
    [...result.edits].map(([file, edits]) => [
      file,
      applied(workspace.document(file)?.source.text ?? '', edits),
    ]),
  );
}

describe('rename', () => {
  test('an agent, wherever it is named', () => {
    const text = rule('permit items.lend');
    const found = renamed(text.replace('agent lender', 'agent len<|>der'), 'clerk');
    expect(found).toEqual({ 'policy.vak': text.replaceAll(/\blender\b/g, 'clerk') });
  });

  test('a tool in the file that declares it and through an alias', () => {
    const base = { 'base.vak': 'vak 1\n\ntool notes.read {\n  effect: read\n}\n' };
    const text = 'vak 1\n\nimport "base.vak" as b\n\nagent a {\n  tools: [b.notes.re<|>ad]\n}\n';
    expect(renamed(text, 'notes.fetch', base)).toEqual({
      'base.vak': base['base.vak'].replace('notes.read', 'notes.fetch'),
      'policy.vak': text.replace('<|>', '').replace('notes.read', 'notes.fetch'),
    });
  });

  test('an argument: its declaration, conditions, examples, calls; two tools read at once go together', () => {
    const text = rule(
      'permit items.find, items.lend\n    when args.i<|>d == "x"\n  }\n  rule other {\n    permit items.find\n    example { id: "x" }',
    );
    const found = renamed(text, 'key') as Readonly<Record<string, string>>;
    const after = found['policy.vak'] ?? '';
    expect(after).toContain('args { key: string }');
    expect(after).toContain('args { key: string, days: int');
    expect(after).toContain('when args.key == "x"');
    expect(after).toContain('example { key: "x" }');
    expect(after).toContain('lookup { item: items.find { key: args.key } }');
    expect(after).toContain('type Item {\n  id: string');
    const { workspace, document } = mk(after);
    const said = [...diagnose(workspace, document).diagnostics.values()].flat();
    expect(said.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('a rule in its policy and in tests', () => {
    const text = `${rule('permit items.lend')}
test "t" for lender {
  call items.find { id: "1" }
  expect permit by lending.find
}
`;
    const found = renamed(text.replace('rule find', 'rule fi<|>nd'), 'look');
    expect(found).toEqual({
      'policy.vak': text.replace('rule find', 'rule look').replace('lending.find', 'lending.look'),
    });
  });

  test("refuses what is no name, what is taken, and what is not the author's", () => {
    const text = rule('permit items.lend').replace('agent lender', 'agent len<|>der');
    expect(renamed(text, 'two words')).toMatch('is no name');
    expect(renamed(`${text}\nagent guard {\n  tools: []\n}\n`, 'guard')).toMatch('already names');
    expect(renamed(text, 'any')).toMatch('a word of the language');
    const label = rule('permit items.lend').replace('[lending]', '[len<|>ding]');
    expect(renamed(label, 'untrusted')).toMatch('a label of the language itself');
    const { workspace, document, at } = mk(rule('per<|>mit items.lend'));
    expect(renamable(workspace, document, at)).toBeUndefined();
  });
});

test('what an installed package declares is not renamed', () => {
  const base = { 'node_modules/b/b.vak': 'vak 1\n\ntool notes.read {\n  effect: read\n}\n' };
  const text =
    'vak 1\n\nimport "node_modules/b/b.vak" as b\n\nagent a {\n  tools: [b.notes.re<|>ad]\n}\n';
  expect(renamed(text, 'notes.fetch', base)).toBe(
    '`notes.read` stands in an installed package: node_modules/b/b.vak',
  );
});

describe('code actions', () => {
  const wrong = rule('permit items.lend\n    when args.dayz<|> < 3');

  test('the fixes of the diagnostics at the cursor', () => {
    const { workspace, document, at } = mk(wrong);
    const diagnostics = [...diagnose(workspace, document).diagnostics.values()].flat();
    const [action] = actionsAt(document, diagnostics, { start: at, end: at });
    expect(action?.title).toBe('replace with `days`');
    expect(applied(document.source.text, action?.edits ?? [])).toBe(
      wrong.replace('dayz<|>', 'days'),
    );
    expect(actionsAt(document, diagnostics, { start: 0, end: 0 })).toEqual([]);
  });

  test('all safe repairs at once, and none that are not safe', () => {
    const text = rule('permit items.lend\n    wen args.days == 3\n    becase "x"');
    const { workspace, document } = mk(text);
    const diagnostics = [...diagnose(workspace, document).diagnostics.values()].flat();
    const all = fixAll(document, diagnostics);
    const after = applied(document.source.text, all?.edits ?? []);
    expect(after).toContain('when args.days == 3\n    because "x"');
    const { workspace: other, document: unsafe } = mk(wrong);
    const found = [...diagnose(other, unsafe).diagnostics.values()].flat();
    expect(fixAll(unsafe, found)).toBeUndefined();
  });
});

describe('formatting', () => {
  const messy = `${desk}\nagent   a {\ntools: [items.find]\n}\n\nagent b   {\n  tools: [items.lend] }\n`;

  test('the edits give the one form, and touch only lines that differ', () => {
    const { document } = mk(messy);
    const edits = formatting(document);
    expect(applied(document.source.text, edits)).toBe(format(document.source).text);
    expect(Math.min(...edits.map(({ span }) => span.start))).toBeGreaterThan(desk.length - 1);
  });

  test('a range formats the declarations it touches, and no other', () => {
    const { document } = mk(messy);
    const start = document.source.text.indexOf('agent   a');
    const after = applied(document.source.text, rangeFormatting(document, { start, end: start }));
    expect(after).toContain('agent a {\n  tools: [items.find]\n}');
    expect(after).toContain('agent b   {');
  });

  test('a range formats one of two neighbours that both want it, with the line ends it has', () => {
    const text = 'vak 1\r\ntool a.b {effect:read}\r\ntool c.d {effect:read}\r\n';
    const { document } = mk(text);
    const start = text.indexOf('a.b');
    expect(applied(text, rangeFormatting(document, { start, end: start }))).toBe(
      'vak 1\r\ntool a.b {\r\n  effect: read\r\n}\r\ntool c.d {effect:read}\r\n',
    );
  });

  test('a broken declaration is left alone, the others are formatted', () => {
    const { document } = mk(messy.replace('agent   a {', 'agent   a {{ ('));
    const after = applied(document.source.text, formatting(document));
    expect(after).toContain('agent   a {{ (');
  });

  test('nothing to do is no edit', () => {
    const { document } = mk(format(mk(desk).document.source).text);
    expect(formatting(document)).toEqual([]);
  });
});
