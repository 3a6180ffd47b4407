import { definePlugin, HostSide, PlanInForce, Sandbox } from '../../runtime/contract/index.ts';
import { config } from './config.ts';
import { TieredSandbox } from './tiers/tiered-sandbox.ts';

export { type ProcessOptions, ProcessSandbox } from './process/sandbox.ts';
export { isAlive } from './tiers/status-file.ts';
export { type SandboxStatus, TieredSandbox } from './tiers/tiered-sandbox.ts';

/**
 * Runs tools in the tier that each asks for: child processes with an isolate for each call unless it
 * says otherwise. The contract's promise holds in the tiers with a process, whatever the guest does,
 * short of a hole in the engine itself; then the child's own process is the fence. A plan without such
 * tools starts no child.
 */
export default definePlugin({
  name: 'vak/sandbox',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [Sandbox],
  requires: [PlanInForce, HostSide],
  config,
  setup({ config, fill }) {
    const { children: most = 4, ready = 2, engine = 'isolate', ...bounds } = config;
    fill(Sandbox, [PlanInForce, HostSide], ({ code }, { state }) => {
      const least = code.size === 0 ? 0 : Math.min(ready, most);
      const usual = engine === 'quickjs' ? 'quickjs' : 'process';
      return new TieredSandbox({ most, least, usual, state, ...bounds });
    });
  },
});
