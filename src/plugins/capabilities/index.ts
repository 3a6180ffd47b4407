import {
  Capability,
  Clock,
  definePlugin,
  every,
  HostSide,
  PlanInForce,
  Resolver,
  Scrubber,
  Secrets,
} from '../../runtime/contract/index.ts';
import { calls } from './calls.ts';
import { Credentials } from './egress/credentials.ts';
import { Egress } from './egress/egress.ts';
import { environment } from './environment.ts';
import { folders } from './folders/folders.ts';
import { Memory } from './memory.ts';

/**
 * `vak/capabilities`: what a sandbox can grant. `host.fetch` for its `network`, `host.read`, `host.list`
 * and `host.write` for `read` and `write`, `host.env` for `env`, `host.invoke` for `tools`, `host.remember` and `host.recall` for
 * `remember`.
 */
export default definePlugin({
  name: 'vak/capabilities',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [Capability],
  requires: [PlanInForce, Secrets, Resolver, Scrubber, HostSide, Clock],
  setup({ add }) {
    add(
      Capability,
      [PlanInForce, Secrets, Resolver, every(Scrubber)],
      ({ plan }, secrets, resolver, scrubbers) =>
        new Egress({ resolver, credentials: new Credentials(plan.secrets, secrets), scrubbers }),
    );
    add(Capability, [HostSide], ({ guarded = [], closed = [] }) => folders({ guarded, closed }));
    add(Capability, [], () => environment);
    add(Capability, [], () => calls);
    add(Capability, [Clock], (clock) => new Memory(() => clock.now()));
  },
});
