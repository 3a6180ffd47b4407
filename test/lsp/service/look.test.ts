import { describe, expect, test } from 'vitest';
import { diagnose } from '../../../src/lsp/service/diagnose.ts';
import { colours } from '../../../src/lsp/service/look/colours.ts';
import { folds } from '../../../src/lsp/service/look/folds.ts';
import { hover } from '../../../src/lsp/service/look/hover.ts';
import { inlays } from '../../../src/lsp/service/look/inlays.ts';
import { outline } from '../../../src/lsp/service/navigate.ts';
import { desk, mk, rule, textAt } from '../mk.ts';

const hovered = (text: string): string | undefined => {
  const { workspace, document, at } = mk(text);
  const { model } = diagnose(workspace, document);
  return hover(workspace, document, at, model)?.markdown;
};

describe('hover', () => {
  test('a name shows its declaration and its doc comment', () => {
    const found = hovered(rule('permit items.l<|>end'));
    expect(found).toContain('tool items.lend');
    expect(found).toContain('Lends an item to a member.');
  });

  test('a field shows its type, an enum its members', () => {
    expect(hovered(rule('permit items.lend\n    when args.dep<|>osit < 5 EUR'))).toContain(
      'field `deposit`: `money`',
    );
    expect(hovered(rule('permit items.lend\n    when lookup.item.st<|>ate == "new"'))).toContain(
      'One of `new`, `used`.',
    );
  });

  test('a rule shows what it says: tools down, agents across', () => {
    const text = `${rule('permit items.lend')}
agent guard {
  tools: [items.find]
}

policy watch for lender, guard {
  rule loo<|>k {
    forbid items.find, items.lend
    when args.id like "x*"
    because "Not these."
  }
}
`;
    expect(
      hovered(text)
        ?.split('\n')
        .filter((line) => line.startsWith('|')),
    ).toEqual([
      '|  | `lender` | `guard` |',
      '| --- | --- | --- |',
      '| `items.find` | forbid, if its conditions hold | forbid, if its conditions hold |',
      '| `items.lend` | forbid, if its conditions hold | — |',
    ]);
    expect(hovered(text)).toContain('Because: Not these.');
    expect(
      hovered(
        rule('require approval from owners for items.lend').replace('rule lend', 'rule l<|>end'),
      ),
    ).toContain('| `items.lend` | approval from owners |');
  });

  test('a key of a block says what it is for; nothing is said of what has no name', () => {
    expect(hovered(desk.replace('effect: write', 'eff<|>ect: write'))).toContain('irreversible');
    expect(hovered(desk.replace('20 calls', '2<|>0 calls'))).toBeUndefined();
  });
});

describe('colours', () => {
  test('each name has the colour of what it names, in order and without overlap', () => {
    const text = rule('permit items.lend\n    when args.days < 3 // few\n    when args has until');
    const { workspace, document } = mk(text);
    const found = colours(workspace, document);
    const of = (word: string): readonly string[] => [
      ...new Set(
        found.filter((each) => textAt(document, each) === word).map((each) => each.colour),
      ),
    ];
    expect(of('lend')).toEqual(['function', 'method']);
    expect(of('lender')).toEqual(['class']);
    expect(of('days')).toEqual(['property']);
    expect(of('until')).toEqual(['property']);
    expect(of('permit')).toEqual(['keyword']);
    expect(of('// few')).toEqual(['comment']);
    expect(of('Item')).toEqual(['type']);
    expect(found.filter((each) => each.declares).map((each) => textAt(document, each))).toEqual(
      expect.arrayContaining(['Item', 'lender', 'lending', 'price']),
    );
    for (const [index, each] of found.entries()) {
      expect(each.start).toBeGreaterThanOrEqual(found[index - 1]?.end ?? 0);
    }
  });
});

describe('folds', () => {
  test('blocks, runs of comments, imports', () => {
    const { document } = mk(
      'vak 1\n\nimport "a.vak" as a\nimport "b.vak" as b\n\n// one\n// two\nagent x {\n  tools: []\n}\n',
    );
    expect(folds(document)).toEqual([
      { from: 3, to: 4, kind: 'imports' },
      { from: 6, to: 7, kind: 'comment' },
      { from: 8, to: 9, kind: 'block' },
    ]);
  });
});

describe('signs of tests', () => {
  test('stand behind the name, and follow a test that moves', () => {
    const { document } = mk('vak 1\n\ntest "a" for x {\n}\n\ntest "b" for x {\n}\n');
    const outcomes = [
      { name: 'a', line: 9, ok: true },
      { name: 'b', line: 6, ok: false, message: 'expected permit' },
    ];
    const found = inlays(document, outcomes);
    expect(found.map(({ text, about }) => [text, about])).toEqual([
      ['✓', undefined],
      ['✗', 'expected permit'],
    ]);
    const { text } = document.source;
    expect(text.slice(0, found[0]?.offset)).toMatch(/test "a"$/);
    expect(inlays(document, [])).toEqual([]);
  });
});

test('the outline has every declaration, rules inside their policies', () => {
  const { document } = mk(rule('permit items.lend'));
  const found = outline(document);
  expect(found.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['Item', 'items.lend', 'lender', 'lending', 'context']),
  );
  const policy = found.find(({ name }) => name === 'lending');
  expect(policy?.inside.map(({ name }) => name)).toEqual(['find', 'lend']);
});
