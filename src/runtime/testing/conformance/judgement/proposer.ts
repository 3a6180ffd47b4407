import { expect } from 'vitest';
import type { Plugin } from '../../../contract/plugin.ts';
import { type ProposalRequest, type ProposedAction, Proposer } from '../../../contract/policy.ts';
import { type Cases, type SuiteOptions, suite } from '../../suite.ts';

const { signal } = new AbortController();
const refused: ProposedAction = { tool: 'sample.write', args: { id: 'o-1' } };
const requests: readonly ProposalRequest[] = [
  { task: 'do what is to be done', done: [], critiques: [] },
  {
    task: 'do what is to be done',
    done: [
      { action: refused, call: 'c-1', value: { ok: true } },
      { action: refused, call: 'c-2' },
    ],
    critiques: [
      {
        attempt: 1,
        action: refused,
        verdict: 'violated',
        code: 'VAK6001',
        because: 'It must not.',
      },
      {
        attempt: 2,
        action: refused,
        verdict: 'needs-fact',
        code: 'VAK6011',
        because: 'Something is not known.',
        missing: ['context.region'],
        nearest: { tool: 'sample.read', args: { id: 'o-1' } },
      },
    ],
  },
];

const cases: Cases = {
  'proposes a call that can be written down, or nothing': async (wired) => {
    const proposer = wired.get(Proposer);
    expect(proposer.name).not.toBe('');
    for (const request of requests) {
      const action = await proposer.propose(request, signal);
      if (action === null) continue;
      expect(typeof action.tool).toBe('string');
      expect(JSON.parse(JSON.stringify(action.args))).toEqual(action.args);
      if (action.thought !== undefined) expect(typeof action.thought).toBe('string');
    }
  },
  'changes nothing that it is asked': async (wired) => {
    const before = JSON.stringify(requests);
    for (const request of requests) await wired.get(Proposer).propose(request, signal);
    expect(JSON.stringify(requests)).toBe(before);
  },
};

/**
 * Declares the conformance tests of a proposer: it proposes calls that can be written down, and changes
 * nothing.
 *
 * @example
 * describeProposer(plugin);
 */
export function describeProposer(plugin: Plugin, options: SuiteOptions = {}): void {
  suite('Proposer', plugin, options, cases);
}
