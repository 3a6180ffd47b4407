import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  base64Runs,
  escapedRuns,
  hexRuns,
  type Run,
} from '../../../../src/plugins/judgement/injection/normalise/runs.ts';

const text = fc.string({
  unit: fc.constantFrom('a', 'f', '0', '9', 'G', '+', '=', ' ', ':', '%', '"', '-', 'é', '\n'),
  maxLength: 120,
});
const matches = (of: string, pattern: RegExp): readonly Run[] =>
  [...of.matchAll(pattern)].map((each) => [each.index, each.index + each[0].length]);

test('pieces that may be encoded are what a plain pattern of each finds', () => {
  fc.assert(
    fc.property(text, (of) => {
      expect(hexRuns(of)).toEqual(matches(of, /(?:[0-9a-fA-F]{2}[ :]?){12,}/g));
      expect(base64Runs(of)).toEqual(matches(of, /[A-Za-z0-9+/_-]{20,}={0,2}/g));
      const words = matches(of, /[^\s"'<>]+/g);
      expect(escapedRuns(of)).toEqual(
        words.filter(([from, to]) => of.slice(from, to).includes('%')),
      );
    }),
    { numRuns: 2_000, examples: [['ab'.repeat(14)], [`${'f0 '.repeat(13)}G`], ['G'.repeat(21)]] },
  );
});
