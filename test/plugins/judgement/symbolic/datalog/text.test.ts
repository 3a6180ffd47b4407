import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from '../../../../../src/plugins/judgement/symbolic/datalog/text/parse.ts';
import { problems } from './mk.ts';

const head = '.decl n(x: int)\n.decl p(x: int)\n.decl t(x: string)\n';

describe('what a rules file can have wrong', () => {
  test.each([
    ['p(X) :- n(X)', 'syntax: expected `.` at the end of the rule, found the end of the file ()'],
    ['p(noon).', 'syntax: expected a variable or a value, found `noon` (noon)'],
    ['p("a).', 'syntax: this text has no closing `"` on its line (")'],
    ['p(1) ; p(2).', 'syntax: this is no word of a rules file (;)'],
    ['.decl q(x: strng)', /^syntax: expected a type: string, int, .* found `strng` \(strng\)$/],
    ['p(X) :- nn(X).', 'unknownRelation: there is no relation `nn` (nn(X))'],
    ['p(X) :- t(X).', 'types: this is a string where an int stands (X)'],
    ['p(X) :- n(X, X).', 'types: `n` has 1 columns (x), not 2 (n(X, X))'],
    ['p(X) :- n(X), X < 1.5.', 'types: an int does not compare with a decimal (X < 1.5)'],
    ['p(X) :- n(_).', 'unbound: nothing gives `X` of the head a value (X)'],
    ['p(X) :- n(X), !n(Y).', 'unbound: nothing gives `Y` of a negation a value (Y)'],
    ['p(X) :- n(X), X < Y.', 'unbound: nothing gives `Y` of a comparison a value (Y)'],
    ['p(_).', 'unbound: a head says each of its columns (_)'],
    ['p(X) :- n(X), within(X, Y).', 'unbound: nothing gives `Y` of within a value (Y)'],
    ['p(X) :- n(X), !p(X).', 'stratified: `p` rests on all of `p`, which rests on `p` (p(X))'],
    [
      'p(X) :- X = count : { p(_) }.',
      'stratified: `p` rests on all of `p`, which rests on `p` (p(_))',
    ],
    ['permit(1).', 'reserved: a rule derives objections; only a policy permits (permit(1))'],
    [
      '.decl permit(x: int)',
      'reserved: a rule derives objections; only a policy permits (.decl permit(x: int))',
    ],
    ['.decl n(y: int)', 'reserved: `n` is there already (.decl n(y: int))'],
    ['.decl q(y: int, y: int)', /^reserved: `q` has a column `y` already/],
    ['p(X) :- X = count : { n(X) }.', /^unbound: `X` is what the aggregate gives/],
    ['p(1) :- X = sum Y : { t(Y) }, X != "a".', 'types: a string is not added up (Y)'],
    ['p(1) :- X = max Y : { t(Y) }, X != "a".', 'types: a string has no order (Y)'],
    ['p(1) :- t(X), Y = X + X, Y != "a".', 'types: a string is not added up (X)'],
    ['p(1) :- t(X), t(Y), X < Y.', 'types: a string has no order (X < Y)'],
    ['t("a\\x").', 'syntax: expected a text as JSON spells it, found `"a\\x"` ("a\\x")'],
    ['t("\uFFFD").', 'syntax: what stands here is no UTF-8 (\uFFFD)'],
    [
      `p(X) :- n(X), X > ${'1 + '.repeat(100_000)}1.`,
      /^syntax: expected at most 64 terms of one sum/,
    ],
  ])('%s', (text, said) => {
    const [first] = problems(head + text);
    if (typeof said === 'string') expect(first).toBe(said);
    else expect(first).toMatch(said);
  });

  test('one mistake gives one report, and what follows is read', () => {
    expect(problems(`${head}p(noon).\np(X) :- n(X).\np(also).`)).toHaveLength(2);
  });

  test('a sound file has none', () => {
    expect(
      problems(`${head}// all is well\nn(-1). p(X) :- n(X), X = 1 + 2 * 3, !t("\\"").`),
    ).toEqual([]);
  });
});

test('whatever the text, it is read to its end', () => {
  const words = [
    'p(',
    'X',
    ')',
    ':-',
    '.',
    ',',
    '!',
    '{',
    '}',
    '"a"',
    '1',
    '=',
    'count',
    ':',
    '.decl',
  ];
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(fc.constantFrom(...words)).map((each) => each.join(' ')),
      ),
      (text) => {
        const { problems: found } = parse(text, 'a.dl');
        for (const { start, end } of found) {
          expect(start).toBeLessThanOrEqual(end);
          expect(end).toBeLessThanOrEqual(text.length + 1);
        }
      },
    ),
    { numRuns: 500 },
  );
});
