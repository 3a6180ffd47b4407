import type { GrantsPlan } from '../../../dsl/plan/grants.ts';
import { IsolatedScorer } from './isolated-scorer.ts';
import { IsolatedVoice } from './isolated-voice.ts';

/** What a plugin in an isolate is granted, and how some of it is taken back. */
export interface IsolatedGrants {
  readonly kind: 'plugin';
  readonly grants: GrantsPlan;
  readonly written: GrantsPlan;
  readonly source: string;
  readonly narrow: (left: GrantsPlan) => void;
}

/**
 * The plugins in isolates that are granted something, by name, among what contributes to some points.
 * @param denied hears of what each of them asks for beyond that
 */
export function isolatedHolding(
  contributed: readonly object[],
  denied: (plugin: string, what: string) => void,
): readonly (readonly [string, IsolatedGrants])[] {
  return contributed.flatMap((one) => {
    if (!(one instanceof IsolatedVoice) && !(one instanceof IsolatedScorer)) return [];
    const { name, grants, written } = one.code;
    one.code.onDenied((what) => denied(name, what));
    if (Object.keys(grants).length === 0) return [];
    const narrow = (left: GrantsPlan): void => one.code.narrow(left);
    return [[name, { kind: 'plugin', grants, written, source: 'an isolate', narrow }]] as const;
  });
}
