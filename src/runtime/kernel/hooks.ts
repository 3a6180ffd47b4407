import type { HookName, Hooks } from '../contract/plugin.ts';
import type { Hooking } from './declare.ts';

/** A handler of a hook and the plugin it came from. */
export interface Hooked<N extends HookName> {
  readonly plugin: string;
  readonly handler: Hooks[N];
}

const rank = { first: 0, normal: 1, last: 2 };

/** One hook's handlers: `first`, unnamed, `last`; then by name; then `after` moves one behind others. */
export function inOrder<N extends HookName>(
  hook: N,
  all: readonly Hooking[],
): readonly Hooked<N>[] {
  const waiting = all
    .filter((hooking) => hooking.hook === hook)
    .sort((a, b) => rank[a.order.order ?? 'normal'] - rank[b.order.order ?? 'normal']);
  const placed: Hooking[] = [];
  while (waiting.length > 0) {
    const waits = (one: Hooking): boolean =>
      waiting.some((other) => other !== one && one.order.after?.includes(other.by.plugin.name));
    const index = waiting.findIndex((one) => !waits(one));
    placed.push(...waiting.splice(Math.max(index, 0), 1));
  }
  return placed.map(({ by, handler }) => ({
    plugin: by.plugin.name,
    handler: handler as Hooks[N],
  }));
}
