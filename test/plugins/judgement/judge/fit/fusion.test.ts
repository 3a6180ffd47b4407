import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitAll } from '../../../../../src/plugins/judgement/judge/fit/fit-all.ts';
import { readFit, readScores } from '../../../../../src/plugins/judgement/judge/fit/fit-file.ts';
import { fused, fusionOf } from '../../../../../src/plugins/judgement/judge/fit/fusion.ts';

/** Numbers from 0 to 1, the same for the same seed. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 4_294_967_296;
  };
}

/**
 * Steps scored by three judges: a good one, one that mostly repeats it, and a blind one of its own mind.
 * What is asked together is in one group of three.
 */
function lines(count: number, seed = 1): string {
  const next = random(seed);
  const shareOf = (is: boolean, right: number): number => {
    const says = next() < right ? is : !is;
    return Number((says ? 0.6 + 0.4 * next() : 0.4 * next()).toFixed(3));
  };
  return Array.from({ length: count }, (_, index) => {
    const sound = next() < 0.6;
    const good = shareOf(sound, 0.85);
    const echo = next() < 0.9 ? good : shareOf(sound, 0.6);
    const scores = { good, echo, blind: shareOf(sound, 0.55) };
    const group = `g${Math.floor(index / 3)}`;
    return Object.entries(scores).map(([scorer, score]) =>
      JSON.stringify({ scorer, score, sound, step: `s${index}`, group }),
    );
  })
    .flat()
    .join('\n');
}
const given = (count: number, seed?: number) => readScores(lines(count, seed), 'scores.jsonl');

describe('several scorers together', () => {
  test('count by what they add: a blind one and an echo less than their share', () => {
    const { file, fusions } = fitAll(given(900), 0.05, undefined);
    const [fusion] = file.fusions ?? [];
    expect(fusion?.of).toEqual(['blind', 'echo', 'good']);
    const [blind = 1, echo = 1, good = 0] = fusion?.weights ?? [];
    expect(good).toBeGreaterThan(echo);
    expect(good).toBeGreaterThan(blind);
    const [report] = fusions;
    expect(report?.fused.brier).toBeLessThan(report?.mean.brier ?? 0);
    expect(report?.fused.brier).toBeLessThan((report?.best.quality.brier ?? 0) + 0.005);
    expect(report?.fused.ece).toBeLessThan(0.08);
  });

  test('stop no more sound steps than the budget, on steps that nothing was made from', () => {
    const { file } = fitAll(given(900), 0.1, undefined);
    const [fusion] = file.fusions ?? [];
    if (fusion === undefined) throw new Error('nothing was fused');
    const other = fitAll(given(900, 2), 0.1, undefined).file.fusions?.[0];
    expect(Math.abs(fusion.threshold - (other?.threshold ?? 0))).toBeLessThan(0.2);
  });

  test('are read back as they were written', () => {
    const { file } = fitAll(given(300), 0.05, 'good');
    expect(file.fusions).toHaveLength(2);
    expect(readFit(JSON.stringify(file), 'fit.json')).toEqual(file);
  });

  test.each([
    ['a weight below nothing', { weights: [-1, 1, 1] }],
    ['a weight too few', { weights: [1, 1] }],
    ['no weight at all', { weights: [0, 0, 0] }],
    ['scorers out of order', { of: ['good', 'echo', 'blind'] }],
    ['a scorer that was not fitted', { of: ['blind', 'echo', 'other'] }],
    ['a bias that is no number', { bias: null }],
    ['a threshold above 1', { threshold: 1.5 }],
  ])('are refused with %s', (_, wrong) => {
    const { file } = fitAll(given(300), 0.05, undefined);
    const damaged = { ...file, fusions: [{ ...file.fusions?.[0], ...wrong }] };
    expect(() => readFit(JSON.stringify(damaged), 'fit.json')).toThrow(
      'several together is damaged',
    );
  });

  test('a higher score never lowers what is fused, and nothing leaves 0 to 1', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const weights = fc.array(fc.double({ min: 0, max: 50, noNaN: true }), {
      minLength: 3,
      maxLength: 3,
    });
    const scores = fc.array(share, { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(weights, fc.integer({ min: -4, max: 4 }), scores, scores, (w, bias, one, two) => {
        const [low, high] = [one, two].map((_, k) =>
          one.map((x, index) => Math[k === 0 ? 'min' : 'max'](x, two[index] ?? 0)),
        );
        const fusion = { weights: w, bias };
        const [under, over] = [fused(fusion, low ?? []), fused(fusion, high ?? [])];
        return under >= 0 && over <= 1 && under <= over;
      }),
    );
  });

  test('that tell nothing of the steps are refused rather than fused', () => {
    const row = (index: number) => ({
      scores: index % 2 === 0 ? [0.9, 0.9] : [0.1, 0.1],
      sound: index % 2 === 1,
      held: index % 3 === 2,
    });
    const contrary = Array.from({ length: 600 }, (_, index) => row(index));
    expect(() => fusionOf(['a', 'b'], contrary, 0.05)).toThrow('tell nothing');
  });

  test('are not fused where they scored other steps', () => {
    const text = lines(60).replace('"scorer":"blind","score"', '"scorer":"third","score"');
    const more = Array.from({ length: 30 }, (_, index) =>
      JSON.stringify({
        scorer: 'third',
        score: index / 30,
        sound: index % 2 === 0,
        step: `t${index}`,
      }),
    );
    const rows = readScores([text, ...more].join('\n'), 'scores.jsonl');
    expect(fitAll(rows, 0.05, undefined).file.fusions).toBeUndefined();
    expect(() => fitAll(rows, 0.05, 'good')).toThrow('same `step`s');
  });
});

describe('a cascade', () => {
  test('asks the strong one on few steps and tells nearly as much', () => {
    const { cascade, fusions } = fitAll(given(900), 0.05, 'good');
    expect(cascade?.asked).toBeGreaterThan(0.1);
    expect(cascade?.asked).toBeLessThan(0.6);
    const [cheap, whole] = fusions;
    expect(cascade?.quality.brier).toBeLessThan(cheap?.fused.brier ?? 0);
    expect(cascade?.quality.brier).toBeGreaterThanOrEqual((whole?.fused.brier ?? 0) - 0.01);
  });

  test('needs scores of the strong one', () => {
    expect(() => fitAll(given(60), 0.05, 'nobody')).toThrow('no scores of `nobody`');
  });
});
