import { Capability, definePlugin, HostRefusal } from '../../runtime/contract/index.ts';
import { badRequest, fieldsOf, notGranted, requireText } from './arguments.ts';

/**
 * `vak/calls`: `host.invoke({ tool, args })`. Each such call is decided, executed and recorded like
 * any other, under the chain of the call that asks, and gives the tool's released result.
 */
export default definePlugin({
  name: 'vak/calls',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [Capability],
  setup({ add }) {
    add(Capability, [], () => ({
      name: 'vak/calls',
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
    }));
  },
});
