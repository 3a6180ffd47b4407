import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  aggregate,
  aggregations,
} from '../../../../../src/plugins/judgement/judge/fit/aggregate.ts';
import {
  calibrated,
  fitted,
  type Labelled,
  methods,
} from '../../../../../src/plugins/judgement/judge/fit/calibration.ts';
import { DriftAlarm } from '../../../../../src/plugins/judgement/judge/fit/drift.ts';
import { fitOf } from '../../../../../src/plugins/judgement/judge/fit/fit.ts';
import { readFit, readScores } from '../../../../../src/plugins/judgement/judge/fit/fit-file.ts';
import {
  conformalThreshold,
  qualityOf,
} from '../../../../../src/plugins/judgement/judge/fit/quality.ts';

const share = fc.double({ min: 0, max: 1, noNaN: true });
const rows = fc.array(fc.record({ score: share, sound: fc.boolean() }), {
  minLength: 20,
  maxLength: 80,
});

/** A judge that is always too sure of itself: says 0.9 where 0.6 is right, and 0.6 where 0.2 is. */
const tooSure = (count: number): readonly Labelled[] =>
  Array.from({ length: count }, (_, index) =>
    index % 2 === 0 ? { score: 0.9, sound: index % 10 < 6 } : { score: 0.6, sound: index % 10 < 2 },
  );

describe('a calibration', () => {
  test.each(methods)('by %s gives a number from 0 to 1 for every score', (method) => {
    fc.assert(
      fc.property(rows, share, (given, score) => {
        const p = calibrated(fitted(method, given), score);
        return p >= 0 && p <= 1;
      }),
    );
  });

  test.each(['temperature', 'isotonic'] as const)('by %s keeps the order of scores', (method) => {
    fc.assert(
      fc.property(rows, share, share, (given, a, b) => {
        const fit = fitted(method, given);
        return calibrated(fit, Math.min(a, b)) <= calibrated(fit, Math.max(a, b));
      }),
    );
  });

  test('halves the error of a judge that is too sure', () => {
    const given = tooSure(300);
    const before = qualityOf(given);
    for (const method of ['platt', 'isotonic', 'histogram'] as const) {
      const fit = fitted(method, given);
      const after = given.map(({ score, sound }) => ({ score: calibrated(fit, score), sound }));
      expect(qualityOf(after).ece).toBeLessThan(before.ece / 2);
      expect(qualityOf(after).brier).toBeLessThan(before.brier);
    }
  });
});

test('ECE and Brier are what their definitions say', () => {
  const given = [
    { score: 0.9, sound: true },
    { score: 0.9, sound: false },
    { score: 0.1, sound: false },
    { score: 0.1, sound: false },
  ];
  const { ece, brier } = qualityOf(given);
  expect(ece).toBeCloseTo(0.5 * 0.4 + 0.5 * 0.1, 6);
  expect(brier).toBeCloseTo((0.01 + 0.81 + 0.01 + 0.01) / 4, 6);
});

describe('the conformal threshold', () => {
  test('stops no larger share of sound steps than its budget', () => {
    fc.assert(
      fc.property(rows, fc.double({ min: 0.01, max: 0.5, noNaN: true }), (given, budget) => {
        const threshold = conformalThreshold(given, budget);
        const sound = given.filter((row) => row.sound);
        const stopped = sound.filter(({ score }) => score < threshold).length;
        return stopped <= budget * (sound.length + 1);
      }),
    );
  });

  test('stops nothing where there are too few to promise anything', () => {
    expect(conformalThreshold([{ score: 0.4, sound: true }], 0.05)).toBe(0);
  });
});

test.each([
  ['min', 0.2],
  ['product', 0.9 * 0.2 * 0.6],
  ['mean', (0.9 + 0.2 + 0.6) / 3],
  ['last', 0.6],
  ['first-below', 0.2],
  ['discounted', (0.64 * 0.9 + 0.8 * 0.2 + 0.6) / (0.64 + 0.8 + 1)],
] as const)('%s of several steps', (how, score) => {
  expect(aggregate(how, [0.9, 0.2, 0.6])).toBeCloseTo(score, 12);
});

test('no aggregation makes a score of nothing, and none leaves 0 to 1', () => {
  for (const how of aggregations) {
    expect(aggregate(how, [])).toBeNaN();
    fc.assert(
      fc.property(fc.array(share, { minLength: 1 }), (steps) => {
        const score = aggregate(how, steps);
        return score >= 0 && score <= 1;
      }),
    );
  }
});

describe('a fit', () => {
  const text = tooSure(90)
    .map(({ score, sound }) => JSON.stringify({ scorer: 'grader', score, sound }))
    .join('\n');
  const given = readScores(text, 'scores.jsonl').get('grader') ?? [];

  test('is read back as it was written', () => {
    const { fit, report } = fitOf(given, 0.1);
    const file = { version: 1, sources: { grader: fit }, fusions: [] };
    expect(readFit(JSON.stringify(file), 'fit.json')).toEqual(file);
    expect(report.after.brier).toBeLessThan(report.before.brier);
  });

  test('wakes the alarm where scores lie elsewhere, and only there', () => {
    const { histogram } = fitOf(given, 0.1).fit;
    const [same, other] = [new DriftAlarm(histogram), new DriftAlarm(histogram)];
    const told = Array.from({ length: 200 }, (_, index) => [
      same.add(index % 2 === 0 ? 0.9 : 0.6),
      other.add(0.1),
    ]);
    expect(told.map(([first]) => first)).not.toContain(true);
    expect(told.at(-1)?.[1]).toBe(true);
  });

  test.each([
    ['{"score":1.5,"sound":true}', 'scores.jsonl:1'],
    ['{"score":0.5,"sound":"yes"}', '`sound` is true or false'],
    [`{"steps":[${'0.5,'.repeat(200_000)}0.5],"sound":true}`, 'a list of at most 1000'],
    ['{"score":NaN,"sound":true}', 'is no JSON object'],
    ['{"score":1e999,"sound":true}', 'a number from 0 to 1'],
    ['nonsense', 'is no JSON object'],
    ['{"score":0.5,"sound":true}', '20 are needed'],
    ['', 'holds no scores'],
    ['{"score":0.5,"sound":true,"step":7}', '`step` and `group` are texts'],
    [
      '{"score":0.5,"sound":true,"step":"a"}\n{"scorer":"b","score":0.5,"sound":false,"step":"a"}',
      'scores.jsonl:2: `a` was said to be the contrary before',
    ],
    [
      '{"score":0.5,"sound":true,"step":"a"}\n{"score":0.6,"sound":true,"step":"a"}',
      '`judge` scored `a` before',
    ],
  ])('refuses %s', (line, says) => {
    expect(() => readScores(line, 'scores.jsonl')).toThrow(says);
  });

  test('refuses scores of too few groups to keep a third apart', () => {
    const one = Array.from({ length: 20 }, (_, index) =>
      JSON.stringify({ score: 0.5, sound: index % 2 === 0, group: 'g' }),
    );
    expect(() => readScores(one.join('\n'), 'scores.jsonl')).toThrow('too few groups');
  });

  test('takes nothing from the third that is held apart', () => {
    const other = given.map((row) => (row.third === 2 ? { ...row, sound: !row.sound } : row));
    const [one, two] = [fitOf(given, 0.1).fit, fitOf(other, 0.1).fit];
    expect(two).toEqual({ ...one, threshold: two.threshold });
  });
});
