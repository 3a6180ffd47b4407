import { definePlugin, type Plugin } from '../../contract/plugin.ts';
import { Scorer } from '../../contract/policy.ts';

/** The name of the scorer that gives a gate the score of a test. */
export const givenScorer = (gate: string): string => `given score of ${gate}`;

/** Scorers for a test's gates: each says what the test gave last, and fails where it gave nothing. */
export function givenScores(
  gates: readonly string[],
  scoreOf: (gate: string) => number | undefined,
): Plugin {
  return definePlugin({
    name: 'vak/given-scores',
    version: '0.1.0',
    api: 1,
    runs: 'process',
    provides: gates.length === 0 ? [] : [Scorer],
    setup({ add }) {
      for (const gate of gates) {
        add(Scorer, [], () => ({
          name: givenScorer(gate),
          pure: true,
          score: () => {
            const score = scoreOf(gate);
            if (score === undefined) throw new Error('the test gives this gate no score');
            return { score };
          },
        }));
      }
    },
  });
}
