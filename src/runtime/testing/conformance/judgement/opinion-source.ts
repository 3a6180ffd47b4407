import { expect } from 'vitest';
import type { Plugin } from '../../../contract/plugin.ts';
import { OpinionSource } from '../../../contract/policy.ts';
import { sampleCall, sampleTool } from '../../sample-call.ts';
import { type Cases, type SuiteOptions, suite } from '../../suite.ts';

const effects = ['pure', 'read', 'egress', 'write', 'irreversible'] as const;
const calls = effects.map((effect) =>
  sampleCall(sampleTool({ name: `sample.${effect}`, effect }), { args: { id: 'o-1' } }),
);

const cases: Cases = {
  'answers every call with a list of objections': async (wired) => {
    for (const voice of wired.all(OpinionSource)) {
      expect(voice.name).not.toBe('');
      for (const call of calls) {
        const said = await voice.object(call);
        expect(Array.isArray(said)).toBe(true);
        for (const { verdict } of said) expect(['approval', 'forbid']).toContain(verdict);
      }
    }
  },
  'changes nothing of a call': async (wired) => {
    for (const voice of wired.all(OpinionSource)) {
      for (const call of calls) {
        const before = JSON.stringify([call.json, call.tool, call.chain]);
        await voice.object(call);
        expect(JSON.stringify([call.json, call.tool, call.chain])).toBe(before);
      }
    }
  },
};

/**
 * Declares the conformance tests of a voice that objects: it answers with objections alone, and changes
 * nothing.
 *
 * @example
 * describeOpinionSource(plugin);
 */
export function describeOpinionSource(plugin: Plugin, options: SuiteOptions = {}): void {
  suite('OpinionSource', plugin, options, cases);
}
