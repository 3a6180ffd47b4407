import { describe, expect, test } from 'vitest';
import { newParser } from '../../../src/dsl/syntax/grammar/parser.ts';
import { keywords } from '../../../src/dsl/syntax/lexer/keywords.ts';
import { overlaps } from './overlaps.ts';
import { told } from './read.ts';

describe('the grammar', () => {
  test('has no ambiguous alternatives, left recursion or empty repetition', () => {
    expect(() => newParser({ skipValidations: false })).not.toThrow();
  });

  test('what may be left out never starts with what may follow, but for gated words', () => {
    const gated = [
      // Operators and `where`, unless they are the key of the next line.
      'and',
      'or',
      'in',
      'like',
      'has',
      'given',
      'may',
      'quotes',
      'runs',
      'with',
      'where',
    ];
    const found = overlaps(newParser({ skipValidations: true }).getGAstProductions());
    const unexpected = found.filter(
      ({ rule, token }) => !gated.includes(token) && !(rule === 'field' && keywordOrName(token)),
    );
    expect(unexpected).toEqual([]);
    for (const word of gated) expect(found.map(({ token }) => token)).toContain(word);
  });
});

/** In a field the label may be any word that is not followed by a colon. */
function keywordOrName(token: string): boolean {
  return token === 'a name' || keywords.includes(token);
}

describe('every reserved word is a key', () => {
  const positions: readonly (readonly [string, (key: string) => string])[] = [
    ['of a fact', (k) => `agent a {\n x: 1\n ${k}: 2\n y: b\n ${k}: 3 }`],
    ['after a comparison', (k) => `approvers a {\n x: a == 1\n ${k}: a\n ${k}: not b }`],
    ['after `runs`', (k) => `approvers a {\n x: a runs "b"\n ${k}: a }`],
    ['of a record', (k) => `test "t" for a { call b { x: 1, ${k}: 2 } }`],
    ['of a record on lines', (k) => `test "t" for a { call b {\n x: y\n ${k}: 2\n ${k}: z } }`],
    ['of a field', (k) => `type T {\n x: string\n ${k}: int\n ${k}: list of string\n y: U }`],
    ['after a label', (k) => `type T {\n x: string secret\n ${k}: int }`],
    ['after a condition', (k) => `type T {\n x: int where x > 1\n ${k}: int }`],
    ['of an argument', (k) => `tool t { args { ${k}: int, x: a.b\n ${k}: string? } }`],
    ['of a fact of a tool', (k) => `tool t {\n effect: read\n ${k}: "x"\n run: "y" }`],
    ['of a look-up', (k) => `tool t { lookup { ${k}: a.b { ${k}: args.x } } }`],
    ['of a plugin', (k) => `use "p" for q { ${k}: 1 } grant { ${k}: true }`],
  ];
  test.each(positions)('%s', (_, form) => {
    for (const key of keywords) {
      // `result:` of a tool takes a type; `args:`, `lookup:` and `serial:` there are told for what they are meant.
      const text = `vak 1\n${form(key).replace('result: "x"', 'result: x')}`;
      const meant =
        form(key).startsWith('tool t {\n') && ['args', 'lookup', 'serial'].includes(key);
      expect([key, told(text)]).toEqual([key, meant ? ['VAK1210 4:2'] : []]);
    }
  });

  test('and a segment of a path after the first, and a name', () => {
    for (const word of keywords) {
      const text = `vak 1\npolicy ${word} for a.${word} {\n rule ${word} { permit x.${word}\n when args.${word} == 1 } }`;
      expect([word, told(text)]).toEqual([word, []]);
    }
  });

  test('and the first segment of a path, but for `any` and `default`', () => {
    for (const word of keywords) {
      const wrong = word === 'any' || word === 'default';
      const text = `vak 1\npolicy p for ${word}.x { rule r { permit ${word}.y } }`;
      expect([word, told(text).length > 0]).toEqual([word, wrong]);
    }
  });
});
