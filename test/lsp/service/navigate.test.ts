import { describe, expect, test } from 'vitest';
import { definitions, references } from '../../../src/lsp/service/navigate.ts';
import { type Marked, mk, rule, textAt } from '../mk.ts';

const lineAt = ({ document }: Pick<Marked, 'document'>, start: number): string =>
  document.source.line(document.source.position(start).line).trim();

const defined = (text: string, others?: Readonly<Record<string, string>>): readonly string[] => {
  const { workspace, document, at } = mk(text, others);
  return definitions(workspace, document, at).map((each) =>
    each.span.end === 0 ? each.document.source.name : lineAt(each, each.span.start),
  );
};

const used = (text: string, others?: Readonly<Record<string, string>>): readonly string[] => {
  const { workspace, document, at } = mk(text, others);
  return references(workspace, document, at).map(
    (each) => `${each.document.source.name}: ${textAt(each.document, each.span)}`,
  );
};

const base = {
  'base.vak': `vak 1

type Note {
  text: string
}

tool notes.read {
  effect: read
  labels: [quiet]
  args { id: string }
  result: Note
}
`,
};
const importing = (rest: string): string => `vak 1

import "base.vak" as b

agent reader {
  tools: [b.notes.read]
}

policy p for reader {
  rule all {
    ${rest}
  }
}
`;

describe('definition', () => {
  test('of tools, agents, approvers, types', () => {
    expect(defined(rule('permit items.l<|>end'))).toEqual(['tool items.lend {']);
    expect(defined(rule('require approval from own<|>ers for items.lend'))).toEqual([
      'approvers owners { within: 8h, otherwise: forbid }',
    ]);
    expect(defined(rule('permit items.lend').replace('result: Item', 'result: It<|>em'))).toEqual([
      'type Item {',
    ]);
    expect(
      defined(rule('permit items.lend').replace('for lender {\n  rule', 'for len<|>der {\n  rule')),
    ).toEqual(['agent lender {']);
  });

  test('of fields: an argument, a part of a look-up, the context; of two tools at once both', () => {
    const args = 'args { id: string, days: int, deposit: money, place: path, until: duration? }';
    expect(defined(rule('permit items.lend\n    when args.d<|>ays < 3'))).toEqual([args]);
    expect(defined(rule('permit items.lend\n    when lookup.item.pr<|>ice < 3 EUR'))).toEqual([
      'price: money',
    ]);
    expect(defined(rule('permit items.lend\n    when context.member.na<|>me == "x"'))).toEqual([
      'member: { name: string, level: one of ["guest", "owner"] }',
    ]);
    expect(defined(rule('permit items.find, items.lend\n    when args.i<|>d == "x"'))).toEqual([
      'args { id: string }',
      args,
    ]);
  });

  test('across imports: the name in its file, the alias at the import, the file itself', () => {
    expect(defined(importing('permit b.notes.re<|>ad'), base)).toEqual(['tool notes.read {']);
    expect(defined(importing('permit <|>b.notes.read'), base)).toEqual(['import "base.vak" as b']);
    const text = importing('permit b.notes.read').replace('"base.vak"', '"ba<|>se.vak"');
    expect(defined(text, base)).toEqual(['base.vak']);
  });

  test('of what has no name nothing', () => {
    expect(defined(rule('per<|>mit items.lend'))).toEqual([]);
    expect(defined(rule('permit items.no<|>thing'))).toEqual([]);
  });
});

describe('references', () => {
  test('every use and the declaration, across files', () => {
    expect(used(importing('permit b.notes.re<|>ad'), base).toSorted()).toEqual([
      'base.vak: notes.read',
      'policy.vak: notes.read',
      'policy.vak: notes.read',
    ]);
  });

  test('of a field, of a label, of a rule', () => {
    expect(used(importing('permit b.notes.read\n    when args.i<|>d == "1"'), base)).toHaveLength(
      2,
    );
    expect(used(importing('forbid any tool labelled qui<|>et'), base).toSorted()).toEqual([
      'base.vak: quiet',
      'policy.vak: quiet',
    ]);
    const tested = `${importing('permit b.notes.read')}
test "t" for reader {
  call b.notes.read { id: "1" }
  expect permit by p.a<|>ll
}
`;
    expect(used(tested, base)).toEqual(['policy.vak: all', 'policy.vak: all']);
  });
});

test('of everything that has a name: its definition is among its references, and they all agree', () => {
  const text = `${rule('permit items.find, items.lend\n    when args.id == "x"')}
test "t" for lender {
  call items.find { id: "1" }
  expect permit by lending.find
}
`;
  const { workspace, document } = mk(text);
  const key = (place: ReturnType<typeof definitions>[number]): string =>
    `${place.document.source.name}:${place.span.start}`;
  let named = 0;
  for (const { kind, start } of document.flat.tokens) {
    if (kind !== 'word') continue;
    const found = definitions(workspace, document, start);
    if (found.length === 0) continue;
    named += 1;
    const all = references(workspace, document, start);
    const keys = all.map(key);
    for (const each of found) expect(keys).toContain(key(each));
    for (const each of all) {
      const again = references(workspace, each.document, each.span.start).map(key);
      expect(again.toSorted(), textAt(each.document, each.span)).toEqual(keys.toSorted());
    }
  }
  expect(named).toBeGreaterThan(30);
});
