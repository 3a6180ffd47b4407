import {
  Capability,
  definePlugin,
  every,
  PlanInForce,
  Resolver,
  Scrubber,
  Secrets,
} from '../../../runtime/contract/index.ts';
import { Credentials } from './credentials.ts';
import { Egress } from './egress.ts';

/** `vak/egress`: `host.fetch({ url, … })`, requests to the hosts that a sandbox's `network` names. */
export default definePlugin({
  name: 'vak/egress',
  version: '0.1.0',
  api: 1,
  runs: 'process',
  provides: [Capability],
  requires: [PlanInForce, Secrets, Resolver, Scrubber],
  setup({ add }) {
    add(
      Capability,
      [PlanInForce, Secrets, Resolver, every(Scrubber)],
      ({ plan }, secrets, resolver, scrubbers) =>
        new Egress({ resolver, credentials: new Credentials(plan.secrets, secrets), scrubbers }),
    );
  },
});
