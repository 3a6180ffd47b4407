import type { ToolPlan } from '../../dsl/plan/plan.ts';
import type { Json } from '../../dsl/values/value.ts';
import type { Call } from '../contract/call.ts';
import { refusalCodes } from '../contract/errors.ts';
import { ToolSource } from '../contract/execution.ts';
import { definePlugin, type Plugin } from '../contract/plugin.ts';

/** Where answers come from that were written down beforehand. */
export interface Recording {
  /** Whether calls of this tool are answered from here at all. */
  readonly offers: (tool: ToolPlan) => boolean;
  /** The answer to a call or look-up; undefined where none was recorded. */
  readonly answer: (tool: ToolPlan, call: Call) => Json | undefined;
}

/**
 * A tool source that runs nothing and answers from a recording. A call without a recorded answer was
 * not started (VAK6008): what was reserved for it is given back.
 */
export function recordedTools(recording: Recording): Plugin {
  return definePlugin({
    name: 'vak/recorded',
    version: '0.1.0',
    api: 1,
    runs: 'process',
    provides: [ToolSource],
    setup(api) {
      api.add(ToolSource, [], () => ({
        name: 'recorded',
        executor: (tool) => {
          if (!recording.offers(tool)) return undefined;
          return async ({ call }) => {
            const value = recording.answer(tool, call);
            if (value !== undefined) return { status: 'done', value };
            return {
              status: 'not started',
              code: refusalCodes.noRecordedAnswer,
              message: `no answer of \`${tool.name}\` is recorded`,
            };
          };
        },
      }));
    },
  });
}
