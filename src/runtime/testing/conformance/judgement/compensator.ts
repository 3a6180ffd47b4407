import { expect } from 'vitest';
import type { Plugin } from '../../../contract/plugin.ts';
import { Compensator, type DoneAction } from '../../../contract/policy.ts';
import { type SuiteOptions, suite } from '../../suite.ts';

/** How a compensator is tested: calls of its tool that were carried out, one without a result among them. */
export interface CompensatorOptions extends SuiteOptions {
  readonly done: readonly DoneAction[];
}

/**
 * Declares the conformance tests of what undoes calls: it names a call that can be written down, or null,
 * says the same of the same call, and changes nothing.
 *
 * @example
 * describeCompensator(plugin, {
 *   done: [{ action: { tool: 'orders.place', args: { id: 'o-1' } }, call: 'c-1' }],
 * });
 */
export function describeCompensator(plugin: Plugin, options: CompensatorOptions): void {
  const { done, ...rest } = options;
  const { signal } = new AbortController();
  suite('Compensator', plugin, rest, {
    'names a call that can be written down, or nothing': async (wired) => {
      const one = wired.get(Compensator);
      expect(one.tool).not.toBe('');
      for (const each of done) {
        const action = await one.undo(each, signal);
        if (action === null) continue;
        expect(typeof action.tool).toBe('string');
        expect(JSON.parse(JSON.stringify(action.args))).toEqual(action.args);
      }
    },
    'says the same of the same call, and changes nothing': async (wired) => {
      const one = wired.get(Compensator);
      const before = JSON.stringify(done);
      for (const each of done) {
        expect(await one.undo(each, signal)).toEqual(await one.undo(each, signal));
      }
      expect(JSON.stringify(done)).toBe(before);
    },
  });
}
