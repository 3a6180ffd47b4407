import type { Call, Decision } from '../../contract/call.ts';
import { definePlugin, type Plugin } from '../../contract/plugin.ts';

/** Remembers the last decision about each tool, with the call it was about. */
export interface DecisionWatch {
  readonly plugin: Plugin;
  /** The call of the last decision since `forget`; undefined when none was reached. */
  readonly last: () => { readonly call: Call; readonly decision: Decision } | undefined;
  readonly forget: () => void;
}

/** An observer of decisions, for calls made one after the other. */
export function decisionWatch(): DecisionWatch {
  let last: { call: Call; decision: Decision } | undefined;
  return {
    last: () => last,
    forget: () => {
      last = undefined;
    },
    plugin: definePlugin({
      name: 'vak/decision-watch',
      version: '0.1.0',
      api: 1,
      runs: 'process',
      provides: [],
      setup(api) {
        api.on('decided', { order: 'last' }, (call, decision) => {
          last = { call, decision };
        });
      },
    }),
  };
}
