import { definePlugin, Sandbox } from '../../runtime/contract/index.ts';
import { ProcessSandbox } from './process/sandbox.ts';

export { type ProcessOptions, ProcessSandbox } from './process/sandbox.ts';

/**
 * Runs tools in child processes with an isolate for each call. The contract's promise holds whatever
 * the guest does, short of a hole in the engine itself; then the child's own process is the fence.
 */
export default definePlugin({
  name: 'vak/sandbox',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [Sandbox],
  setup({ fill }) {
    fill(Sandbox, [], () => new ProcessSandbox());
  },
});
