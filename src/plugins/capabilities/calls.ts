import { type Capability, HostRefusal } from '../../runtime/contract/index.ts';
import { badRequest, fieldsOf, notGranted, requireText } from './arguments.ts';

/**
 * `host.invoke({ tool, args })`: a call of a tool that a sandbox's `tools` names. It is decided, executed
 * and recorded like any other, under the chain of the call that asks, and gives the released result.
 */
export const calls: Capability = {
  name: 'calls',
  offers: ['invoke'],
  grant: ({ grants }) => {
    const tools = new Set(grants.tools);
    if (tools.size === 0) return new Map();
    return new Map([
      [
        'invoke',
        async ({ args, signal, invoke, note }) => {
          const fields = fieldsOf(args, ['tool', 'args']);
          const tool = requireText(fields, 'tool');
          note(tool);
          if (invoke === undefined || !tools.has(tool)) {
            throw notGranted(`the tool \`${tool}\` is not granted`);
          }
          if (fields.args === undefined) throw badRequest('`args` must be given');
          const answer = await invoke(tool, fields.args, signal);
          if (!answer.ok) throw new HostRefusal(answer.code, answer.message);
          return answer.value;
        },
      ],
    ]);
  },
};
