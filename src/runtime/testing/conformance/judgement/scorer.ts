import { expect } from 'vitest';
import type { ReasoningStep, StepOwner } from '../../../contract/call.ts';
import type { Plugin } from '../../../contract/plugin.ts';
import { Scorer } from '../../../contract/policy.ts';
import { type SuiteOptions, suite } from '../../suite.ts';

const step = (number: number, page: string): ReasoningStep => ({
  number,
  tool: 'pages.get',
  args: { page },
  hash: page.padEnd(64, '0'),
  thought: `Let us look at ${page}.`,
  observation: `{"text":"this is ${page}"}`,
});
const signal = new AbortController().signal;
const owner = (session: string): StepOwner => ({
  tenant: 'acme',
  principal: 'alice',
  agent: 'desk',
  session,
  sessions: [session],
});
const alice = owner('session-1');

/** Declares the tests that every scorer of steps must pass. */
export function describeScorer(plugin: Plugin, options: SuiteOptions = {}): void {
  suite('Scorer', plugin, options, {
    'scores from 0 to 1, the first step as any other': async (wired) => {
      const scorer = wired.get(Scorer);
      for (const before of [[], [step(1, 'one')], [step(1, 'one'), step(2, 'two')]]) {
        const { score, confidence = 0 } = await scorer.score(
          step(3, 'three'),
          before,
          signal,
          alice,
        );
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(confidence).toBeGreaterThanOrEqual(0);
        expect(confidence).toBeLessThanOrEqual(1);
      }
    },
    'takes a step without a thought, and arguments of any shape': async (wired) => {
      const scorer = wired.get(Scorer);
      for (const args of [null, 7, [], { deep: { er: [true] } }, 'text']) {
        const bare: ReasoningStep = { number: 1, tool: 't', args, hash: 'a'.repeat(64) };
        expect((await scorer.score(bare, [], signal, alice)).score).toBeLessThanOrEqual(1);
      }
    },
    'changes nothing that it is shown': async (wired) => {
      const before = Object.freeze([Object.freeze(step(1, 'one'))]);
      await wired.get(Scorer).score(Object.freeze(step(2, 'two')), before, signal, alice);
      expect(before).toEqual([step(1, 'one')]);
    },
    'scores steps of several sessions at once': async (wired) => {
      const scorer = wired.get(Scorer);
      const all = ['session-1', 'session-2', 'session-3'].map((session) =>
        scorer.score(step(1, 'one'), [], signal, owner(session)),
      );
      for (const { score } of await Promise.all(all)) expect(score).toBeLessThanOrEqual(1);
    },
    'says the same of the same step, where it claims to be pure': async (wired) => {
      const scorer = wired.get(Scorer);
      if (!scorer.pure) return;
      const once = await scorer.score(step(2, 'two'), [step(1, 'one')], signal, alice);
      await scorer.score(step(9, 'nine'), [], signal, alice);
      expect(await scorer.score(step(2, 'two'), [step(1, 'one')], signal, alice)).toEqual(once);
    },
  });
}
