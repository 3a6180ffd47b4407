import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { like, likeOfRegex } from '../../src/dsl/values/kinds/like.ts';

describe('regular expressions in linear time', () => {
  test.each([
    ['abc', '*abc*'],
    ['^abc$', 'abc'],
    ['^/tmp/.*\\.log$', '/tmp/*.log'],
    ['a.*?b', '*a*b*'],
    ['^cost \\$5$', 'cost $5'],
    ['ends in \\\\$', '*ends in \\'],
    ['five \\* stars', '*five \\* stars*'],
    ['', '**'],
  ])('%j is `like` %j', (regex, pattern) => {
    expect(likeOfRegex(regex)).toBe(pattern);
  });

  test.each([
    ...[
      '(a+)+$',
      'a+',
      'a*',
      'a?',
      '[a-z]',
      'a|b',
      'a{2}',
      '\\d',
      '\\w',
      '\\bx',
      'a.b',
      '.+',
      '(?=a)',
    ],
    ...['\\1', 'a^b', 'a$b', '\\', '.*+', '.**'],
  ])('%j is refused', (regex) => {
    expect(likeOfRegex(regex)).toBe(undefined);
  });

  test('what is accepted finds exactly what the expression finds, in texts of one line', () => {
    const piece = fc.constantFrom('a', 'b', '/', '.*', '\\.', '\\*', '\\$', '-', '\\\\');
    const regex = fc
      .tuple(fc.constantFrom('', '^'), fc.array(piece, { maxLength: 6 }), fc.constantFrom('', '$'))
      .map(([front, middle, back]) => front + middle.join('') + back);
    const text = fc.string({ unit: fc.constantFrom(...'ab/.*$-\\'), maxLength: 10 });
    fc.assert(
      fc.property(regex, text, (pattern, given) => {
        const found = likeOfRegex(pattern);
        if (found === undefined) return;
        expect(like(found)(given)).toBe(new RegExp(pattern).test(given));
      }),
      { numRuns: 2_000 },
    );
  });
});
