import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { recordedGrammar } from '../../../src/dsl/syntax/grammar/recorded.ts';
import { keywords } from '../../../src/dsl/syntax/lexer/keywords.ts';
import { parse } from '../../../src/dsl/syntax/parse.ts';
import { Source } from '../../../src/dsl/text/source.ts';
import { publish } from '../../../src/dsl/tools/publish.ts';

const committed = (name: string): string =>
  readFileSync(new URL(`../../../grammar/${name}`, import.meta.url), 'utf8');

describe('the published grammar', () => {
  test.each(Object.entries(publish()))('%s is what the parser says', (name, text) => {
    expect(committed(name)).toBe(text);
  });

  test('the grammar names every rule it uses, and no rule twice', () => {
    const text = publish()['vak.ebnf'] ?? '';
    const defined = [...text.matchAll(/^(\w+) =/gm)].map((match) => match[1]);
    expect(new Set(defined).size).toBe(defined.length);
    for (const { name } of recordedGrammar()) expect(defined).toContain(name);
    for (const word of keywords) expect(text).toContain(`"${word}"`);
  });

  test('the railroad page needs nothing from elsewhere', () => {
    const page = publish()['railroad.html'] ?? '';
    expect(page).not.toMatch(/<script|<link|https?:|src=|url\(|NaN/);
    const anchors = new Set([...page.matchAll(/id="(\w+)"/g)].map((match) => match[1]));
    for (const [, target] of page.matchAll(/href="#(\w+)"/g)) expect(anchors).toContain(target);
  });

  test('the TextMate grammar is JSON whose patterns are regular expressions', () => {
    const grammar = JSON.parse(publish()['vak.tmLanguage.json'] ?? '') as {
      readonly patterns: readonly { readonly match?: string; readonly name: string }[];
    };
    const named = (line: string): string | undefined =>
      grammar.patterns.find(({ match }) => new RegExp(`^(?:${match ?? '$^'})`).test(line))?.name;
    expect(named('permit x')).toBe('keyword.control.verdict.vak');
    expect(named('permit: x')).toBe('variable.other.property.vak');
    expect(named('policy p')).toBe('storage.type.block.vak');
    expect(named('/// doc')).toBe('comment.line.documentation.vak');
    expect(named('50 EUR')).toBe('constant.numeric.vak');
  });

  test('what reviewers are shown is vak', () => {
    const [, code = ''] = /```vak\n(.*?)```/s.exec(committed('reading-vak.md')) ?? [];
    expect(parse(new Source('reading', `vak 1\n${code}`)).diagnostics).toEqual([]);
  });
});
