import { describe, expect, test } from 'vitest';
import steps from '../../../../src/plugins/judgement/steps/index.ts';
import { StepScorer } from '../../../../src/plugins/judgement/steps/step-scorer.ts';
import type { ReasoningStep } from '../../../../src/runtime/contract/index.ts';
import { describeScorer } from '../../../../src/runtime/testing/conformance/judgement/scorer.ts';

describeScorer(steps);

const step = (page: string, observation?: string): ReasoningStep => ({
  number: 1,
  tool: 'pages.get',
  args: { page },
  hash: page,
  ...(observation === undefined ? {} : { observation }),
});
const scorer = new StepScorer();

describe('what speaks against a step', () => {
  test('nothing, where the session is empty or has brought it up', () => {
    expect(scorer.score(step('index'), []).score).toBe(1);
    expect(scorer.score(step('rates'), [step('index', 'see the page RATES')]).score).toBe(1);
  });

  test('that it was made before, the more the oftener', () => {
    expect(scorer.score(step('index'), [step('index', 'a')]).score).toBe(0.5);
    expect(scorer.score(step('index'), [step('index', 'a'), step('index', 'b')]).score).toBe(0.25);
  });

  test('that results no longer change', () => {
    const { score, because } = scorer.score(step('index'), [
      step('start', 'see index'),
      step('again', 'see index'),
    ]);
    expect(score).toBe(0.7);
    expect(because).toBe('the last two steps gave the same result');
  });

  test('that nothing in the session mentions its arguments', () => {
    expect(scorer.score(step('secret'), [step('index', 'welcome')]).score).toBe(0.6);
    expect(scorer.score(step('abc'), [step('index', 'welcome')]).score).toBe(1);
  });

  test('that nobody but the model mentions them: what it thought or was refused vouches for nothing', () => {
    const refused = { ...step('secret', 'it is not sound'), refused: true as const };
    expect(scorer.score(step(' secret '), [refused]).score).toBe(0.6);
    const thinking = { ...step('index', 'welcome'), thought: 'I need the page secret' };
    expect(scorer.score(step('secret'), [thinking]).score).toBe(0.6);
  });

  test('not where a message brought them up', () => {
    const heard = [{ source: 'user', text: 'Please read me the page Secret.' }];
    expect(scorer.score({ ...step('secret '), heard }, [step('index', 'welcome')]).score).toBe(1);
    expect(scorer.score({ ...step('other'), heard }, []).score).toBe(0.6);
  });
});

describe('what steps take of a limit', () => {
  const costing = (cost: number, page: string): ReasoningStep => ({ ...step(page), cost });
  const scored = (...costs: readonly number[]) => {
    const all = costs.map((cost, index) => costing(cost, `page ${index}`));
    return scorer.score(all.at(-1) as ReasoningStep, all.slice(0, -1)).evidence;
  };
  const says = 'every step takes more of a limit than the one before';

  test.each([
    [[0.01, 0.02, 0.04, 0.08], true],
    [[0.001, 0.01, 0.1, 1], true],
    [[0.1, 0.1, 0.1, 0.1], false],
    [[0.1, 0.2, 0.3, 0.4], false],
    [[0.4, 0.3, 0.2, 0.1], false],
    [[0.1, 0.1, 0.1, 0.3], false],
    [[0.1, 0.2, 0.4], false],
    [[0, 0, 0, 0], false],
  ])('%j speaks against a step: %s', (costs, against) => {
    const evidence = scored(...costs) as readonly string[];
    expect(evidence.includes(says)).toBe(against);
  });

  test('says nothing of a step that no limit counts', () => {
    const before = [0.01, 0.02, 0.04, 0.08].map((cost, index) => costing(cost, `page ${index}`));
    expect(scorer.score(step('page 1'), before).evidence).not.toContain(says);
  });
});
