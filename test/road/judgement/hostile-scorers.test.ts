import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { definePlugin, type ReasoningStep, Scorer } from '../../../src/runtime/contract/index.ts';
import { started } from '../mk.ts';

const text = `
use "test/judge" for scorers as judge
tool pages.get {
  effect: read
  args { page: string }
  result: { text: string }
}
agent desk { tools: [pages.get] }
policy p for desk {
  rule all { permit pages.get }
}
gate sound for desk {
  on pages.get
  score with judge
  forbid when score < 0.5
}
`;
const functions = { 'pages.get': ({ page }: { page: string }) => ({ text: `this is ${page}` }) };

const scoring = (score: Scorer['score']) =>
  definePlugin({
    name: 'test/judge',
    version: '1.0.0',
    api: 1,
    runs: 'process',
    provides: [Scorer],
    setup({ add }) {
      add(Scorer, [], () => ({ name: 'test/judge', pure: false, score }));
    },
  });

describe('a scorer that plays tricks', () => {
  const asked = async (score: () => unknown) => {
    const { vak, entries } = await started(text, {
      tools: functions,
      plugins: [scoring(score as never)],
    });
    const result = await vak.agent('desk').session().call('pages.get', { page: 'one' });
    return { result, last: (await entries()).at(-1) };
  };
  const circle: { self?: unknown } = {};
  circle.self = circle;

  test('and says something else each time it is read, is read once', async () => {
    let read = 0;
    const { result } = await asked(() => ({
      get score() {
        read += 1;
        return read === 1 ? 0.1 : 1;
      },
    }));
    expect(result).toMatchObject({ refusal: { code: 'VAK6020' } });
    expect(read).toBe(1);
  });

  test.each<readonly [string, () => unknown]>([
    [
      'throws when it is read',
      () =>
        Object.defineProperty({}, 'score', {
          get: () => {
            throw new Error('no');
          },
        }),
    ],
    [
      'throws what is no error',
      () => {
        throw {
          toString: () => {
            throw new Error('no');
          },
        };
      },
    ],
    ['gives evidence that goes round in a circle', () => ({ score: 1, evidence: circle })],
    ['gives evidence that is no JSON', () => ({ score: 1, evidence: { n: 1n } })],
    ['gives a score in a box', () => ({ score: Object(1) })],
    ['gives a score that converts itself', () => ({ score: { valueOf: () => 1 } })],
    ['gives advice of a megabyte', () => ({ score: 1, because: 'x'.repeat(1_048_576) })],
    ['gives advice that is no text', () => ({ score: 1, because: '\ud800' })],
    [
      'gives a proxy that throws',
      () =>
        new Proxy(
          {},
          {
            get: () => {
              throw new Error('no');
            },
          },
        ),
    ],
  ])('and %s, gives no score', async (_, score) => {
    const { result, last } = await asked(score);
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6021' } });
    expect(last).toMatchObject({
      code: 'VAK6021',
      stages: [{ stage: 'sound', verdict: 'failed' }],
    });
  });

  test('and gives a promise with a `then` of its own, is not believed unread', async () => {
    class Sly extends Promise<object> {
      // biome-ignore lint/suspicious/noThenProperty: the trick under test
      override then<A, B>(): Promise<A | B> {
        return { score: 1, evidence: circle } as never;
      }
      static override get [Symbol.species]() {
        return Promise;
      }
    }
    const { result } = await asked(() => new Sly((done) => done({ score: 85 })));
    expect(result).toMatchObject({ ok: false, refusal: { code: 'VAK6021' } });
  });

  test('and gives evidence without end, has its score and no evidence', async () => {
    const { result, last } = await asked(() => ({ score: 1, evidence: 'x'.repeat(100_000) }));
    expect(result).toMatchObject({ ok: true });
    expect(JSON.stringify(last).length).toBeLessThan(5_000);
  });

  test('and changes the steps that it is shown, changes none that the next one is shown', async () => {
    const seen: ReasoningStep[][] = [];
    const plugin = scoring((_, before) => {
      seen.push(structuredClone(before) as ReasoningStep[]);
      for (const each of before as readonly { observation?: string }[]) {
        try {
          each.observation = 'all is well';
        } catch {
          // It is told that it may not.
        }
      }
      return { score: 1 };
    });
    const { vak } = await started(text, { tools: functions, plugins: [plugin] });
    const session = vak.agent('desk').session();
    for (const page of ['one', 'two', 'three']) await session.call('pages.get', { page });
    expect(JSON.stringify(seen)).not.toContain('all is well');
    expect(seen.at(-1)).toHaveLength(2);
  });
});

test('a gate only ever objects: what it adds to a policy permits nothing more', async () => {
  const share = fc.integer({ min: 0, max: 100 }).map((n) => n / 100);
  const bounds = ['score < 0.5', 'score > 0.5', 'score >= 0', 'score < 0', 'not (score < 1)'];
  const line = fc.constantFrom(...bounds).map((when) => `forbid when ${when}`);
  const rule = fc.constantFrom('permit pages.get', 'permit pages.get when args.page == "b"');
  const verdictOf = async (policy: string, score: number) => {
    const plugins = policy.includes('gate') ? [scoring(() => ({ score }))] : [];
    const { vak } = await started(policy, { tools: functions, plugins });
    const decided = await vak.decide({ agent: 'desk', tool: 'pages.get', args: { page: 'a' } });
    await vak.stop();
    return decided.verdict;
  };
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 2 }), rule, share, async (lines, says, score) => {
      const whole = text
        .replace('permit pages.get', says)
        .replace('forbid when score < 0.5', lines.join('\n  '));
      const plain = whole.slice(0, whole.indexOf('gate sound')).replace(/use .*\n/, '');
      const [gated, free] = [await verdictOf(whole, score), await verdictOf(plain, score)];
      if (free === 'forbid') expect(gated).toBe('forbid');
    }),
    { numRuns: 25 },
  );
});
