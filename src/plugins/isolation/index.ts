import { definePlugin, PlanInForce, Sandbox } from '../../runtime/contract/index.ts';
import { config } from './config.ts';
import { ProcessSandbox } from './process/sandbox.ts';

export { type ProcessOptions, ProcessSandbox } from './process/sandbox.ts';

/**
 * Runs tools in child processes with an isolate for each call. The contract's promise holds whatever
 * the guest does, short of a hole in the engine itself; then the child's own process is the fence. A
 * plan without such tools starts no child.
 */
export default definePlugin({
  name: 'vak/sandbox',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [Sandbox],
  requires: [PlanInForce],
  config,
  setup({ config, fill }) {
    const { children: most = 4, ready = 2 } = config;
    fill(Sandbox, [PlanInForce], ({ code }) => {
      const least = code.size === 0 ? 0 : Math.min(ready, most);
      return new ProcessSandbox({ most, least });
    });
  },
});
