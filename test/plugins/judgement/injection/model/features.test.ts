import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  buckets,
  featuresOf,
  weigh,
} from '../../../../../src/plugins/judgement/injection/model/features.ts';
import { unitsOf } from '../../../../../src/plugins/judgement/injection/normalise/units.ts';

const weights = Int8Array.from({ length: buckets }, (_, bucket) => ((bucket * 37) % 255) - 127);

test('what is weighed in one pass are the features as they are defined', () => {
  fc.assert(
    fc.property(
      fc.string({
        unit: fc.constantFrom('a', 'B', 'é', 'İ', 'я', '7', "'", ' ', '.', '忽'),
        maxLength: 120,
      }),
      (text) => {
        const into = { sum: 0, count: 0 };
        weigh(weights, unitsOf(text), 0, text.length, into);
        const features = featuresOf(text);
        expect(into.count).toBe(features.length);
        expect(into.sum).toBe(features.reduce((sum, each) => sum + (weights[each] ?? 0), 0));
      },
    ),
    { numRuns: 500, examples: [['a'.repeat(90)], ['']] },
  );
});
